import type { Account } from "./access.ts";
import type { Because } from "./because.ts";
import type { Instant } from "./instant.ts";
import type { PersonKind, PersonStatus } from "./person.ts";
import type { Entitlement } from "./role.ts";
import type { Source } from "./source.ts";

/** What an application says about one thing a person should have; `unreadable`: it was asked and does not tell. */
export type LiveAnswer = "held" | "missing" | "unreadable" | "not-asked";

/** One thing a role gives: an entitlement, or a place in a pool (`location` null: waits for one, or it was not asked). */
export type WhyGift =
  | { readonly kind: "entitlement"; readonly entitlement: Entitlement; readonly at: Source; readonly live: LiveAnswer }
  | {
      readonly kind: "seat";
      readonly pool: string;
      readonly application: string;
      readonly location: string | null;
      readonly at: Source;
      readonly live: LiveAnswer;
    };

/** A role the person holds, what gave it, and what it gives. */
export interface WhyRole {
  readonly role: string;
  readonly title: string;
  readonly because: readonly Because[];
  readonly gives: readonly WhyGift[];
}

/** A notice that an unused seat goes back, as far as the files say; the next sign-in makes it void. */
export interface NoticeStanding {
  /** What the evidence said when it was given; null: never signed in. */
  readonly lastSignIn: Instant | null;
  readonly noticed: Instant;
  /** From when the seat may be reclaimed. */
  readonly reclaim: Instant;
  /** That day has come: whoever sits there no more gets no seat. */
  readonly isOver: boolean;
  readonly at: Source;
}

/** How a person stands in the queue for a pool as far as the files say; who sits there is for the application to tell. */
export interface SeatStanding {
  readonly pool: string;
  readonly application: string;
  /** Where a seat may be, best first; empty: this person may have none. */
  readonly locations: readonly string[];
  /** The row of `priority` that fits, from 1; null: none of them. */
  readonly priority: number | null;
  /** Rows of `priority`. */
  readonly rows: number;
  /** Keeps a seat before everybody else, once there is one. */
  readonly isProtected: boolean;
  /** null: there is none that stands. */
  readonly notice: NoticeStanding | null;
  readonly at: Source;
}

/** The whole chain for one person at an instant: person, roles held, entitlements and seats, live state. */
export interface WhyChain {
  readonly at: Instant;
  readonly person: {
    readonly id: string;
    readonly kind: PersonKind;
    readonly status: PersonStatus;
    /** Counts as here at `at`. */
    readonly present: boolean;
    readonly at: Source;
  };
  readonly roles: readonly WhyRole[];
  /** By pool. */
  readonly seats: readonly SeatStanding[];
  /** Accounts found; null when no application was asked. */
  readonly accounts: readonly Pick<Account, "application" | "userName" | "active">[] | null;
  /** Held in an application although no role gives it. */
  readonly unexplained: readonly Entitlement[];
}

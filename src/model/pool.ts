import type { SecretReference } from "./application.ts";
import type { Milliseconds } from "./instant.ts";
import type { Entitlement } from "./role.ts";
import type { SeatRequest } from "./seat-request.ts";
import type { Source } from "./source.ts";

/** One rank of a pool's priority: holders of a role, or people with an attribute. */
export type PriorityRule =
  | { readonly kind: "role"; readonly role: string }
  | { readonly kind: "attribute"; readonly attribute: string; readonly value: string };

/** Capacity of a third party that a pool may ask for. */
export interface Reserve {
  readonly seats: number;
  /** Who adds them. */
  readonly from: string;
  /** How long a request may go without a decision. */
  readonly expires: Milliseconds;
  /** Where requests are sent to: a URL that takes a POST, or a reference to it; null: nowhere. */
  readonly webhook: string | SecretReference | null;
}

/** A pool of licensed seats with a quota per location and an overflow for all of them. */
export interface LicensePool {
  readonly name: string;
  /** What a seat looks like in the application. */
  readonly seat: Entitlement;
  /** The person attribute whose value names a location of `quota`. */
  readonly quotaBy: string;
  /** Seats per location, sorted by name; without the overflow. */
  readonly quota: Readonly<Record<string, number>>;
  /** Overflow seats, open to every location. */
  readonly overflow: number;
  /** By location, those whose seats its people may take when its own and the overflow are taken, best first. */
  readonly failover: Readonly<Record<string, readonly string[]>>;
  readonly reserve: Reserve | null;
  /** What was asked of the reserve, by id. */
  readonly requests: readonly SeatRequest[];
  /** Seats that the reserve has added at the instant that this was read for: more overflow. */
  readonly granted: number;
  /** Share of use, 0 to 1, from which the pool is reported as nearly full. */
  readonly alertAt: number;
  /** Rows of conditions, of which one has to fit; null: whoever holds a role that asks for a seat may have one. */
  readonly eligible: readonly Readonly<Record<string, readonly string[]>>[] | null;
  readonly priority: readonly PriorityRule[];
  /** Rows of conditions: of whom one fits and who sits comes before everybody else. */
  readonly protected: readonly Readonly<Record<string, readonly string[]>>[];
  /** The product of which a seat is one tier, and how good a one: higher is better. A person holds one tier of a product. */
  readonly tier: { readonly product: string; readonly rank: number } | null;
  readonly whenFull: "wait" | "deny";
  readonly reclaim: {
    readonly unusedFor: Milliseconds;
    readonly grace: Milliseconds;
    readonly except: readonly Readonly<Record<string, readonly string[]>>[];
  } | null;
  readonly cost: { readonly perSeat: number; readonly currency: string; readonly every: "month" | "year" } | null;
  readonly at: Source;
}

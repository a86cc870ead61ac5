import type { Change, ChangeKind } from "../model/change.ts";
import type { CheckUpRow } from "../model/check-up.ts";
import type { Outcome } from "../model/outcome.ts";
import type { AccessPage, ListingVerdict } from "../model/page.ts";

/** What a read has to bring: attributes that will be compared, groups whose members matter. */
export interface ReadWish {
  /** Names as in `AccountAttributes`. */
  readonly attributes: readonly string[];
  /** The attribute of accounts that tells of the last sign-in, in the application's own words; left out: nobody asks. */
  readonly lastSignIn?: string;
  /** Group names; members of other groups need not be read. */
  readonly groups: readonly string[];
  /** Person ids that are known to have an account here: canaries for the trust check. */
  readonly expected: readonly string[];
  /**
   * Memberships to ask for one by one where an application does not list members; called only then, and once. Without it such
   * groups come with `members: null`.
   */
  readonly pairs?: () => Promise<Iterable<MemberPair>>;
}

/** A membership to ask for: does this person's account belong to this group? */
export interface MemberPair {
  readonly person: string;
  readonly group: string;
}

/** Changes of one stage and one application, to be made together where the application allows it. */
export interface Batch {
  readonly changes: readonly Change[];
}

/** What reads tell of a change. */
export interface Inspected {
  /** Whether it is so already; null: that cannot be said. */
  readonly isSo: boolean | null;
  /** Remote id of the account that it is about, where one was found. */
  readonly account: string | null;
}

/** One application as Rollcall sees it. Laws: `test/contract/connector.ts`. */
export interface Connector {
  readonly application: string;
  /** Silence means cannot; checked while planning. */
  readonly can: ReadonlySet<ChangeKind>;
  /** Kinds of change that cannot be undone here, each with the reason: marked in the plan, for policy to consent. */
  readonly irreversible?: ReadonlyMap<ChangeKind, string>;
  /** Types of entitlement that can be given in the call that makes the account, and sometimes only there. */
  readonly carries?: ReadonlySet<"license" | "role">;
  /** Types of entitlement of which an account holds one: a seat that takes the place of another is one call with its release. */
  readonly replaces?: ReadonlySet<"license" | "role">;
  /**
   * Pages in any order, then what the whole is worth. Throws RollcallError `application-unreachable` or
   * `application-refused`; a cut listing is not an error but an `untrusted` verdict.
   */
  read(wish: ReadWish, signal: AbortSignal): AsyncGenerator<AccessPage, ListingVerdict>;
  /** One outcome for every change, in order; looks before it writes, reads back after; throws only when aborted. */
  apply(batch: Batch, signal: AbortSignal): Promise<readonly Outcome[]>;
  /** What reads alone tell of each change, in order. Throws only when aborted. */
  inspect(changes: readonly Change[], signal: AbortSignal): Promise<readonly Inspected[]>;
  /** Mutating requests that applying these would take at best. */
  predict(changes: readonly Change[]): number;
  /** Asks the application, by reads alone, for what is taken for granted of it. */
  checkUp?(signal: AbortSignal): Promise<readonly CheckUpRow[]>;
  close(): Promise<void>;
}

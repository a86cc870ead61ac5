import type { ChangeKind } from "../model/change.ts";

/** An account is there and open afterwards. */
export const GIVES_ACCOUNT: ReadonlySet<ChangeKind> = new Set<ChangeKind>(["create-account", "enable-account"]);

/** An account is closed or gone afterwards. */
export const TAKES_ACCOUNT: ReadonlySet<ChangeKind> = new Set<ChangeKind>(["disable-account", "delete-account"]);

/** Somebody loses something. */
export const TAKES_ANYTHING: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  ...TAKES_ACCOUNT,
  "revoke",
  "release-seat",
]);

/** Somebody has an entitlement or a seat afterwards that they did not have. */
export const GIVES_ENTITLEMENT: ReadonlySet<ChangeKind> = new Set<ChangeKind>(["grant", "assign-seat"]);

/** How many changes of each kind; a kind that does not occur is 0. */
export type Kinds = Record<ChangeKind, number>;

/** None of any kind. */
export function noKinds(): Kinds {
  return {
    "create-account": 0,
    "update-account": 0,
    "disable-account": 0,
    "enable-account": 0,
    "delete-account": 0,
    grant: 0,
    revoke: 0,
    "assign-seat": 0,
    "release-seat": 0,
    "end-sessions": 0,
  };
}

/** All kinds together. */
export function sum(kinds: Kinds): number {
  return Object.values(kinds).reduce((total, count) => total + count, 0);
}

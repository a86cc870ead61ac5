import type { AccountAttributes } from "./access.ts";
import type { Because } from "./because.ts";
import type { Entitlement } from "./role.ts";

interface ChangeBase {
  /** Unique in a plan and the same in every plan that means the same change: `application/subject/kind[/what]`. */
  readonly key: string;
  readonly application: string;
  /** Person on the roster; null for an account that belongs to nobody there. */
  readonly person: string | null;
  /** Remote account id; null when this plan creates the account. */
  readonly account: string | null;
  readonly userName: string;
  readonly because: readonly Because[];
  /** Keys of changes of this plan that must have succeeded first. */
  readonly needs: readonly string[];
  /** What this does that nobody can undo; left out where it can be undone. */
  readonly irreversible?: string;
}

/** The managed face of an account, before or after a change. */
export interface AccountImage {
  readonly userName: string;
  readonly externalId: string | null;
  readonly active: boolean;
  readonly attributes: AccountAttributes;
}

/** One difference between desired and live, as data. */
export type Change =
  | (ChangeBase & { readonly kind: "create-account"; readonly before: null; readonly after: AccountImage })
  /** `before` and `after` hold only what differs. */
  | (ChangeBase & {
      readonly kind: "update-account";
      readonly before: Partial<AccountImage>;
      readonly after: Partial<AccountImage>;
    })
  | (ChangeBase & {
      readonly kind: "disable-account";
      readonly before: { readonly active: true };
      readonly after: { readonly active: false };
    })
  | (ChangeBase & {
      readonly kind: "enable-account";
      readonly before: { readonly active: false };
      readonly after: { readonly active: true };
    })
  | (ChangeBase & {
      readonly kind: "delete-account";
      readonly before: { readonly active: boolean };
      readonly after: null;
    })
  | (ChangeBase & {
      readonly kind: "grant";
      readonly entitlement: Entitlement;
      readonly before: { readonly held: false };
      readonly after: { readonly held: true };
    })
  | (ChangeBase & {
      readonly kind: "revoke";
      readonly entitlement: Entitlement;
      readonly before: { readonly held: true };
      readonly after: { readonly held: false };
    })
  | (ChangeBase &
      SeatChange & {
        readonly kind: "assign-seat";
        readonly before: { readonly held: false };
        readonly after: { readonly held: true };
      })
  | (ChangeBase &
      SeatChange & {
        readonly kind: "release-seat";
        readonly before: { readonly held: true };
        readonly after: { readonly held: false };
      })
  | (ChangeBase & { readonly kind: "end-sessions"; readonly before: null; readonly after: null });

interface SeatChange {
  readonly entitlement: Entitlement;
  readonly pool: string;
  /** A name in the pool's quota, or `global`. */
  readonly location: string;
}

/** Every kind of change. */
export type ChangeKind = Change["kind"];

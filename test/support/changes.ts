import type { AccountImage, Change } from "../../src/model/change.ts";
import type { Entitlement } from "../../src/model/role.ts";

/** Whose account a change is about. */
export interface Whose {
  readonly application: string;
  readonly person: string | null;
  readonly account: string | null;
  readonly userName: string;
  readonly needs?: readonly string[];
}

/** A change that makes an account. */
export const creates = (whose: Whose, after: AccountImage): Change => ({
  ...base(whose, "create-account"),
  kind: "create-account",
  before: null,
  after,
});

/** A change of an account's values. */
export const updates = (whose: Whose, after: Partial<AccountImage>, before: Partial<AccountImage> = {}): Change => ({
  ...base(whose, "update-account"),
  kind: "update-account",
  before,
  after,
});

/** The end of an account's access. */
export const disables = (whose: Whose): Change => ({
  ...base(whose, "disable-account"),
  kind: "disable-account",
  before: { active: true },
  after: { active: false },
});

/** The return of an account's access. */
export const enables = (whose: Whose): Change => ({
  ...base(whose, "enable-account"),
  kind: "enable-account",
  before: { active: false },
  after: { active: true },
});

/** The end of an account. */
export const deletes = (whose: Whose): Change => ({
  ...base(whose, "delete-account"),
  kind: "delete-account",
  before: { active: false },
  after: null,
});

/** The end of an account's sessions. */
export const endsSessions = (whose: Whose): Change => ({
  ...base(whose, "end-sessions"),
  kind: "end-sessions",
  before: null,
  after: null,
});

/** An entitlement is given. */
export const grants = (whose: Whose, entitlement: Entitlement): Change => ({
  ...base(whose, "grant", `${entitlement.type}:${entitlement.value}`),
  kind: "grant",
  entitlement,
  before: { held: false },
  after: { held: true },
});

/** An entitlement is taken. */
export const revokes = (whose: Whose, entitlement: Entitlement): Change => ({
  ...base(whose, "revoke", `${entitlement.type}:${entitlement.value}`),
  kind: "revoke",
  entitlement,
  before: { held: true },
  after: { held: false },
});

/** A seat of the pool `seats` is given. */
export const assignsSeat = (whose: Whose, entitlement: Entitlement): Change => ({
  ...base(whose, "assign-seat", "seats"),
  kind: "assign-seat",
  entitlement,
  pool: "seats",
  location: "eu",
  before: { held: false },
  after: { held: true },
});

/** A seat of the pool `seats` is taken. */
export const releasesSeat = (whose: Whose, entitlement: Entitlement): Change => ({
  ...base(whose, "release-seat", "seats"),
  kind: "release-seat",
  entitlement,
  pool: "seats",
  location: "eu",
  before: { held: true },
  after: { held: false },
});

function base(whose: Whose, kind: Change["kind"], what?: string) {
  const subject = whose.person ?? `@${whose.account ?? whose.userName}`;
  const key = [whose.application, subject, kind, ...(what === undefined ? [] : [what])].join("/");
  return { needs: [], ...whose, key, because: [] };
}

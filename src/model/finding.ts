/** Something a reader should know that is not a change: drift nobody may touch, doubt, a full pool. */
export interface Finding {
  readonly kind:
    | "unmanaged-account"
    | "unmanaged-member"
    | "orphan-account"
    | "duplicate-account"
    | "userName-conflict"
    | "missing-group"
    | "unverifiable-membership"
    | "listing-untrusted"
    | "application-gone"
    | "unsupported"
    | "not-undone"
    | "joiner-blocked"
    | "joiner-held"
    | "seat-outside-rollcall"
    | "not-eligible"
    | "seat-unused"
    | "seat-reclaimed"
    | "notice-spent"
    | "sign-ins-stale"
    | "pool-alert"
    | "reserve-available"
    | "reserve-requested"
    | "reserve-ending";
  /** `*`: it is about every application. */
  readonly application: string;
  /** userName, group, pool … */
  readonly subject: string;
  readonly message: string;
}

/** How much of one thing a plan may do at once. */
export interface SizeLimit {
  /** More than so many are too many; null: any number. */
  readonly most: number | null;
  /** A larger share (0 to 1) is too many; null: any share. */
  readonly share: number | null;
  /** So few are never too many for their share. */
  readonly few: number;
  /** The share says nothing where fewer accounts than this live: of an empty application anything is everything. */
  readonly from: number;
}

/** What a plan may do, to one application or to all together, whatever policy says. */
export interface GuardLimits {
  /** Accounts disabled or deleted. */
  readonly removals: SizeLimit;
  /** Accounts created or enabled. */
  readonly creations: SizeLimit;
  /** Accounts that are given more than the birthrights of a new one; `risk`: the sum of what their roles are rated. */
  readonly privilege: SizeLimit & { readonly risk: number | null };
}

/** How many different people override a guard. */
export const overridesNeeded = 2;

/**
 * Guards that nobody can override: they say that nobody knows what would happen, or that it could lock everybody out. Who
 * means it changes `rollcall.yaml`, which is reviewed.
 */
const absolute: ReadonlySet<string> = new Set([
  "roster.too-few",
  "protected.person",
  "admins.too-few",
  "admins.unknown",
]);

/** Whether two people can let a plan pass a guard. */
export function isOverridable(guard: string): boolean {
  return !absolute.has(guard);
}

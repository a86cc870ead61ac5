import type { Account } from "./access.ts";

/** Members of one group as one read saw them; `members: null` means that the application does not tell. */
export interface GroupPage {
  readonly application: string;
  readonly id: string;
  readonly name: string;
  /** Remote account ids. A group may come in several pages; members add up. */
  readonly members: readonly string[] | null;
  /** When present, only these accounts were asked for: whether any other is a member is unknown. */
  readonly checked?: readonly string[];
}

/** A piece of an application's live state, in the shape that diff compares. */
export type AccessPage =
  | { readonly kind: "accounts"; readonly accounts: readonly Account[] }
  | { readonly kind: "groups"; readonly groups: readonly GroupPage[] };

/** What a finished read is worth: only a complete one may lead to anything destructive. */
export type ListingVerdict =
  | { readonly kind: "complete"; readonly accounts: number; readonly groups: number }
  | { readonly kind: "untrusted"; readonly reason: string; readonly accounts: number; readonly groups: number };

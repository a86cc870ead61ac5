import type { ManifestEntry } from "../model/manifest.ts";
import type { Entitlement } from "../model/role.ts";

/** One value of an account that a run wrote over. */
export interface UpdatedValue {
  /** `userName`, `externalId`, or the name of an attribute. */
  readonly name: string;
  readonly isAttribute: boolean;
  /** What was there; undefined when nobody can tell any more. */
  readonly before: string | null | undefined;
  /** Whether a value is the one that the run wrote. */
  isAfter(value: string | null): boolean;
}

/** Something that a recorded run did and that is to be taken back. */
export interface Deed {
  readonly entry: ManifestEntry;
  /** Of an update; empty for every other kind. */
  readonly values: readonly UpdatedValue[];
  /** The account that was made has been disabled for as long as the application's rule for leavers waits. */
  readonly isDeletable: boolean;
}

/** What an entry gave or took, or null for what is about the account alone. */
export type DeedTarget =
  | { readonly kind: "entitlement"; readonly entitlement: Entitlement }
  | { readonly kind: "seat"; readonly pool: string; readonly location: string };

/** Whether a run may have changed something; what an unverified change came to, only the live state can tell. */
export function mayHaveTakenEffect({ status }: Pick<ManifestEntry, "status">): boolean {
  return status === "applied" || status === "unverified";
}

/** Reads the target of an entry as the ledger writes it: `group:engineering`, `seat:ide/eu`. */
export function targetOf({ application, target }: Pick<ManifestEntry, "application" | "target">): DeedTarget | null {
  const colon = target?.indexOf(":") ?? -1;
  if (target === null || colon < 0) return null;
  const [type, value] = [target.slice(0, colon), target.slice(colon + 1)];
  if (type === "group" || type === "role" || type === "license")
    return { kind: "entitlement", entitlement: { application, type, value } };
  const slash = value.lastIndexOf("/");
  return type !== "seat" || slash < 0
    ? null
    : { kind: "seat", pool: value.slice(0, slash), location: value.slice(slash + 1) };
}

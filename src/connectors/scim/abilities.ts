import type { Change, ChangeKind } from "../../model/change.ts";
import { slotOf } from "./convert.ts";
import type { Profile } from "./profile.ts";

/** What a service of this profile can do. SCIM knows no sessions. */
export function abilities(profile: Profile): ReadonlySet<ChangeKind> {
  const stays = profile.delete.effect === "deactivates";
  const lacks: readonly ChangeKind[] = [...profile.cannot, ...(stays ? (["delete-account"] as const) : [])];
  return new Set(kinds.filter((kind) => !lacks.includes(kind)));
}

/** The kinds of change that nobody can undo in a service of this profile, each with what it does there. */
export function irreversible(profile: Profile): ReadonlyMap<ChangeKind, string> {
  const can = abilities(profile);
  const found = new Map<ChangeKind, string>();
  if (!profile.deactivate.reversible && can.has("disable-account"))
    found.set("disable-account", deactivations[profile.deactivate.effect]);
  if (!profile.delete.reversible && can.has("delete-account"))
    found.set("delete-account", deletions[profile.delete.effect]);
  return found;
}

/** The types of entitlement of which an account holds one: another takes the place of what is there. */
export function replaced({ license, role }: Profile): ReadonlySet<"license" | "role"> {
  const types = new Set<"license" | "role">();
  if (license?.cardinality === "one") types.add("license");
  if (role?.cardinality === "one") types.add("role");
  return types;
}

/** Why a change cannot be made with this profile; null when it can. */
export function lackOf(profile: Profile, change: Change): string | null {
  if (!abilities(profile).has(change.kind)) return `cannot ${change.kind} (profile ${profile.name})`;
  if (!("entitlement" in change)) return null;
  const { type } = change.entitlement;
  const isThere = type === "group" ? profile.members !== null : slotOf(profile, type) !== null;
  return isThere ? null : `knows no ${type} of an account (profile ${profile.name})`;
}

const kinds: readonly ChangeKind[] = [
  ...(["create-account", "update-account", "disable-account", "enable-account", "delete-account"] as const),
  ...(["grant", "revoke", "assign-seat", "release-seat"] as const),
];

const deactivations: Readonly<Record<Profile["deactivate"]["effect"], string>> = {
  blocks: "switching it off blocks the account for good",
  "removes-membership": "switching it off takes the account out of the organisation for good",
  obscures: "switching it off changes the names of the account for good",
  deletes: "switching it off deletes the account",
};

const deletions: Readonly<Record<Profile["delete"]["effect"], string>> = {
  removes: "a deleted account does not come back: a new one would be another account",
  erases: "deleting erases the account with all that it was known by: a new one would be another account",
  unlinks: "a deleted account goes on without Rollcall for good",
  deactivates: "deleting switches the account off for good",
};

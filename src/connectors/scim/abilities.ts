import type { Change, ChangeKind } from "../../model/change.ts";
import { slotOf } from "./convert.ts";
import type { Profile } from "./profile.ts";

/** What a service of this profile can do. SCIM knows no sessions. */
export function abilities(profile: Profile): ReadonlySet<ChangeKind> {
  return new Set(kinds.filter((kind) => !profile.cannot.some((lack) => lack === kind)));
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

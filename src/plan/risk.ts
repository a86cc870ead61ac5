import type { Change } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Organization } from "../model/organization.ts";
import type { Entitlement } from "../model/role.ts";
import type { Desired } from "./desired.ts";

/**
 * How much harm the subject of a change could do, 0 to 100: the highest risk among the roles that are held, and among those
 * that give what these changes take away, in any application.
 */
export function riskOf(
  organization: Organization,
  desired: Desired,
  changes: readonly Change[],
): (change: Change) => number {
  const ofRole = new Map(organization.roles.map(({ name, risk }) => [name, risk]));
  const highest = (roles: readonly string[]) => roles.reduce((most, role) => Math.max(most, ofRole.get(role) ?? 0), 0);
  const lost = new Map<string, number>();
  for (const change of changes) {
    if (change.kind !== "revoke" && change.kind !== "release-seat") continue;
    const risk = highest(giversOf(desired, change.entitlement));
    lost.set(subjectOf(change), Math.max(risk, lost.get(subjectOf(change)) ?? 0));
  }
  return (change) => {
    const held = change.person === null ? [] : (desired.holdings.get(change.person) ?? []);
    return Math.max(highest(held.map(({ role }) => role)), lost.get(subjectOf(change)) ?? 0);
  };
}

function giversOf(desired: Desired, entitlement: Entitlement): readonly string[] {
  return desired.applications.get(entitlement.application)?.managed.get(entitlementKey(entitlement))?.roles ?? [];
}

/** A person is the same one everywhere; a stranger only in one application. */
function subjectOf({ person, application, account }: Change): string {
  return person ?? `${application}/@${account}`;
}

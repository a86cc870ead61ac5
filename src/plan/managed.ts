import { entitlementKey } from "../model/entitlement-key.ts";
import type { Organization } from "../model/organization.ts";
import type { Entitlement } from "../model/role.ts";
import type { Source } from "../model/source.ts";
import type { ManagedEntitlement } from "./desired.ts";

/** Every entitlement that a role or a pool names, by application and key: what is ours to grant and revoke. */
export function managedEntitlements(
  organization: Organization,
): ReadonlyMap<string, ReadonlyMap<string, ManagedEntitlement>> {
  const managed = new Map<string, Map<string, ManagedEntitlement>>();
  const note = (entitlement: Entitlement, at: Source, more: { role?: string; pool?: string }) => {
    const inApplication = managed.get(entitlement.application) ?? new Map<string, ManagedEntitlement>();
    managed.set(entitlement.application, inApplication);
    const key = entitlementKey(entitlement);
    const known = inApplication.get(key);
    const roles = [...(known?.roles ?? []), ...(more.role === undefined ? [] : [more.role])];
    inApplication.set(key, {
      entitlement,
      roles: [...new Set(roles)].sort(),
      at: known?.at ?? at,
      pool: more.pool ?? known?.pool ?? null,
    });
  };
  for (const pool of organization.pools) note(pool.seat, pool.at, { pool: pool.name });
  for (const role of organization.roles) {
    for (const grant of role.grants) {
      if (grant.kind === "entitlement") note(grant.entitlement, grant.at, { role: role.name });
    }
  }
  return managed;
}

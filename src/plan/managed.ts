import { entitlementKey } from "../model/entitlement-key.ts";
import type { LicensePool } from "../model/pool.ts";
import type { Entitlement, Role } from "../model/role.ts";
import type { Source } from "../model/source.ts";
import type { ManagedEntitlement } from "./desired.ts";

/** What is ours to grant and revoke, by application and key. */
export type Managed = ReadonlyMap<string, ReadonlyMap<string, ManagedEntitlement>>;

/** Every entitlement that a role or a pool names; both lists sorted by name, so that the same one speaks for it every time. */
export function managedEntitlements(roles: readonly Role[], pools: readonly LicensePool[]): Managed {
  const managed = new Map<string, Map<string, Draft>>();
  const seatOf = new Map(pools.map((pool) => [pool.name, pool.seat]));
  for (const pool of pools) draftOf(managed, pool.seat, pool.at).pool = pool.name;
  for (const role of roles) {
    for (const grant of role.grants) {
      const entitlement = grant.kind === "entitlement" ? grant.entitlement : seatOf.get(grant.pool);
      if (entitlement !== undefined) draftOf(managed, entitlement, grant.at).givers.add(role.name);
    }
  }
  return new Map([...managed].map(([application, drafts]) => [application, finished(drafts)]));
}

interface Draft {
  readonly entitlement: Entitlement;
  readonly at: Source;
  readonly givers: Set<string>;
  pool: string | null;
}

function draftOf(managed: Map<string, Map<string, Draft>>, entitlement: Entitlement, at: Source): Draft {
  const inApplication = managed.get(entitlement.application) ?? new Map<string, Draft>();
  managed.set(entitlement.application, inApplication);
  const key = entitlementKey(entitlement);
  const draft = inApplication.get(key) ?? { entitlement, at, givers: new Set<string>(), pool: null };
  inApplication.set(key, draft);
  return draft;
}

function finished(drafts: ReadonlyMap<string, Draft>): ReadonlyMap<string, ManagedEntitlement> {
  return new Map(
    [...drafts].map(([key, { entitlement, at, givers, pool }]) => [key, { entitlement, at, roles: [...givers], pool }]),
  );
}

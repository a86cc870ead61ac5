import type { Decision } from "../model/decision.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { LicensePool } from "../model/pool.ts";
import { fits } from "./birthright.ts";
import type { Composition } from "./compose.ts";

/** Whether a person who sits in a pool keeps the seat before everybody else. */
export function isProtected(pool: LicensePool, person: Person): boolean {
  return pool.protected.some((conditions) => fits(conditions, person));
}

/** A plan may not take a protected seat because the pool is too small: who is protected comes first, so nobody else has one. */
export function protectedDenials(
  { pools, people }: Organization,
  { changes, allocation }: Pick<Composition, "changes" | "allocation">,
): Decision["denials"] {
  const strict = new Map(pools.filter((pool) => pool.protected.length > 0).map((pool) => [pool.name, pool]));
  if (strict.size === 0) return [];
  const losing = new Set(changes.flatMap((change) => (change.kind === "release-seat" ? keyOf(change) : [])));
  const waiting = allocation.waiting.filter((entry) => strict.has(entry.pool) && losing.has(keyOf(entry)));
  const wanted = new Set(waiting.map(({ person }) => person));
  const byId = new Map(people.filter(({ id }) => wanted.has(id)).map((person) => [person.id, person]));
  return waiting.flatMap(({ pool: name, person: id, reason }) => {
    const [pool, person] = [strict.get(name), byId.get(id)];
    if (pool === undefined || person === undefined || !isProtected(pool, person)) return [];
    return { rule: "pool.protected", message: `${id} would lose a protected seat of ${name}: ${reason}` };
  });
}

function keyOf({ pool, person }: { readonly pool: string; readonly person: string | null }): string {
  return `${pool} ${person ?? ""}`;
}

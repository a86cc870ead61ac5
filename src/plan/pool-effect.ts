import { compareText } from "../model/compare.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { LocationEffect, PoolEffect } from "../model/pool-effect.ts";
import { allocate } from "./allocate.ts";
import { resolve } from "./resolve.ts";
import { overflowLocation } from "./seat-location.ts";

const empty = { people: new Set<string>(), outside: 0, leaving: 0 } as const;

/** What becomes of a pool's seats from one set of files to another, when everybody who asks is placed anew. */
export function poolEffect(
  pool: string,
  { before, after, at }: { readonly before: Organization; readonly after: Organization; readonly at: Instant },
): PoolEffect {
  const [old, next] = [seatsOf(before, pool, at), seatsOf(after, pool, at)];
  const names = [...new Set([...old.locations.keys(), ...next.locations.keys()])].sort(overflowLast);
  return {
    pool,
    locations: names.map((location): LocationEffect => {
      const [was, is] = [old.locations.get(location), next.locations.get(location)];
      return {
        location,
        quotaBefore: was?.quota ?? null,
        quotaAfter: is?.quota ?? null,
        takenBefore: was?.taken ?? 0,
        takenAfter: is?.taken ?? 0,
      };
    }),
    asking: next.asking,
    waitingBefore: old.waiting,
    waitingAfter: next.waiting,
  };
}

function overflowLast(a: string, b: string): number {
  return Number(a === overflowLocation) - Number(b === overflowLocation) || compareText(a, b);
}

function seatsOf(organization: Organization, pool: string, at: Instant) {
  const { demands, holdings, people } = resolve(organization, at);
  const live = new Map(organization.pools.map(({ name }) => [name, empty]));
  const { pools } = organization;
  const placed = allocate({ pools, demands, holdings, people, live, poolsBefore: null });
  const own = placed.summaries.filter((summary) => summary.pool === pool);
  return {
    locations: new Map(own.map(({ location, quota, usedAfter }) => [location, { quota, taken: usedAfter }])),
    asking: demands.filter((demand) => demand.pool === pool).length - (placed.ineligible.get(pool)?.size ?? 0),
    waiting: placed.waiting.filter((each) => each.pool === pool).length,
  };
}

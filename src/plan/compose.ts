import type { Change } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Finding } from "../model/finding.ts";
import type { Joiners } from "../model/joiner.ts";
import type { Organization } from "../model/organization.ts";
import type { GuardStop } from "../model/plan.ts";
import type { LicensePool } from "../model/pool.ts";
import type { PoolCost } from "../model/pool-cost.ts";
import type { UnusedSeats } from "../model/unused-seats.ts";
import { type Allocation, allocate } from "./allocate.ts";
import { applicationFindings } from "./application-findings.ts";
import type { Desired } from "./desired.ts";
import type { DiffResult, Observed } from "./diff.ts";
import { guard } from "./guard.ts";
import { heldPeople, joinerFindings } from "./joiner-findings.ts";
import { allSignIns } from "./live-sign-ins.ts";
import { order } from "./order.ts";
import { poolCosts } from "./pool-cost.ts";
import { reserveFindings } from "./reserve-findings.ts";
import { riskOf } from "./risk.ts";
import type { RosterBefore } from "./roster-guard.ts";
import { totalQuota } from "./seat-location.ts";
import type { SeatsTaken } from "./seat-summary.ts";
import { tieSeats } from "./tie-seats.ts";
import { unusedFindings } from "./unused-findings.ts";
import { unusedSeats } from "./unused-seats.ts";

/** Everything that has been read, for all applications together. */
export interface ComposeInput extends RosterBefore {
  readonly organization: Organization;
  readonly desired: Desired;
  readonly observed: readonly Observed[];
  /** Pools as they were when the last run was recorded; null when that is not known. */
  readonly poolsBefore: readonly LicensePool[] | null;
  /** Names of the applications that the last run read; left out or null when nobody can tell. */
  readonly applicationsBefore?: readonly string[] | null;
  /** Who joins, and who of them is held. */
  readonly joiners: Joiners;
}

/** Ordered changes before policy has looked at them. */
export interface Composition {
  readonly changes: readonly Change[];
  readonly allocation: Allocation;
  /** Of pools that reclaim unused seats. */
  readonly unused: readonly UnusedSeats[];
  readonly costs: readonly PoolCost[];
  readonly findings: readonly Finding[];
  readonly guards: readonly GuardStop[];
  readonly missingGroups: readonly (DiffResult["missingGroups"][number] & { readonly application: string })[];
}

/** From what should be and what was seen to what would be done: places seats, joins the applications, orders, guards. */
export function compose(input: ComposeInput): Composition {
  const { organization, desired } = input;
  const observed = input.observed.toSorted((a, b) => compareText(a.application, b.application));
  const held = heldPeople(input.joiners);
  const taken = seatsTaken(observed);
  const unused = unusedSeats(organization, { desired, taken, signIns: allSignIns(organization, observed) });
  const { poolsBefore } = input;
  const allocation = allocateSeats(organization, { desired, observed, taken, unused, poolsBefore, held });
  const reclaimed = new Map(unused.map((each) => [each.pool, each.reclaimed]));
  const results = observed.map((seen) => ({
    application: seen.application,
    ...seen.changes({ ...allocation, reclaimed }),
  }));
  // Who is held has no account anywhere: every change for them would give something.
  const all = results.flatMap(({ changes }) => changes.filter(({ person }) => person === null || !held.has(person)));
  const changes = tieSeats(
    order(all, riskOf(organization, desired, all)),
    freeNow(organization, taken),
    organization.pools,
  );
  const findings = [
    ...results.flatMap((result) => result.findings),
    ...poolAlerts(organization, allocation),
    ...notEligible(organization, allocation),
    ...reserveFindings(organization, allocation, desired.at),
    ...unusedFindings(unused),
    ...applicationFindings(organization, input.applicationsBefore ?? []),
    ...joinerFindings(input.joiners),
  ];
  return {
    changes,
    allocation,
    unused,
    costs: poolCosts(organization.pools, allocation.summaries, poolsBefore),
    findings: findings.sort(compareFindings),
    guards: guard({ ...input, changes }),
    missingGroups: results.flatMap(({ application, missingGroups }) =>
      missingGroups.map((gap) => ({ ...gap, application })),
    ),
  };
}

/** Seats taken now, by pool, of those pools that could be read. */
export type Taken = ReadonlyMap<string, SeatsTaken>;

/** Counts who sits where in every pool that could be read. */
export function seatsTaken(observed: readonly Observed[]): Taken {
  const taken = new Map<string, SeatsTaken>();
  for (const { pool, people, outside, leaving } of observed.flatMap(({ seats }) => seats)) {
    if (people !== null) taken.set(pool, { people, outside: outside.length, leaving: leaving.length });
  }
  return taken;
}

/** Who cannot have an account, is held, or does not use the seat, gets none: it goes to the next. */
function allocateSeats(
  organization: Organization,
  found: {
    readonly desired: Desired;
    readonly observed: readonly Observed[];
    readonly taken: Taken;
    readonly unused: readonly UnusedSeats[];
    readonly held: ReadonlySet<string>;
    readonly poolsBefore: ComposeInput["poolsBefore"];
  },
): Allocation {
  const { holdings, people } = found.desired;
  const blocked = new Map(found.observed.map((seen) => [seen.application, seen.blocked]));
  const applicationOf = new Map(organization.pools.map((pool) => [pool.name, pool.seat.application]));
  const without = new Map(
    found.unused.map(({ pool, reclaimed, keptOut }) => [
      pool,
      new Set([...reclaimed.keys(), ...keptOut.map(({ person }) => person)]),
    ]),
  );
  const demands = found.desired.demands.filter(
    ({ person, pool }) =>
      !found.held.has(person.id) &&
      blocked.get(applicationOf.get(pool) ?? "")?.has(person.id) !== true &&
      without.get(pool)?.has(person.id) !== true,
  );
  const { taken: live, poolsBefore } = found;
  return allocate({ pools: organization.pools, demands, holdings, people, live, poolsBefore });
}

/** Seats that the application itself would still give out before anything is released; negative when it is over. */
export function freeNow(organization: Organization, taken: Taken): ReadonlyMap<string, number> {
  return new Map(
    organization.pools.flatMap((pool) => {
      const used = taken.get(pool.name);
      return used === undefined ? [] : [[pool.name, totalQuota(pool) - used.people.size - used.outside - used.leaving]];
    }),
  );
}

function poolAlerts(organization: Organization, allocation: Allocation): readonly Finding[] {
  return organization.pools.flatMap((pool) => {
    const rows = allocation.summaries.filter((row) => row.pool === pool.name);
    const used = rows.reduce((sum, row) => sum + row.usedAfter, 0);
    const quota = totalQuota(pool);
    if (rows.length === 0 || quota === 0 || used / quota < pool.alertAt) return [];
    const message = `${used} of ${quota} seats used after this plan`;
    return [{ kind: "pool-alert", application: pool.seat.application, subject: pool.name, message }];
  });
}

function notEligible(organization: Organization, { ineligible }: Allocation): readonly Finding[] {
  return organization.pools.flatMap(({ name, seat, at }) => {
    const people = [...(ineligible.get(name) ?? [])].sort();
    if (people.length === 0) return [];
    const named = people.length > 20 ? [...people.slice(0, 20), "…"] : people;
    const message = `${people.length} who hold a role with a seat may not have one (${at.file}): ${named.join(", ")}`;
    return [{ kind: "not-eligible", application: seat.application, subject: name, message }];
  });
}

/** Findings in the order of a plan. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.application, b.application) ||
    compareText(a.kind, b.kind) ||
    compareText(a.subject, b.subject) ||
    compareText(a.message, b.message)
  );
}

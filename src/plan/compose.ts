import type { Change } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import type { Organization } from "../model/organization.ts";
import type { GuardStop } from "../model/plan.ts";
import type { Role } from "../model/role.ts";
import { type Allocation, allocate } from "./allocate.ts";
import type { Desired } from "./desired.ts";
import type { DiffResult, Observed } from "./diff.ts";
import { guard } from "./guard.ts";
import { order, tieSeats } from "./order.ts";

/** Everything that has been read, for all applications together. */
export interface ComposeInput {
  readonly organization: Organization;
  readonly desired: Desired;
  readonly observed: readonly Observed[];
  /** People who counted as here when the last run was recorded; null before the first. */
  readonly peopleBefore: number | null;
}

/** Ordered changes before policy has looked at them. */
export interface Composition {
  readonly changes: readonly Change[];
  readonly allocation: Allocation;
  readonly findings: readonly Finding[];
  readonly guards: readonly GuardStop[];
  readonly missingGroups: readonly (DiffResult["missingGroups"][number] & { readonly application: string })[];
}

/** From what should be and what was seen to what would be done: places seats, joins the applications, orders, guards. */
export function compose(input: ComposeInput): Composition {
  const { organization, desired, observed } = input;
  const { demands, holdings, people } = desired;
  const allocation = allocate({ pools: organization.pools, demands, holdings, people, live: seatsTaken(observed) });
  const results = observed.map((seen) => ({ application: seen.application, ...seen.changes(allocation.seats) }));
  const ordered = order(
    results.flatMap(({ changes }) => changes),
    riskOf(organization, desired),
  );
  const changes = tieSeats(ordered, freeNow(organization, observed));
  return {
    changes,
    allocation,
    findings: [...results.flatMap(({ findings }) => findings), ...poolAlerts(organization, allocation)],
    guards: guard({ ...input, changes }),
    missingGroups: results.flatMap(({ application, missingGroups }) =>
      missingGroups.map((gap) => ({ ...gap, application })),
    ),
  };
}

function seatsTaken(observed: readonly Observed[]) {
  const taken = new Map<string, { people: ReadonlySet<string>; outside: number }>();
  for (const { pool, people, outside } of observed.flatMap(({ seats }) => seats)) {
    if (people !== null) taken.set(pool, { people, outside: outside.length });
  }
  return taken;
}

/** Seats that the application itself would still give out before anything is released. */
function freeNow(organization: Organization, observed: readonly Observed[]): ReadonlyMap<string, number> {
  const taken = seatsTaken(observed);
  return new Map(
    organization.pools.map((pool) => {
      const quota = Object.values(pool.quota).reduce((sum, seats) => sum + seats, pool.overflow);
      const used = taken.get(pool.name);
      return [pool.name, quota - (used === undefined ? 0 : used.people.size + used.outside)];
    }),
  );
}

/** The highest risk among the roles of a change's person: who could do most harm is cut off first. */
function riskOf(organization: Organization, desired: Desired): (change: Change) => number {
  const roles = new Map<string, Role>(organization.roles.map((role) => [role.name, role]));
  const givenBy = new Map<string, number>();
  for (const { managed } of desired.applications.values()) {
    for (const { entitlement, roles: names } of managed.values()) {
      const risk = Math.max(0, ...names.map((name) => roles.get(name)?.risk ?? 0));
      givenBy.set(`${entitlement.application}/${entitlement.type}:${entitlement.value}`, risk);
    }
  }
  const byPerson = new Map<string, number>();
  return (change) => {
    if (change.kind === "revoke") {
      const { application, type, value } = change.entitlement;
      return givenBy.get(`${application}/${type}:${value}`) ?? 0;
    }
    const person = change.person ?? "";
    const known = byPerson.get(person);
    if (known !== undefined) return known;
    const risk = Math.max(0, ...(desired.holdings.get(person) ?? []).map(({ role }) => roles.get(role)?.risk ?? 0));
    byPerson.set(person, risk);
    return risk;
  };
}

function poolAlerts(organization: Organization, allocation: Allocation): readonly Finding[] {
  return organization.pools.flatMap((pool) => {
    const rows = allocation.summaries.filter((row) => row.pool === pool.name);
    const used = rows.reduce((sum, row) => sum + row.usedAfter, 0);
    const quota = rows.reduce((sum, row) => sum + row.quota, 0);
    if (quota === 0 || used / quota < pool.alertAt) return [];
    const message = `${used} of ${quota} seats used after this plan`;
    return [{ kind: "pool-alert", application: pool.seat.application, subject: pool.name, message }];
  });
}

import { compareText } from "../model/compare.ts";
import type { Person } from "../model/person.ts";
import type { LicensePool } from "../model/pool.ts";
import type { DepartmentReport, SeatHolder } from "../model/seat-report.ts";
import { seatCost, totalSeatCosts } from "./seat-cost.ts";

interface Tally {
  now: number;
  after: number;
}

/** Seats by the `department` of those who sit there; who is not on the roster has none. The order: by name, none last. */
export function departmentReports(found: {
  readonly pools: readonly LicensePool[];
  readonly people: ReadonlyMap<string, Person>;
  readonly holders: ReadonlyMap<string, readonly SeatHolder[]>;
  readonly placed: ReadonlyMap<string, Iterable<string>>;
}): readonly DepartmentReport[] {
  const { pools, people, holders, placed } = found;
  const tallies = new Map<string | null, Map<string, Tally>>();
  const tally = (person: string | null, pool: string) => {
    const department = (person === null ? undefined : people.get(person)?.attributes["department"]) || null;
    const own = tallies.get(department) ?? new Map<string, Tally>();
    const entry = own.get(pool) ?? { now: 0, after: 0 };
    tallies.set(department, own.set(pool, entry));
    return entry;
  };
  for (const { name } of pools) {
    for (const { person, origin } of holders.get(name) ?? []) {
      const entry = tally(person, name);
      entry.now += 1;
      // Those who are not ours keep their seats; of ours the plan says who sits.
      if (origin === "outside") entry.after += 1;
    }
    if (holders.has(name)) for (const person of placed.get(name) ?? []) tally(person, name).after += 1;
  }
  return [...tallies].map(([department, own]) => departmentReport(department, own, pools)).sort(byName);
}

function departmentReport(
  department: string | null,
  tallies: ReadonlyMap<string, Tally>,
  pools: readonly LicensePool[],
): DepartmentReport {
  const rows = [...tallies].map(([pool, { now, after }]) => ({ pool, now, after }));
  const costs = pools.flatMap((pool) => {
    const { now = 0, after = 0 } = tallies.get(pool.name) ?? {};
    const nothing = { bought: 0, unused: 0, disabled: 0, outside: 0 };
    return now + after === 0 ? [] : (seatCost(pool, { ...nothing, used: now, usedAfter: after }) ?? []);
  });
  return {
    department,
    now: rows.reduce((sum, { now }) => sum + now, 0),
    after: rows.reduce((sum, { after }) => sum + after, 0),
    pools: rows.sort((a, b) => compareText(a.pool, b.pool)),
    costs: totalSeatCosts(costs).map(({ currency, used, usedAfter }) => ({ currency, used, usedAfter })),
  };
}

function byName(a: DepartmentReport, b: DepartmentReport): number {
  const noneLast = Number(a.department === null) - Number(b.department === null);
  return noneLast || compareText(a.department ?? "", b.department ?? "");
}

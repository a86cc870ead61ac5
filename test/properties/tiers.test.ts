import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Person } from "../../src/model/person.ts";
import type { LicensePool } from "../../src/model/pool.ts";
import { locationsFor, overflowLocation, seatLocation, totalQuota } from "../../src/plan/seat-location.ts";
import { anAccount, LiveApplication, makeAll, planFor } from "../support/live-application.ts";
import { anApplication, anAssignment, anOrganization, aPerson, aPool, aRole, aSeatGrant } from "../support/people.ts";

const tiers = ["viewer", "editor", "admin"];
const ids = ["e1", "e2", "e3", "e4", "e5", "e6"];

interface Scene {
  readonly pools: readonly LicensePool[];
  readonly people: readonly Person[];
  /** Tiers by person: those that their roles ask for, and those that they sit in. */
  readonly asks: Readonly<Record<string, readonly string[]>>;
  readonly sits: Readonly<Record<string, readonly string[]>>;
}

const person = (id: string) =>
  fc
    .record({
      start: fc.constantFrom(null, "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
      location: fc.constantFrom("eu", "us", "apac"),
      department: fc.constantFrom("Design", "Sales"),
    })
    .map(({ start, ...attributes }) => aPerson({ id, start, attributes }));

const rows = fc.constantFrom([{ department: ["Design"] }], [{ location: ["eu"] }]);

const pool = (name: string, rank: number) =>
  fc
    .record({
      quota: fc.record({ eu: fc.nat(2), us: fc.nat(1) }, { requiredKeys: ["eu"] }),
      overflow: fc.nat(1),
      failover: fc.constantFrom({}, { eu: ["us"] }),
      priority: fc.constantFrom([], [{ kind: "attribute", attribute: "department", value: "Design" }] as const),
      eligible: fc.option(rows, { nil: null, freq: 1 }),
      protected: fc.oneof(fc.constant([]), rows),
    })
    .map(({ failover, ...rest }) => ({
      ...aPool({ name, seat: { application: "ide-vendor", type: "license", value: name }, ...rest }),
      failover: Object.hasOwn(rest.quota, "us") ? failover : {},
      tier: { product: "suite", rank },
      alertAt: 2,
    }));

const some = fc.record(Object.fromEntries(ids.map((id) => [id, fc.subarray(tiers)])));

const scene: fc.Arbitrary<Scene> = fc.record({
  pools: fc.tuple(...tiers.map((name, at) => pool(name, at + 1))),
  people: fc.tuple(...ids.map(person)),
  asks: some,
  sits: some,
});

function organizationOf({ pools, people, asks }: Scene): Organization {
  return anOrganization({
    people,
    pools,
    roles: [...tiers.map((name) => aRole({ name, grants: [aSeatGrant(name)] }))],
    assignments: ids.flatMap((id) => (asks[id] ?? []).map((role) => anAssignment({ person: id, role }))),
    applications: [anApplication({ name: "ide-vendor" })],
  });
}

/** Everybody has an account already: what is looked at here is where they sit. */
function liveOf({ sits, pools }: Scene): LiveApplication {
  const live = new LiveApplication("ide-vendor");
  for (const id of ids) {
    const entitlements = pools.filter(({ name }) => sits[id]?.includes(name)).map(({ seat }) => seat);
    live.with(anAccount({ externalId: id, entitlements, attributes: {} }));
  }
  return live;
}

const heldBy = (live: LiveApplication, { pools }: Scene, id: string) =>
  pools.filter(({ seat }) => live.holders(seat).includes(`id-${id}`)).map(({ name }) => name);

const seatsIn = (live: LiveApplication, given: Scene) =>
  Object.fromEntries(ids.map((id) => [id, heldBy(live, given, id)]));

/**
 * Small, slow and obviously right. The best tier first, those who ask for it in order: whoever has no better tier gets a seat
 * when there is any way to seat all who got one before with them.
 */
function reference(given: Scene): Readonly<Record<string, readonly string[]>> {
  const got = new Map<string, string>();
  for (const each of given.pools.toReversed()) {
    const key = (one: Person) => `${rankOf(given, each, one)} ${one.start ?? ""} ${one.id}`;
    const queue = given.people
      .filter(({ id }) => given.asks[id]?.includes(each.name))
      .filter((one) => each.eligible === null || describes(each.eligible, one))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const seated: Person[] = [];
    for (const one of queue) {
      if (got.has(one.id) || !canSit(each, [...seated, one], { ...each.quota, [overflowLocation]: each.overflow }))
        continue;
      seated.push(one);
      got.set(one.id, each.name);
    }
  }
  return Object.fromEntries(ids.map((id) => [id, [got.get(id) ?? []].flat()]));
}

/** Who is protected and sits, then the rank of the rules, then who sits. */
function rankOf({ sits }: Scene, { name, protected: kept, priority }: LicensePool, one: Person): string {
  const isThere = sits[one.id]?.includes(name) === true;
  if (isThere && describes(kept, one)) return "0";
  const isFirst = priority.some((rule) => rule.kind === "attribute" && one.attributes[rule.attribute] === rule.value);
  return `${isFirst ? 1 : 2}${isThere ? 0 : 1}`;
}

function describes(all: readonly Readonly<Record<string, readonly string[]>>[], one: Person): boolean {
  return all.some((row) => Object.entries(row).every(([name, values]) => values.includes(one.attributes[name] ?? "")));
}

function canSit(of: LicensePool, [first, ...rest]: readonly Person[], free: Readonly<Record<string, number>>): boolean {
  if (first === undefined) return true;
  return locationsFor(of, seatLocation(of, first)).some((location) => {
    const left = free[location] ?? 0;
    return left > 0 && canSit(of, rest, { ...free, [location]: left - 1 });
  });
}

function withMore(of: LicensePool, where: "eu" | "global"): LicensePool {
  if (where === "global") return { ...of, overflow: of.overflow + 1 };
  return { ...of, quota: { ...of.quota, eu: (of.quota["eu"] ?? 0) + 1 } };
}

/** Whether people who move wait for one another in a circle, if no seat were free. */
function hasCircle(changes: readonly Change[]): boolean {
  const ways = changes.flatMap((release) => {
    if (release.kind !== "release-seat") return [];
    const to = changes.filter((each) => each.kind === "assign-seat" && each.person === release.person);
    return to.flatMap((each) => ("pool" in each ? { from: release.pool, to: each.pool } : []));
  });
  const leads = (from: string, to: string, steps: number): boolean =>
    steps > 0 && ways.some((way) => way.from === from && (way.to === to || leads(way.to, to, steps - 1)));
  return tiers.some((tier) => leads(tier, tier, tiers.length));
}

const isFirst = (change: Change, changes: readonly Change[]) =>
  change.kind === "release-seat" &&
  change.needs.length === 0 &&
  changes.some(({ kind, person: whose }) => kind === "assign-seat" && whose === change.person);

describe("tiers of a product, for random pools and people", () => {
  test("go to whom the plain rules give them: one each, the best that there is (I3)", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const live = liveOf(given);
        makeAll(planFor(organizationOf(given), [live]).changes, [live]);
        expect(seatsIn(live, given)).toEqual(reference(given));
      }),
      { numRuns: 1500 },
    );
  });

  test("are waited for by all who have no better one and got none of these", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const { allocation } = planFor(organizationOf(given), [liveOf(given)]);
        const seats = reference(given);
        const rank = (name: string | undefined) => tiers.indexOf(name ?? "");
        const wanted = given.pools.flatMap(({ name, eligible }) =>
          given.people
            .filter((one) => given.asks[one.id]?.includes(name) && (eligible === null || describes(eligible, one)))
            .filter(({ id }) => rank(seats[id]?.[0]) < rank(name))
            .map(({ id }) => `${id} ${name}`),
        );
        expect(allocation.waiting.map(({ person: id, pool: name }) => `${id} ${name}`).sort()).toEqual(wanted.sort());
      }),
      { numRuns: 500 },
    );
  });

  test("stay with whom they are when it is planned again", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const live = liveOf(given);
        const organization = organizationOf(given);
        makeAll(planFor(organization, [live]).changes, [live]);
        expect(planFor(organization, [live]).changes).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("with one seat more are worse for nobody", () => {
    fc.assert(
      fc.property(scene, fc.constantFrom(...tiers), fc.constantFrom("eu", "global"), (given, which, where) => {
        const pools = given.pools.map((each) => (each.name === which ? withMore(each, where) : each));
        const live = liveOf(given);
        const before = reference(given);
        makeAll(planFor(organizationOf({ ...given, pools }), [live]).changes, [live]);
        const after = seatsIn(live, given);
        const rank = (held: readonly string[] | undefined) => tiers.indexOf(held?.[0] ?? "");
        for (const id of ids) expect(rank(after[id])).toBeGreaterThanOrEqual(rank(before[id]));
      }),
      { numRuns: 700 },
    );
  });

  test("are the same for any order of what was written", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const { people, pools, roles, assignments, ...rest } = organizationOf(given);
        const reversed = {
          people: people.toReversed(),
          pools: pools.toReversed(),
          roles: roles.toReversed(),
          assignments: assignments.toReversed(),
        };
        const plan = planFor({ ...rest, ...reversed }, [liveOf(given)]);
        const { changes, allocation } = planFor(organizationOf(given), [liveOf(given)]);
        expect([plan.changes, plan.allocation]).toEqual([changes, allocation]);
      }),
      { numRuns: 300 },
    );
  });

  test("are never over a quota at any step, and never none of who moves, whichever change fails (I4)", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const { changes } = planFor(organizationOf(given), [liveOf(given)]);
        for (const failing of [null, ...changes]) walk(given, { changes, failing });
      }),
      { numRuns: 400 },
    );
  });

  test("are needed in no circle, and given back first only where people wait for one another in one", () => {
    fc.assert(
      fc.property(scene, (given) => {
        const { changes } = planFor(organizationOf(given), [liveOf(given)]);
        const seen = new Set<string>();
        for (const { key, needs } of changes) {
          expect(needs.filter((need) => !seen.has(need))).toEqual([]);
          seen.add(key);
        }
        const first = changes.filter((change) => isFirst(change, changes));
        if (!hasCircle(changes)) expect(first).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Makes the changes one after the other but one, and looks at every step at what the application counts and what people have. */
function walk(given: Scene, { changes, failing }: { changes: readonly Change[]; failing: Change | null }): void {
  const live = liveOf(given);
  const first = new Set(changes.filter((change) => isFirst(change, changes)).map(({ person: whose }) => whose));
  const keep = ids.filter((id) => (given.sits[id]?.length ?? 0) > 0 && changes.some(isGivenTo(id)) && !first.has(id));
  makeAll(changes, [live], {
    fails: (change) => change === failing,
    after: (change) => {
      const taken = given.pools.find(({ name }) => change.kind === "assign-seat" && change.pool === name);
      if (taken !== undefined) expect(live.holders(taken.seat).length).toBeLessThanOrEqual(totalQuota(taken));
      for (const id of keep) expect([id, heldBy(live, given, id).length > 0]).toEqual([id, true]);
    },
  });
}

function isGivenTo(id: string): (change: Change) => boolean {
  return ({ kind, person: whose }) => kind === "assign-seat" && whose === id;
}

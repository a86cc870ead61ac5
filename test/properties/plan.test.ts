import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import { groupBy } from "../../src/model/group-by.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Basis } from "../../src/model/plan.ts";
import { isPresent } from "../../src/model/presence.ts";
import { assemble } from "../../src/plan/assemble.ts";
import { attributeOf } from "../../src/plan/birthright.ts";
import { order } from "../../src/plan/order.ts";
import { destructiveKinds } from "../../src/plan/permitted.ts";
import { resolve } from "../../src/plan/resolve.ts";
import { totalQuota } from "../../src/plan/seat-location.ts";
import { anAccount, LiveApplication, makeAll, noon, type PlanningWish, planFor } from "../support/live-application.ts";
import { aPerson } from "../support/people.ts";
import { aDecision } from "../support/plan.ts";
import { randomLives, randomOrganization } from "./random-organization.ts";

const basis: Basis = { commit: null, inputs: {}, live: {}, policy: "", at: noon, expires: noon, engine: "test" };

/** Everything that a reader of the plan would see, as bytes. */
function bytesOf(organization: Organization, lives: readonly LiveApplication[], wish: PlanningWish = {}): string {
  const { desired, observed, ...composition } = planFor(organization, lives, wish);
  const decisions = composition.changes.map(() => aDecision.allow());
  const people = desired.holdings.size;
  const rest = { observed, decisions, planDecision: aDecision.allow(), people, calls: new Map<string, number>() };
  const { missingGroups } = composition;
  return JSON.stringify([assemble({ organization, basis, composition, ...rest }), missingGroups]);
}

/** Turns lists around in a way that the seed decides. */
function shuffler(seed: number): <T>(list: readonly T[]) => readonly T[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state;
  };
  return (list) =>
    list
      .map((value) => ({ value, weight: next() }))
      .sort((a, b) => a.weight - b.weight)
      .map(({ value }) => value);
}

const kindsOf = (changes: readonly Change[]) =>
  changes.filter(({ kind }) => destructiveKinds.has(kind)).map(({ key }) => key);

describe("a plan", () => {
  test("leads where a second plan has nothing to do (I1, I5)", () => {
    fc.assert(
      fc.property(randomOrganization, randomLives(), (organization, lives) => {
        makeAll(planFor(organization, lives).changes, lives);
        expect(planFor(organization, lives).changes).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("ends also where leavers are deleted: first disabled, then gone, then nothing", () => {
    fc.assert(
      fc.property(randomOrganization, randomLives(), ({ applications, ...rest }, lives) => {
        const rule = { leaver: { kind: "delete", after: 0 } } as const;
        const organization = {
          ...rest,
          applications: applications.map((application) => ({ ...application, ...rule })),
        };
        for (let round = 0; round < 3; round += 1) makeAll(planFor(organization, lives).changes, lives);
        expect(planFor(organization, lives).changes).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("is the same, byte for byte, for any order of what was written and read", () => {
    fc.assert(
      fc.property(
        randomOrganization,
        randomLives({ duplicates: true }),
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        (organization, lives, seed, pageSize) => {
          const shuffle = shuffler(seed);
          const shuffled: Organization = {
            ...organization,
            people: shuffle(organization.people),
            roles: shuffle(organization.roles),
            pools: shuffle(organization.pools),
            assignments: shuffle(organization.assignments),
            applications: shuffle(organization.applications),
          };
          expect(bytesOf(shuffled, lives, { shuffle, pageSize })).toBe(bytesOf(organization, lives));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("is whole: keys are unique, what is needed comes before, and every change says why", () => {
    fc.assert(
      fc.property(randomOrganization, randomLives({ duplicates: true }), (organization, lives) => {
        const { changes } = planFor(organization, lives);
        const seen = new Set<string>();
        for (const { key, needs, because } of changes) {
          expect(seen.has(key)).toBe(false);
          expect(needs.filter((need) => !seen.has(need))).toEqual([]);
          expect(because.length).toBeGreaterThan(0);
          seen.add(key);
        }
        expect(order(changes.toReversed(), () => 0)).toHaveLength(changes.length);
      }),
      { numRuns: 150 },
    );
  });

  test("takes nothing away and moves no seat when a listing cannot be trusted (I8)", () => {
    fc.assert(
      fc.property(randomOrganization, randomLives({ duplicates: true }), (organization, lives) => {
        const { changes } = planFor(organization, lives, { untrusted: true });
        expect(kindsOf(changes)).toEqual([]);
        expect(changes.filter(({ kind }) => kind === "assign-seat")).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("takes nothing away from anybody because others join", () => {
    fc.assert(
      fc.property(randomOrganization, fc.nat(7), ({ people, pools, ...rest }, count) => {
        const organization = { ...rest, pools: pools.map((pool) => ({ ...pool, priority: [] })) };
        const lives = [
          new LiveApplication("chat", ["g1", "g2", "g3", "seated"]),
          new LiveApplication("ide-vendor", ["license-admins", "max-users"]),
        ];
        makeAll(planFor({ ...organization, people: people.slice(0, count) }, lives).changes, lives);
        expect(kindsOf(planFor({ ...organization, people }, lives).changes)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("is empty where live is what should be", () => {
    fc.assert(
      fc.property(randomOrganization, ({ pools: _, ...rest }) => {
        const organization = { ...rest, pools: [] };
        const lives = asDesired(organization);
        const { changes, findings } = planFor(organization, lives);
        expect([changes, findings]).toEqual([[], []]);
      }),
      { numRuns: 150 },
    );
  });

  test("keeps administrators, or says that it would not (I10)", () => {
    fc.assert(
      fc.property(randomOrganization, randomLives(), fc.integer({ min: 1, max: 3 }), (organization, lives, atLeast) => {
        const protect = { admins: { group: "g1", atLeast }, people: [] };
        const applications = organization.applications.map((application) => ({ ...application, protect }));
        const { changes, guards } = planFor({ ...organization, applications }, lives);
        if (guards.some(({ guard }) => guard.startsWith("admins."))) return;
        const [chat] = lives;
        const before = adminsOf(chat);
        makeAll(changes, lives, {
          after: ({ kind }) => {
            if (destructiveKinds.has(kind)) expect(adminsOf(chat)).toBeGreaterThanOrEqual(Math.min(before, atLeast));
          },
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe("seats", () => {
  test("are never over the quota at any step, whatever fails, and at most one a person and pool or product (I3, I4)", () => {
    fc.assert(
      fc.property(
        randomOrganization,
        randomLives(),
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        (organization, lives, seed, often) => {
          const shuffle = shuffler(seed);
          const { changes } = planFor(organization, lives);
          const failing = new Set(shuffle(changes).slice(0, Math.floor(changes.length / often)));
          const seats = changes.flatMap((change) =>
            change.kind === "assign-seat" ? `${change.pool}/${change.person}` : [],
          );
          expect(new Set(seats).size).toBe(seats.length);
          makeAll(changes, lives, {
            fails: (change) => failing.has(change),
            after: (change) => {
              if (change.kind !== "assign-seat") return;
              const pool = organization.pools.find(({ name }) => name === change.pool);
              const live = lives.find(({ name }) => name === change.application);
              if (pool === undefined || live === undefined) throw new Error("the pool and its application are there");
              expect(live.holders(pool.seat).length).toBeLessThanOrEqual(totalQuota(pool));
            },
          });
          makeAll(planFor(organization, lives).changes, lives);
          expect(planFor(organization, lives).changes).toEqual([]);
          const vendor = lives[1];
          for (const [person, held] of tiersIn(organization, vendor))
            expect([person, held.length]).toEqual([person, 1]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Whoever sits in the product, with each tier; where some group is not told, nobody. */
function tiersIn({ pools, people }: Organization, live: LiveApplication): ReadonlyMap<string, readonly string[]> {
  if (live.secretive.size > 0) return new Map();
  const tiers = pools.filter(({ tier }) => tier !== null);
  const held = tiers.flatMap(({ name, seat }) => live.holders(seat).map((id) => ({ id, name })));
  const onRoster = held.flatMap(({ id, name }) => {
    const owner = live.accounts.get(id)?.externalId;
    return people.some((person) => person.id === owner) ? { id, name } : [];
  });
  return new Map([...groupBy(onRoster, ({ id }) => id)].map(([id, own]) => [id, own.map(({ name }) => name)]));
}

describe("resolving", () => {
  test("finds what trying every row finds", () => {
    fc.assert(
      fc.property(randomOrganization, (organization) => {
        const { holdings } = resolve(organization, noon);
        const found = [...holdings].map(([id, held]) => [id, held.map(({ role }) => role)]);
        expect(found).toEqual(naiveHoldings(organization));
      }),
      { numRuns: 150 },
    );
  });
});

describe("being here", () => {
  test("is from the start, to the second, until just before the end", () => {
    const moment = fc.option(fc.integer({ min: 0, max: 5 }), { nil: null });
    fc.assert(
      fc.property(
        moment,
        moment,
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom("active", "leave", "left"),
        (start, end, at, status) => {
          const instant = (second: number | null) => (second === null ? null : `2026-11-23T12:00:0${second}Z`);
          const person = aPerson({ start: instant(start), end: instant(end), status });
          const isHere = status !== "left" && (start === null || at >= start) && (end === null || at < end);
          expect(isPresent(person, instant(at) ?? "")).toBe(isHere);
        },
      ),
    );
  });
});

function adminsOf(chat: LiveApplication): number {
  return chat.holders({ type: "group", value: "g1" }).filter((id) => chat.accounts.get(id)?.active === true).length;
}

/** Live as a second implementation of the rules would leave it, for an organisation without pools. */
function asDesired(organization: Organization): readonly LiveApplication[] {
  const desired = resolve(organization, noon);
  return organization.applications.map(({ name }) => {
    const live = new LiveApplication(name, ["g1", "g2", "g3", "license-admins"]);
    for (const { person, userName, attributes, bundle } of desired.applications.get(name)?.accounts.values() ?? []) {
      const held = bundle.entitlements.map(({ entitlement }) => entitlement);
      const groups = held.filter(({ type }) => type === "group").map(({ value }) => value);
      const entitlements = held.filter(({ type }) => type !== "group");
      live.with(anAccount({ externalId: person.id, userName, attributes, entitlements }), ...groups);
    }
    return live;
  });
}

function naiveHoldings(organization: Organization): readonly (readonly [string, readonly string[]])[] {
  const here = organization.people
    .filter(({ status, start, end }) => status !== "left" && (start ?? "") <= noon && (end === null || end > noon))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return here.map((person) => {
    const byRow = organization.roles.filter(({ birthright }) =>
      birthright.some(
        ({ conditions }) =>
          (person.kind !== "service" || "kind" in conditions) &&
          Object.entries(conditions).every(([name, values]) => values.includes(attributeOf(person, name) ?? "")),
      ),
    );
    const assigned = organization.assignments.filter(
      (assignment) =>
        assignment.person === person.id &&
        (assignment.from ?? "") <= noon &&
        (assignment.until === null || assignment.until > noon),
    );
    const roles = new Set([...byRow.map(({ name }) => name), ...assigned.map(({ role }) => role)]);
    return [person.id, [...roles].sort()];
  });
}

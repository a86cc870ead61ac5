import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GuardLimits, SizeLimit } from "../../src/model/guard-limits.ts";
import type { Organization } from "../../src/model/organization.ts";
import { anAccount, LiveApplication, planFor } from "../support/live-application.ts";
import { aBirthright, aGrant, anApplication, anAssignment, anOrganization, aPerson, aRole } from "../support/people.ts";

const any: SizeLimit = { most: null, share: null, few: 0, from: 0 };
const limits = (wish: Partial<GuardLimits> = {}): GuardLimits => ({
  ...{ removals: any, creations: any, privilege: { ...any, risk: null } },
  ...wish,
});
const staff = aRole({ name: "staff", risk: 10, birthright: [aBirthright({})], grants: [aGrant({ value: "all" })] });
const editor = aRole({ name: "editor", risk: 30, grants: [aGrant({ value: "editors" })] });
const people = (count: number) =>
  Array.from({ length: count }, (_, place) => aPerson({ id: `e${place + 1}`, userName: `e${place + 1}@acme.example` }));

interface Wish {
  /** People who are here, and how many of them have an account already. */
  readonly here: number;
  readonly known: number;
  readonly left?: number;
  /** Of those with an account, how many are to be editors. */
  readonly editors?: number;
  readonly guard?: GuardLimits;
  readonly overall?: GuardLimits;
  readonly roles?: Organization["roles"];
}

/** Guards that stop when so many people get, lose, or are given more in `chat`. */
function stopsOf({ here, known, left = 0, editors = 0, guard, overall, roles = [staff, editor] }: Wish) {
  const all = people(here + left).map((person, place) =>
    place < here ? person : { ...person, status: "left" as const },
  );
  const chat = new LiveApplication("chat", ["all", "editors"]);
  for (const { id } of [...all.slice(0, known), ...all.slice(here)]) chat.with(anAccount({ externalId: id }), "all");
  const assignments = all.slice(0, editors).map(({ id }) => anAssignment({ person: id, role: "editor" }));
  const applications = [anApplication(guard === undefined ? {} : { guard })];
  const organization = anOrganization({
    ...{ people: all, roles, assignments, applications },
    ...(overall === undefined ? {} : { guards: overall }),
  });
  return planFor(organization, [chat]).guards;
}
const named = (wish: Wish) => stopsOf(wish).map(({ guard }) => guard);

describe("accounts that are new", () => {
  const guard = limits({ creations: { most: null, share: 0.5, few: 5, from: 10 } });

  test("are any number in an application in which few live: its first roll-out", () => {
    expect(named({ here: 200, known: 0, guard })).toEqual([]);
    expect(named({ here: 200, known: 9, guard })).toEqual([]);
  });

  test.each([
    [15, []],
    [16, ["creations.mass"]],
  ])("are at most a share of those that live there: %i people, 10 accounts", (here, expected) => {
    expect(named({ here, known: 10, guard })).toEqual(expected);
  });

  test("are any few, and at most so many wherever they are", () => {
    const strict = limits({ creations: { most: 7, share: 0.1, few: 6, from: 0 } });
    expect(named({ here: 16, known: 10, guard: strict })).toEqual([]);
    expect(named({ here: 17, known: 10, guard: strict })).toEqual(["creations.mass"]);
    expect(named({ here: 8, known: 0, guard: strict })).toEqual(["creations.mass"]);
  });

  test("say where the limit is written", () => {
    expect(stopsOf({ here: 16, known: 10, guard })[0]?.message).toContain("applications.chat.guard");
  });

  test("bring their birthrights with them, and no growth of privilege", () => {
    const none = limits({ privilege: { ...any, most: 0, risk: 0 } });
    expect(named({ here: 20, known: 0, guard: none })).toEqual([]);
    expect(named({ here: 20, known: 0, editors: 1, guard: none })).toEqual(["privilege.growth", "privilege.growth"]);
  });
});

describe("privilege that is new", () => {
  test.each([
    [2, []],
    [3, ["privilege.growth"]],
  ])("is given to so many accounts at most: %i of 2", (editors, expected) => {
    expect(
      named({ here: 20, known: 20, editors, guard: limits({ privilege: { ...any, most: 2, risk: null } }) }),
    ).toEqual(expected);
  });

  test.each([
    [10, []],
    [11, ["privilege.growth"]],
  ])("is given to a share of the accounts at most: %i of 20, half", (editors, expected) => {
    const guard = limits({ privilege: { ...any, share: 0.5, risk: null } });
    expect(named({ here: 20, known: 20, editors, guard })).toEqual(expected);
  });

  test.each([
    [90, []],
    [89, ["privilege.growth"]],
  ])("has a risk of so much at most over all who get it: 3 editors of 30, %i", (risk, expected) => {
    expect(named({ here: 20, known: 20, editors: 3, guard: limits({ privilege: { ...any, risk } }) })).toEqual(
      expected,
    );
  });

  test("is also what a rule gives to accounts that were there", () => {
    const roles = [
      staff,
      aRole({ name: "all-editors", birthright: [aBirthright({})], grants: [aGrant({ value: "editors" })] }),
    ];
    const guard = limits({ privilege: { ...any, share: 0.5, risk: null } });
    expect(named({ here: 20, known: 20, roles, guard })).toEqual(["privilege.growth"]);
  });
});

describe("removals", () => {
  test("are at most so many, however small their share", () => {
    const guard = limits({ removals: { ...any, most: 3, share: 0.1, few: 5 } });
    expect(named({ here: 100, known: 100, left: 3, guard })).toEqual([]);
    expect(named({ here: 100, known: 100, left: 4, guard })).toEqual(["removals.mass"]);
  });

  test("have no limit but the roster's where nobody wrote one", () => {
    expect(named({ here: 100, known: 100, left: 11 })).toEqual([]);
    expect(named({ here: 100, known: 100, left: 12 })).toEqual(["removals.mass"]);
  });
});

test("over all applications together the sums count, and a role counts once for each person", () => {
  const all = people(10).map((person, place) => (place < 6 ? person : { ...person, status: "left" as const }));
  const both = (value: string) => [aGrant({ value }), aGrant({ application: "crm", value })];
  const roles = [
    { ...staff, grants: both("all") },
    { ...editor, grants: both("editors") },
  ];
  const live = ["chat", "crm"].map((name) => {
    const application = new LiveApplication(name, ["all", "editors"]);
    for (const { id } of all) application.with(anAccount({ externalId: id }), "all");
    return application;
  });
  const guards = (overall: GuardLimits) =>
    planFor(
      anOrganization({
        ...{ people: all, roles, guards: overall, assignments: [anAssignment({ person: "e1", role: "editor" })] },
        applications: [anApplication(), anApplication({ name: "crm" })],
      }),
      live,
    ).guards.map(({ guard }) => guard);
  expect(guards(limits({ removals: { ...any, most: 8 }, privilege: { ...any, most: 2, risk: 30 } }))).toEqual([]);
  expect(guards(limits({ removals: { ...any, most: 7 } }))).toEqual(["removals.overall"]);
  expect(guards(limits({ privilege: { ...any, most: 1, risk: 29 } }))).toEqual([
    "privilege.overall",
    "privilege.overall",
  ]);
  expect(guards(limits({ creations: { ...any, most: 0 } }))).toEqual([]);
});

test("a looser limit never stops what a tighter one lets pass", () => {
  const count = fc.integer({ min: 0, max: 30 });
  const share = fc.constantFrom(0, 0.1, 0.25, 0.5, 1);
  fc.assert(
    fc.property(count, count, count, share, count, (known, joining, few, ratio, more) => {
      const of = (limit: SizeLimit) =>
        named({ here: known + joining, known, guard: limits({ creations: limit }) }).length;
      const tight = { most: few, share: ratio, few, from: 0 };
      const loose = { most: few + more, share: Math.min(1, ratio + 0.1), few: few + more, from: more };
      expect(of(loose)).toBeLessThanOrEqual(of(tight));
    }),
    { numRuns: 60 },
  );
});

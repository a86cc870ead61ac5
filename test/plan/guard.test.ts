import { describe, expect, test } from "vitest";
import type { Application } from "../../src/model/application.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Person } from "../../src/model/person.ts";
import { anAccount, LiveApplication, planFor } from "../support/live-application.ts";
import { aBirthright, aGrant, anApplication, anOrganization, aPerson, aRole } from "../support/people.ts";

const roles = [aRole({ birthright: [aBirthright({})] })];
const crowd = (count: number, overrides: Partial<Person> = {}) =>
  Array.from({ length: count }, (_, place) =>
    aPerson({ id: `e${place + 1}`, ...overrides, userName: `e${place + 1}@acme.example` }),
  );

interface Wish {
  readonly here?: number;
  readonly left?: number;
  readonly rules?: Partial<Application>;
  readonly guard?: Organization["rosterGuard"];
  readonly admins?: readonly string[];
  readonly live?: (chat: LiveApplication) => void;
}

/** So many people are here and so many have left; all of them have an active account. */
function stops(
  { here = 20, left = 0, rules = {}, guard = { minPeople: 1, maxDrop: 0.1 }, admins = [], live = () => {} }: Wish,
  peopleBefore: number | null = null,
) {
  const people = crowd(here + left).map((person, place) =>
    place < here ? person : { ...person, status: "left" as const },
  );
  const chat = new LiveApplication("chat", ["engineering", "owners"]);
  for (const { id } of people) {
    chat.with(anAccount({ externalId: id }), "engineering", ...(admins.includes(id) ? ["owners"] : []));
  }
  live(chat);
  const organization = anOrganization({ people, roles, applications: [anApplication(rules)], rosterGuard: guard });
  return planFor(organization, [chat], { peopleBefore }).guards.map((stop) => stop.guard);
}

describe("the roster", () => {
  const guard = { minPeople: 20, maxDrop: 0.1 };

  test.each([
    [19, ["roster.too-few"]],
    [20, []],
    [21, []],
  ])("of %i people where 20 is the least", (here, expected) => {
    expect(stops({ here, guard })).toEqual(expected);
  });

  test.each([
    [89, ["roster.drop"]],
    [90, []],
    [91, []],
    [100, []],
    [120, []],
  ])("of %i people after 100, where 10 %% may go", (here, expected) => {
    expect(stops({ here, guard }, 100)).toEqual(expected);
  });

  test("may fall by exactly the share, whatever the share times the number is in floating point", () => {
    expect(stops({ here: 71, guard: { minPeople: 1, maxDrop: 0.29 } }, 100)).toEqual([]);
    expect(stops({ here: 70, guard: { minPeople: 1, maxDrop: 0.29 } }, 100)).toEqual(["roster.drop"]);
  });

  test("is not compared before the first run, nor with a run without people", () => {
    expect(stops({ here: 20, guard }, null)).toEqual([]);
    expect(stops({ here: 20, guard }, 0)).toEqual([]);
  });

  test("without anybody is too few even where nobody set a limit above one", () => {
    expect(stops({ here: 0, left: 3 })).toContain("roster.too-few");
  });
});

describe("removing accounts", () => {
  test("of up to five is never a mass removal", () => {
    expect(stops({ here: 1, left: 5 })).toEqual([]);
    expect(stops({ here: 1, left: 6 })).toEqual(["removals.mass"]);
  });

  test.each([
    [9, []],
    [10, []],
    [11, ["removals.mass"]],
  ])("%i of a hundred, where 10 %% may go", (left, expected) => {
    expect(stops({ here: 100 - left, left })).toEqual(expected);
  });

  test("is compared with the accounts in use, not with the ones disabled long ago", () => {
    const old = (chat: LiveApplication) => {
      for (let place = 0; place < 900; place += 1) chat.with(anAccount({ externalId: `x${place}`, active: false }));
    };
    expect(stops({ here: 89, left: 11, live: old })).toEqual(["removals.mass"]);
  });

  test("also counts accounts of people who have vanished from the roster", () => {
    const vanished = (chat: LiveApplication) => {
      for (let place = 0; place < 6; place += 1) chat.with(anAccount({ externalId: `x${place}` }));
    };
    expect(stops({ here: 20, live: vanished })).toEqual(["removals.mass"]);
  });

  test("for good is compared with all accounts", () => {
    const rules = { leaver: { kind: "delete", after: 0 } } as const;
    const people = crowd(20, { end: "2026-01-01T00:00:00Z" }).map((person, place) =>
      place < 10 ? person : { ...person, end: null },
    );
    const chat = new LiveApplication("chat", ["engineering"]);
    for (const { id, end } of people)
      chat.with(anAccount({ externalId: id, active: end === null }), ...(end === null ? ["engineering"] : []));
    const plan = planFor(anOrganization({ people, roles, applications: [anApplication(rules)] }), [chat]);
    expect(plan.changes).toHaveLength(10);
    expect(plan.guards.map((stop) => stop.guard)).toEqual(["removals.mass"]);
  });
});

describe("protected people", () => {
  const rules = { protect: { admins: null, people: ["e20"] } };

  test("must not lose their account", () => {
    expect(stops({ here: 19, left: 1, rules })).toEqual(["protected.person", "protected.person"]);
    expect(stops({ here: 20, left: 1, rules })).toEqual([]);
  });

  test("must not lose a membership", () => {
    const people = crowd(20);
    const others = [aRole({ name: "x", grants: [aGrant({ value: "owners" })] }), ...roles];
    const chat = new LiveApplication("chat", ["engineering", "owners"]);
    for (const { id } of people) chat.with(anAccount({ externalId: id }), "engineering", "owners");
    const plan = planFor(anOrganization({ people, roles: others, applications: [anApplication(rules)] }), [chat]);
    expect(plan.guards.map((stop) => stop.guard)).toEqual(["protected.person"]);
  });

  test("stay protected when they have vanished from the roster", () => {
    expect(stops({ here: 5, rules, live: (chat) => chat.with(anAccount({ externalId: "e20" })) })).toEqual([
      "protected.person",
    ]);
  });

  test("may get more", () => {
    const people = crowd(20);
    const chat = new LiveApplication("chat", ["engineering"]);
    expect(planFor(anOrganization({ people, roles, applications: [anApplication(rules)] }), [chat]).guards).toEqual([]);
  });
});

describe("administrators", () => {
  const rules = { protect: { admins: { group: "owners", atLeast: 2 }, people: [] } };
  // e20 has left, and with it the one account that this plan takes away.
  const left = { here: 19, left: 1, rules };

  test.each([
    ["one would be left", ["e1", "e20"], ["admins.too-few"]],
    ["two would be left", ["e1", "e2", "e20"], []],
    ["three would be left", ["e1", "e2", "e3", "e20"], []],
    ["none of them goes, though they are too few", ["e1"], []],
  ])("where %s of at least two", (_, admins, expected) => expect(stops({ ...left, admins })).toEqual(expected));

  test("count only while they can sign in", () => {
    const live = (chat: LiveApplication) =>
      chat.with(anAccount({ externalId: null, id: "x", userName: "x", active: false }), "owners");
    expect(stops({ ...left, admins: ["e1", "e20"], live })).toEqual(["admins.too-few"]);
  });

  test("count although they are not ours", () => {
    const live = (chat: LiveApplication) =>
      chat.with(anAccount({ externalId: null, id: "x", userName: "x" }), "owners");
    expect(stops({ ...left, admins: ["e1", "e20"], live })).toEqual([]);
  });

  test("lose it also by a revoke", () => {
    const people = crowd(20);
    const owners = [aRole({ name: "x", grants: [aGrant({ value: "owners" })] }), ...roles];
    const chat = new LiveApplication("chat", ["engineering", "owners"]);
    for (const { id } of people)
      chat.with(anAccount({ externalId: id }), "engineering", ...(id < "e11" ? ["owners"] : []));
    const plan = planFor(anOrganization({ people, roles: owners, applications: [anApplication(rules)] }), [chat]);
    expect(plan.guards.map((stop) => stop.guard)).toEqual(["admins.too-few"]);
  });

  test("of whom the application tells nothing stop every plan that could end one", () => {
    const live = (chat: LiveApplication) => chat.secretive.add("owners");
    expect(stops({ ...left, admins: ["e1", "e2", "e3"], live })).toEqual(["admins.unknown"]);
    expect(stops({ rules, admins: ["e1"], live })).toEqual([]);
  });

  test("of whom enough are known need no more", () => {
    const known =
      (...ids: readonly string[]) =>
      (chat: LiveApplication) =>
        chat.checked.set("owners", new Set(ids.map((id) => `id-${id}`)));
    expect(stops({ ...left, admins: ["e1", "e2", "e20"], live: known("e1", "e2") })).toEqual([]);
    expect(stops({ ...left, admins: ["e1", "e2", "e20"], live: known("e1") })).toEqual(["admins.unknown"]);
  });

  test("in a group that is not there stop it too", () => {
    expect(stops({ ...left, live: (chat) => chat.groups.delete("owners") })).toEqual(["admins.unknown"]);
  });
});

test("guards look only at their own application", () => {
  const people = crowd(20).map((person, place) => (place < 10 ? person : { ...person, status: "left" as const }));
  const protect = { admins: { group: "owners", atLeast: 2 }, people: ["e20"] };
  const applications = [anApplication(), anApplication({ name: "crm", protect })];
  const chat = new LiveApplication("chat", ["engineering"]);
  for (const { id } of people) chat.with(anAccount({ externalId: id }), "engineering");
  const plan = planFor(anOrganization({ people, roles, applications }), [chat, new LiveApplication("crm")]);
  expect(plan.guards.map((stop) => stop.guard)).toEqual(["removals.mass"]);
});

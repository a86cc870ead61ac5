import { describe, expect, test } from "vitest";
import type { RosterGuard } from "../../src/model/organization.ts";
import type { Person } from "../../src/model/person.ts";
import { resolve } from "../../src/plan/resolve.ts";
import { filledColumns, rosterGuards, tooOld } from "../../src/plan/roster-guard.ts";
import { noon } from "../support/live-application.ts";
import { anOrganization, aPerson } from "../support/people.ts";

const hours = (count: number) => count * 3_600_000;

/** So many people, of whom so many have no department and no manager. */
function stopsOf(
  count: number,
  blank: number,
  wish: Partial<RosterGuard>,
  filledBefore: Record<string, number> | null = null,
) {
  const people = Array.from({ length: count }, (_, place): Person => {
    const isBlank = place < blank;
    const department = isBlank ? "" : "Sales";
    return aPerson({ id: `e${place}`, manager: isBlank ? null : "e1", attributes: { department } });
  });
  const organization = anOrganization({ people, rosterGuard: { minPeople: 1, maxDrop: 1, ...wish } });
  const desired = resolve(organization, noon);
  return rosterGuards({ organization, desired, peopleBefore: count, filledBefore }).map(({ guard }) => guard);
}

describe("a roster of which columns went blank", () => {
  test.each([
    [2, []],
    [3, ["roster.blank"]],
  ])(
    "is not believed below the share that must be filled: %i of 20 blank, where 90 %% must not be",
    (blank, expected) => {
      expect(stopsOf(20, blank, { filled: { department: 0.9 } })).toEqual(expected);
    },
  );

  test("is not believed without a column that somebody named", () => {
    expect(stopsOf(20, 0, { filled: { costCenter: 0.5 } })).toEqual(["roster.blank"]);
  });

  test.each([
    [4, []],
    [5, ["roster.blank"]],
  ])(
    "is not believed when more than a share went since the last run: %i of 20 blank, after 2, where 10 %% may go",
    (blank, expected) => {
      expect(stopsOf(20, blank, { maxBlanked: 0.1 }, { department: 18, manager: 20 - blank })).toEqual(expected);
    },
  );

  test("is not compared with a run that wrote nothing down, nor about a column that is new", () => {
    expect(stopsOf(20, 20, { maxBlanked: 0.1 })).toEqual([]);
    expect(stopsOf(20, 20, { maxBlanked: 0.1 }, { email: 20 })).toEqual([]);
  });

  test("is compared also when the column itself is gone", () => {
    const people = [aPerson({ id: "e1", manager: null, attributes: {} })];
    const organization = anOrganization({ people, rosterGuard: { minPeople: 1, maxDrop: 1, maxBlanked: 0.1 } });
    const desired = resolve(organization, noon);
    const before = { peopleBefore: 1, filledBefore: { department: 1 } };
    expect(rosterGuards({ organization, desired, ...before }).map(({ guard }) => guard)).toEqual(["roster.blank"]);
  });
});

test("who is gone does not count among those who have something", () => {
  const people = [aPerson({ id: "e1" }), aPerson({ id: "e2", status: "left" })];
  const organization = anOrganization({ people, rosterGuard: { minPeople: 1, maxDrop: 1, filled: { email: 0.5 } } });
  expect(filledColumns(organization, resolve(organization, noon))).toEqual({ email: 1 });
  expect(filledColumns(anOrganization(), resolve(organization, noon))).toBeNull();
});

describe("a roster that is old", () => {
  const of = (exported: string | null, maxAge?: number) => {
    const rosterGuard = { minPeople: 1, maxDrop: 1, ...(maxAge === undefined ? {} : { maxAge }) };
    return tooOld(anOrganization({ rosterGuard, rosterExported: exported }), noon).map(({ guard }) => guard);
  };

  test.each<[string | null, readonly string[]]>([
    ["2026-11-22T12:00:00Z", []],
    ["2026-11-22T11:59:59Z", ["roster.stale"]],
    [null, ["roster.stale"]],
  ])("is not believed after so long: %s, at noon, a day", (exported, expected) => {
    expect(of(exported, hours(24))).toEqual(expected);
  });

  test("is believed where nobody set an age", () => {
    expect(of(null)).toEqual([]);
    expect(of("2020-01-01T00:00:00Z")).toEqual([]);
  });
});

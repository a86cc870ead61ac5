import { describe, expect, test } from "vitest";
import type { Assignment } from "../../src/model/assignment.ts";
import type { Change } from "../../src/model/change.ts";
import { recordedFiles } from "../../src/run/recorded-files.ts";
import { aPerson } from "../support/people.ts";
import { aChange, aPlan, aPlannedChange } from "../support/plan.ts";

const at = "2026-11-23T09:00:00Z";
const place = { file: "assignments/a.yaml", line: 3, column: 5 };
const here = aPerson({ id: "e1", start: "2026-11-20T00:00:00Z", end: null });
const gone = aPerson({ id: "e2", start: "2020-01-01T00:00:00Z", end: "2026-11-22T17:00:00Z" });

function assignment(with_: Partial<Assignment>): Assignment {
  const base = { person: "e1", role: "admin", from: "2026-11-23T08:00:00Z", until: null, reason: "why" };
  return { ...base, kind: "standard", at: place, ...with_ };
}

function entryOf(change: Change, with_: { assignments?: Assignment[]; joins?: boolean } = {}) {
  const changes = [...(with_.joins === true ? [aChange.create({ person: "e1" })] : []), change];
  const basis = { ...aPlan().basis, at };
  const plan = aPlan({ basis, changes: changes.map((each) => aPlannedChange(each)) });
  return recordedFiles(plan, { people: [here, gone], assignments: with_.assignments ?? [] }, null).entry(change);
}

const byAssignment = [{ kind: "assignment", role: "admin", reason: "why", at: place }] as const;
const byBirthright = [{ kind: "birthright", role: "everyone", at: place }] as const;

describe("when a change was due", () => {
  test.each([
    ["a joiner's account: when they start", aChange.create({ person: "e1" }), {}, here.start],
    [
      "what a joiner is given with it",
      aChange.grant({ person: "e1", because: byBirthright }),
      { joins: true },
      here.start,
    ],
    ["what somebody who is long here is given: nobody knows", aChange.grant({ person: "e1" }), {}, null],
    ["what a leaver loses: when they left", aChange.revoke({ person: "e2" }), {}, gone.end],
    ["a leaver's account", aChange.disable({ person: "e2" }), {}, gone.end],
    ["what somebody loses who stays: nobody knows", aChange.revoke({ person: "e1" }), {}, null],
    ["another value: nobody knows", aChange.update({ person: "e1" }), { joins: true }, null],
    ["an account of nobody", aChange.disable({ person: null }), {}, null],
  ] as const)("%s", (_, change, with_, due) => {
    expect(entryOf(change, with_).effective).toBe(due ?? undefined);
  });

  test("what an assignment gives is due when it begins, also for a joiner", () => {
    const given = aChange.grant({ person: "e1", because: byAssignment });
    const assignments = [assignment({})];
    expect(entryOf(given, { assignments, joins: true })).toEqual({ effective: "2026-11-23T08:00:00Z" });
    expect(entryOf(given, { assignments: [assignment({ from: null })] })).toEqual({});
  });
});

test("what an emergency gives says so", () => {
  const given = aChange.grant({ person: "e1", because: byAssignment });
  expect(entryOf(given, { assignments: [assignment({ kind: "emergency" })] }).emergency).toBe(true);
  expect(entryOf(given, { assignments: [assignment({ at: { ...place, line: 9 }, kind: "emergency" })] })).toEqual({});
});

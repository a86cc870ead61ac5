import { expect, test } from "vitest";
import { planAnnotations } from "../../src/report/plan-annotations.ts";
import {
  aBirthrightCause,
  aChange,
  aDecision,
  anAssignmentCause,
  aPlan,
  aPlannedChange,
  aRosterCause,
} from "../support/plan.ts";

const placesOf = (changes: Parameters<typeof aPlannedChange>[]) =>
  planAnnotations(aPlan({ changes: changes.map((each) => aPlannedChange(...each)) })).map(
    ({ path, line, level }) => `${level} ${path}:${line}`,
  );

test("puts a remark on every line that causes a change, what is denied first", () => {
  expect(
    placesOf([
      [aChange.grant({ person: "e1" })],
      [aChange.grant({ person: "e2", because: [anAssignmentCause()] }), aDecision.deny()],
      [aChange.disable({ person: "e3" })],
      [aChange.grant({ person: "e4", because: [anAssignmentCause()] }), aDecision.approval()],
      [aChange.revoke({ person: "e5" })],
    ]),
  ).toEqual([
    "failure assignments/2026-11.yaml:3",
    "warning assignments/2026-11.yaml:3",
    "warning people/roster.csv:18",
    "notice roles/engineer.yaml:8",
  ]);
});

test("names the rule, the change and the person by id", () => {
  const change = aChange.grant({ person: "e2", because: [anAssignmentCause()] });
  const [annotation] = planAnnotations(aPlan({ changes: [aPlannedChange(change, aDecision.deny())] }));
  expect(annotation?.title).toBe("Denied by policy: 1 change for 1 person");
  expect(annotation?.message.split("\n")).toEqual([
    "denied by sod.exclusive-roles: payments-clerk and payments-approver exclude each other",
    "e2: grant chat group engineering",
  ]);
});

test("counts what one line causes for many, and stays short", () => {
  const changes = Array.from({ length: 9_000 }, (_, index) => aPlannedChange(aChange.grant({ person: `e${index}` })));
  const annotations = planAnnotations(aPlan({ changes }));
  expect(annotations).toHaveLength(1);
  expect(annotations[0]?.title).toBe("Changes access: 9,000 changes for 9,000 people");
  expect(annotations[0]?.message.length).toBeLessThan(2_000);
  expect(annotations[0]?.message).toMatch(/and 8,980 more$/);
});

test("is the same whatever the order of the changes", () => {
  const changes = [
    aPlannedChange(aChange.grant({ person: "e1", because: [aBirthrightCause(), anAssignmentCause()] })),
    aPlannedChange(aChange.disable({ person: "e3", because: [aRosterCause()] }), aDecision.warn()),
    aPlannedChange(aChange.grant({ person: "e2" }), aDecision.warn()),
  ];
  expect(planAnnotations(aPlan({ changes: changes.toReversed() }))).toEqual(planAnnotations(aPlan({ changes })));
});

test("shows nobody's name, and nothing that hides or reorders text", () => {
  const because = [anAssignmentCause("engineer", "\u202eevil")];
  const stray = aChange.grant({ person: null, userName: "emily.chen@example.com", group: "a\u200bb", because });
  const decision = aDecision.warn({ rule: "r", message: "line\nbreak \u202e" });
  const changes = [aPlannedChange({ ...stray, account: "7f3" }, decision)];
  const text = JSON.stringify(planAnnotations(aPlan({ changes })));
  for (const hidden of ["emily", "\u202e", "\u200b", "line\\nbreak"]) expect(text).not.toContain(hidden);
  expect(text).toContain("account 7f3");
});

import { expect, test } from "vitest";
import { Approvals } from "../../../src/audit/questions/approvals.ts";
import type { Approval } from "../../../src/model/approval.ts";
import type { ManifestEntry, RunRecord } from "../../../src/model/manifest.ts";
import { inNovember, november, Recorded, rowsOf } from "./recorded.ts";

const operations = `sha256:${"b".repeat(64)}`;
const approval = (wish: Partial<Approval> = {}): Approval => ({
  ...{ operations, by: "e1002", team: "security", at: november(2, 8), rules: ["role.privileged"] },
  ...wish,
});
const needy = { decision: { verdict: "needs-approval", risk: 70, rules: ["role.privileged"] } } as const;

function problems(entries: readonly Partial<ManifestEntry>[], wish: Partial<RunRecord>) {
  const answer = new Recorded().run(november(2), entries, wish).answer(new Approvals(inNovember), inNovember);
  expect(answer.exceptions).toBe(rowsOf(answer).length);
  return rowsOf(answer).map(({ problem, id, by }) => [problem, id, by]);
}

test("an approval before the run, of its operations, by somebody else, is as it should be", () => {
  expect(problems([needy, {}], { approvals: [approval()] })).toEqual([]);
});

test.each([
  ["given after the run began", { at: november(2, 10) }, "late"],
  ["given by who ran it", { by: "ci" }, "by the actor"],
  ["given for other operations", { operations: "sha256:other" }, "other operations"],
])("an approval %s stands out", (_, wish, problem) => {
  expect(problems([needy], { approvals: [approval(wish)] })).toEqual([[problem, null, approval(wish).by]]);
});

test("an approval by who proposed it stands out", () => {
  const judged = {
    decision: { verdict: "allow", risk: 0, rules: [] },
    ...{ accounts: {}, seats: [], costs: [], waiting: {}, proposers: ["e1002"] },
  };
  expect(problems([needy], { approvals: [approval()], judged })).toEqual([["by a proposer", null, "e1002"]]);
});

test("a change that only its own person agreed to stands out, and not when somebody else did too", () => {
  const own = approval({ by: "e1001" });
  expect(problems([needy], { approvals: [own] })).toEqual([["self", "1/1", "e1001"]]);
  expect(problems([needy], { approvals: [own, approval()] })).toEqual([]);
});

test("a change that needed an approval and was made without one of its rules stands out", () => {
  expect(problems([needy, needy], { approvals: [approval({ rules: ["another.rule"] })] })).toEqual([
    ["missing", "1/1", null],
    ["missing", "1/2", null],
  ]);
  expect(problems([{ ...needy, status: "refused" }], {})).toEqual([]);
});

test("what policy denied and was tried all the same stands out", () => {
  expect(problems([{ decision: { verdict: "deny", risk: 100, rules: ["sod"] } }], {})).toEqual([
    ["denied", "1/1", null],
  ]);
});

test("a guard that the actor overrode, or late, stands out", () => {
  const override = { guard: "removals.mass", operations, by: "ci", at: november(2, 10), reason: "a site closed" };
  expect(problems([], { overrides: [override] }).map(([problem]) => problem)).toEqual(["late", "by the actor"]);
});

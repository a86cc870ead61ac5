import { describe, expect, test } from "vitest";
import { checkApplicable, type Present } from "../../src/apply/check.ts";
import type { Decision } from "../../src/model/decision.ts";
import { RollcallError } from "../../src/model/error.ts";
import { aPlan } from "../support/plan.ts";

const plan = aPlan();
const { inputs, live, policy } = plan.basis;
const same = { operations: plan.operations, live, policy };
const present = (wish: Partial<Present> = {}): Present => ({
  now: "2026-11-23T10:00:00Z",
  inputs,
  replanned: same,
  ...wish,
});

function refusal(wish: Partial<Present>): RollcallError {
  try {
    checkApplicable(plan, present(wish));
  } catch (error) {
    if (error instanceof RollcallError) return error;
  }
  throw new Error("it was not refused");
}

describe("whether a plan still holds", () => {
  test("it does when planning again gives the same operations", () => {
    expect(() => checkApplicable(plan, present())).not.toThrow();
    expect(() => checkApplicable(plan, present({ replanned: null }))).not.toThrow();
  });

  test("it does when live state moved and the operations are the same", () => {
    expect(() =>
      checkApplicable(plan, present({ replanned: { ...same, live: { chat: "sha256:other" } } })),
    ).not.toThrow();
  });

  test("not from the instant of its expiry on", () => {
    expect(() => checkApplicable(plan, present({ now: "2026-11-24T08:59:59Z" }))).not.toThrow();
    expect(refusal({ now: "2026-11-24T09:00:00Z" }).code).toBe("plan-expired");
  });

  test("not before the moment that it was made for, but for the five minutes that clocks may differ by", () => {
    expect(() => checkApplicable(plan, present({ now: "2026-11-23T08:55:00Z" }))).not.toThrow();
    const error = refusal({ now: "2026-11-23T08:54:59Z", replanned: null });
    expect(error.code).toBe("plan-stale");
    expect(error.message).toContain(plan.basis.at);
    expect(error.message).toContain("2026-11-23T08:54:59Z");
  });

  test.each([
    ["changed", { ...inputs, "people/roster.csv": "sha256:other" }, "people/roster.csv"],
    ["was added", { ...inputs, "roles/new.yaml": "sha256:new" }, "roles/new.yaml"],
    ["was removed", { "people/roster.csv": inputs["people/roster.csv"] ?? "" }, "rollcall.yaml"],
  ])("not when a file %s, which is named", (_how, files, name) => {
    const error = refusal({ inputs: files, replanned: null });
    expect(error.code).toBe("plan-stale");
    expect(error.message).toContain(name);
  });

  test("not when other operations come out, naming the application that moved", () => {
    const error = refusal({ replanned: { operations: "sha256:other", live: { chat: "sha256:other" }, policy } });
    expect(error.code).toBe("plan-stale");
    expect(error.message).toContain("chat");
  });

  test("not when only time passed and it asks for other operations", () => {
    expect(refusal({ replanned: { ...same, operations: "sha256:other" } }).code).toBe("plan-stale");
  });

  test("not when the same operations are judged more strictly than those who approved them saw", () => {
    const judged = (decision: Partial<Decision>) =>
      present({
        replanned: { ...same, judged: { changes: plan.changes, decision: { ...plan.decision, ...decision } } },
      });
    expect(() => checkApplicable(plan, judged({}))).not.toThrow();
    expect(() => checkApplicable(plan, judged({ risk: plan.decision.risk + 1 }))).toThrow(RollcallError);
    const approvals = [{ from: "security", count: 1, rule: "late.look", message: "look" }];
    expect(() => checkApplicable(plan, judged({ verdict: "needs-approval", approvals }))).toThrow(RollcallError);
  });

  test("not when the policies moved", () => {
    expect(refusal({ replanned: { ...same, policy: "sha256:other" } }).code).toBe("plan-stale");
  });
});

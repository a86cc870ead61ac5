import { expect, test } from "vitest";
import type { PolicyExplanation, SeenCondition, SeenRule } from "../../src/model/policy-explanation.ts";
import { policyExplanationText } from "../../src/report/policy-explanation-text.ts";
import { aDecision } from "../support/plan.ts";

const plain = { color: false, width: 120 };
const at = { file: "policies/a.rego", line: 5, column: 1 };

const aCondition = (wish: Partial<SeenCondition> = {}): SeenCondition => ({
  ...{ text: "input.x > 1", at, values: [], compared: null, by: [] },
  ...wish,
});
const aRule = (...conditions: readonly SeenCondition[]): SeenRule => ({
  ...{ name: "rollcall.deny", at, conditions, lookedUp: [] },
});
const anExplanation = (wish: Partial<PolicyExplanation> = {}): PolicyExplanation => ({
  subject: { kind: "change", key: "chat/e1/grant/group:a" },
  at: "2026-11-23T09:00:00Z",
  decision: aDecision.deny(),
  hits: [],
  others: [],
  input: {
    change: { kind: "grant", account: null, needs: undefined },
    person: null,
    roles: [],
    at: "2026-11-23T09:00:00Z",
  },
  ...wish,
});

test("shows each rule with its place, and what was held against what beside the condition", () => {
  const asked = { ...aRule(aCondition({ text: "late" })), name: "rollcall.late", at: { ...at, line: 9 } };
  const rule = aRule(
    aCondition({ compared: { left: 26, operator: ">", right: 10 } }),
    aCondition({ text: "some role in roles", values: [{ name: "role", value: "dba" }] }),
    aCondition({ text: "late(1)", by: [asked] }),
  );
  const hit = { says: "deny" as const, rule: "a.b", message: "no", value: {}, by: [rule] };
  const text = policyExplanationText(anExplanation({ hits: [hit] }), plain);
  expect(text).toContain("deny a.b  policies/a.rego:5");
  expect(text).toContain("input.x > 1   26 > 10");
  expect(text).toContain('some role in roles   role = "dba"');
  expect(text).toContain("policies/a.rego:9 rollcall.late");
});

test("leaves out what of the input is empty, and says what came from elsewhere", () => {
  const others = [{ rule: "pool.full", message: "no seat" }];
  const text = policyExplanationText(anExplanation({ others }), plain);
  expect(text).toContain("input.change  kind grant\n");
  expect(text).not.toContain("input.person");
  expect(text).toContain("pool.full");
  expect(text).toContain("No rule of the policies spoke.");
});

test("clips a value that is long, and makes visible what would move the cursor", () => {
  const compared = { left: "x".repeat(500), operator: "==" as const, right: "\u001b[2J" };
  const hit = { says: "warn" as const, rule: "a", message: "m", value: {}, by: [aRule(aCondition({ compared }))] };
  const text = policyExplanationText(anExplanation({ hits: [hit] }), plain);
  expect(text).not.toContain("x".repeat(100));
  expect(text).not.toContain("\u001b");
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Decision } from "../../src/model/decision.ts";
import { isStricter, strictest } from "../../src/model/strictest.ts";

const hit = fc.record({ rule: fc.constantFrom("a", "b", "c"), message: fc.constantFrom("m", "n") });
const need = fc.record({
  from: fc.constantFrom("security", "owner"),
  count: fc.integer({ min: 1, max: 3 }),
  rule: fc.constant("r"),
  message: fc.constant("m"),
});
const decisions: fc.Arbitrary<Decision> = fc.record({
  verdict: fc.constantFrom("allow", "warn", "needs-approval", "deny"),
  risk: fc.integer({ min: 0, max: 100 }),
  factors: fc.constant([]),
  denials: fc.uniqueArray(hit, { maxLength: 3, selector: (entry) => JSON.stringify(entry) }),
  warnings: fc.constant([]),
  approvals: fc.uniqueArray(need, { maxLength: 3, selector: (entry) => JSON.stringify(entry) }),
});

const calm: Decision = { verdict: "allow", risk: 0, factors: [], denials: [], warnings: [], approvals: [] };
const approval = { from: "security", count: 1, rule: "r", message: "m" };

describe("two judges together", () => {
  test("are never milder than either of them, whatever they say", () => {
    fc.assert(
      fc.property(decisions, decisions, (one, other) => {
        const both = strictest(one, other);
        expect(isStricter(one, both)).toBe(false);
        expect(isStricter(other, both)).toBe(false);
        expect(both.denials).toEqual(expect.arrayContaining([...one.denials, ...other.denials]));
        expect(strictest(other, one)).toMatchObject({ verdict: both.verdict, risk: both.risk });
      }),
    );
  });

  test("say a word once that both of them say", () => {
    const denied: Decision = { ...calm, verdict: "deny", denials: [{ rule: "a", message: "m" }] };
    expect(strictest(denied, denied)).toEqual(denied);
  });

  test("deny where one of them is silent", () => {
    expect(strictest(calm, undefined)).toMatchObject({ verdict: "deny", denials: [{ rule: "engine.no-result" }] });
  });

  test("explain the higher risk", () => {
    const factors = [{ factor: "role", points: 40, reason: "r" }];
    expect(strictest(calm, { ...calm, risk: 40, factors })).toMatchObject({ risk: 40, factors });
  });
});

describe("a later judgement is stricter", () => {
  test.each<[string, Partial<Decision>]>([
    ["when the verdict is", { verdict: "warn" }],
    ["when the risk is higher", { risk: 1 }],
    ["when somebody is asked who was not", { approvals: [approval] }],
  ])("%s", (_name, now) => {
    expect(isStricter({ ...calm, ...now }, calm)).toBe(true);
    expect(isStricter(calm, { ...calm, ...now })).toBe(false);
  });

  test("when more people of the same team are asked, and not when fewer are", () => {
    const one = { ...calm, approvals: [approval] };
    const two = { ...calm, approvals: [{ ...approval, count: 2 }] };
    expect([isStricter(two, one), isStricter(one, two)]).toEqual([true, false]);
  });
});

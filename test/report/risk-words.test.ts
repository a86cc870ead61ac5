import { expect, test } from "vitest";
import { riskiest, riskWords } from "../../src/report/risk-words.ts";
import { aDecision } from "../support/plan.ts";

const factors = [
  { factor: "role", points: 50, reason: "payments-clerk" },
  { factor: "contractor", points: 7, reason: "a contractor" },
];

test("a score is told as the sum of its parts", () => {
  expect(riskWords({ risk: 57, factors })).toBe("57 = role 50 + contractor 7");
  expect(riskWords({ risk: 57, factors }, (name) => `<${name}>`)).toBe("57 = <role> 50 + <contractor> 7");
});

test("a score of one part, or of none that is told, is a number", () => {
  expect(riskWords({ risk: 50, factors: factors.slice(0, 1) })).toBe("50");
  expect(riskWords({ risk: 50, factors: [] })).toBe("50");
});

test("the riskiest decision is the first of the highest, and none where nothing is risky", () => {
  const [low, high, same] = [aDecision.allow(5), aDecision.allow(9), aDecision.allow(9)];
  expect(riskiest([low, high, same])).toBe(high);
  expect(riskiest([aDecision.allow(0)])).toBeNull();
  expect(riskiest([])).toBeNull();
});

import { describe, expect, test } from "vitest";
import { didYouMean, nearest } from "../../src/document/nearest.ts";

const names = ["engineer", "designer", "payments-approver", "payments-clerk", "it"];

describe("the nearest name", () => {
  test.each([
    ["enginer", "engineer"],
    ["Engineer", "engineer"],
    ["engnieer", "engineer"],
    ["payment-approver", "payments-approver"],
    ["ti", "it"],
    ["désigner", "designer"],
  ])("to %s is %s", (name, expected) => {
    expect(nearest(name, names)).toBe(expected);
  });

  test.each(["", "xy", "security-auditor", "a".repeat(10_000)])("to %s is none", (name) => {
    expect(nearest(name, names)).toBeNull();
    expect(didYouMean(name, names)).toBeNull();
  });

  test("is the first of several that are as near", () => {
    expect(nearest("rolex", ["roley", "rolez"])).toBe("roley");
  });

  test("is said as a question", () => {
    expect(didYouMean("enginer", names)).toBe('did you mean "engineer"?');
  });
});

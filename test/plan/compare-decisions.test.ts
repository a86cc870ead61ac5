import { describe, expect, test } from "vitest";
import {
  decisionDifference,
  differenceFromRecord,
  isAsRecorded,
  spokenDecision,
  strictest,
  verdictOf,
} from "../../src/plan/compare-decisions.ts";
import { aDecision } from "../support/plan.ts";

const hit = (rule: string) => ({ rule, message: "words" });

describe("comparing decisions", () => {
  test("finds nothing between the same rules, whatever their words", () => {
    const [one, other] = [hit("a"), { rule: "a", message: "other words" }].map((said) =>
      spokenDecision(aDecision.deny(said)),
    );
    if (one === undefined || other === undefined) throw new Error("there are two");
    expect(decisionDifference("k", one, other)).toBeNull();
  });

  test("tells a rule that denies from the same rule that warns, and a team from another", () => {
    const warned = spokenDecision(aDecision.warn(hit("a")));
    expect(decisionDifference("k", warned, spokenDecision(aDecision.deny(hit("a"))))).toMatchObject({
      fires: [{ says: "deny", rule: "a" }],
      ceases: [{ says: "warn", rule: "a" }],
    });
    const asked = (from: string) => spokenDecision(aDecision.approval({ from }));
    expect(decisionDifference("k", asked("security"), asked("platform"))).toMatchObject({
      fires: [{ from: "platform" }],
      ceases: [{ from: "security" }],
    });
  });

  test("tells of a risk that moved alone", () => {
    const of = (risk: number) => spokenDecision(aDecision.allow(risk));
    expect(decisionDifference(null, of(10), of(20))).toEqual({
      ...{ key: null, before: { verdict: "allow", risk: 10 }, after: { verdict: "allow", risk: 20 } },
      ...{ fires: [], ceases: [] },
    });
  });

  test("against the record compares verdict, risk and ids, for that is what the record has", () => {
    const asked = spokenDecision(aDecision.approval({ from: "platform", rule: "r" }));
    expect(isAsRecorded(asked, { verdict: "needs-approval", risk: 70, rules: ["r"] })).toBe(true);
    expect(differenceFromRecord("k", { verdict: "needs-approval", risk: 70, rules: ["r"] }, asked)).toBeNull();
    expect(differenceFromRecord("k", { verdict: "deny", risk: 70, rules: ["q", "r"] }, asked)).toMatchObject({
      before: { verdict: "deny" },
      ...{ fires: [], ceases: [{ says: "deny", rule: "q" }] },
    });
  });

  test("takes the strictest, and a word that is no verdict for a denial", () => {
    expect(strictest(["warn", "allow", "needs-approval"])).toBe("needs-approval");
    expect(strictest([])).toBe("allow");
    expect([verdictOf("warn"), verdictOf("nonsense")]).toEqual(["warn", "deny"]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readVerdict } from "../../src/policy/verdict.ts";

const read = (rules: Readonly<Record<string, unknown>>) => {
  const engine = ["deny", "warn", "approvals", "risk"].map((rule) => [rule, rule in rules ? [rules[rule]] : []]);
  return readVerdict(Object.fromEntries(engine), "rollcall");
};

describe("a verdict", () => {
  test("allows when a deny rule exists and nothing speaks", () => {
    expect(read({ deny: [] })).toEqual({
      verdict: "allow",
      risk: 0,
      factors: [],
      denials: [],
      warnings: [],
      approvals: [],
    });
  });

  test("takes the strictest word", () => {
    const hit = { rule: "a.b", message: "m" };
    const need = { from: "security", count: 2, rule: "c.d", message: "n" };
    expect(read({ deny: [], warn: [hit] }).verdict).toBe("warn");
    expect(read({ deny: [], warn: [hit], approvals: [need] }).verdict).toBe("needs-approval");
    expect(read({ deny: [hit], warn: [hit], approvals: [need] })).toEqual({
      verdict: "deny",
      risk: 0,
      factors: [],
      denials: [hit],
      warnings: [hit],
      approvals: [need],
    });
  });

  test("accepts plain texts and short approvals", () => {
    expect(read({ deny: ["not like this"] }).denials).toEqual([{ rule: "policy.unnamed", message: "not like this" }]);
    expect(read({ deny: [], approvals: [{ from: "owner" }] }).approvals).toEqual([
      { from: "owner", count: 1, rule: "policy.unnamed", message: "" },
    ]);
  });

  test("takes the highest risk, within 0 and 100", () => {
    expect(read({ deny: [], risk: [3, { score: 40.4, reason: "r" }] }).risk).toBe(40);
    expect(read({ deny: [], risk: 7000 }).risk).toBe(100);
    expect(read({ deny: [], risk: [-5] }).risk).toBe(0);
  });

  test("tells the parts of the score that counts, the largest first", () => {
    const parts = [
      { factor: "person", points: 5, reason: "a contractor" },
      { factor: "entitlement", points: 30, reason: "role engineer" },
    ];
    const scores = [
      { score: 20, reason: "less" },
      { score: 35, factors: parts },
    ];
    expect(read({ deny: [], risk: scores })).toMatchObject({ risk: 35, factors: parts.toReversed() });
    expect(read({ deny: [], risk: [{ score: 20, reason: "less" }] }).factors).toEqual([
      { factor: "risk", points: 20, reason: "less" },
    ]);
    expect(read({ deny: [], risk: 20 }).factors).toEqual([]);
  });

  test("tells the same parts in whatever order equal scores came", () => {
    const scores = [{ score: 20, reason: "b" }, { score: 20, reason: "a" }, 20];
    expect(read({ deny: [], risk: scores })).toEqual(read({ deny: [], risk: scores.toReversed() }));
  });

  test("sorts what the rules said", () => {
    const hits = [
      { rule: "b", message: "1" },
      { rule: "a", message: "2" },
      { rule: "a", message: "1" },
    ];
    expect(read({ deny: hits }).denials).toEqual(read({ deny: hits.toReversed() }).denials);
  });

  test("denies when there is no deny rule", () => {
    expect(read({ warn: [], risk: 0 }).denials[0]?.rule).toBe("engine.no-deny-rule");
    expect(readVerdict(undefined, "rollcall").denials[0]?.rule).toBe("engine.no-result");
  });

  test.each([
    { deny: true },
    { deny: false },
    { deny: {} },
    { deny: [{ rule: "x" }] },
    { deny: [{ rule: "", message: "m" }] },
    { deny: [{ message: "m" }] },
    { deny: [""] },
    { deny: [7] },
    { deny: [], warn: "w" },
    { deny: [], approvals: ["security"] },
    { deny: [], approvals: [{ count: 1 }] },
    { deny: [], approvals: [{ from: "security", count: 0 }] },
    { deny: [], approvals: [{ from: "security", count: 1.5 }] },
    { deny: [], risk: "high" },
    { deny: [], risk: [{ reason: "r" }] },
    { deny: [], risk: [null] },
    { deny: [], risk: null },
    { deny: [], warn: null },
    { deny: [], approvals: null },
    { deny: [], risk: [{ score: 3, factors: "many" }] },
    { deny: [], risk: [{ score: 3, factors: [{ factor: "a", points: "3", reason: "r" }] }] },
    { deny: [], risk: [{ score: 3, reason: 3 }] },
  ])("denies %j for its shape", (rules) => {
    expect(read(rules)).toMatchObject({ verdict: "deny", denials: [{ rule: "engine.wrong-shape" }] });
  });

  test("is a denial for whatever is not a set of hits under deny", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const decision = readVerdict(raw, "rollcall");
        expect(decision.verdict).toBe("deny");
        expect(decision.risk).toBe(100);
      }),
    );
  });
});

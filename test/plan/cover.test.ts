import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coverageOf } from "../../src/plan/cover.ts";
import { aPlanRecord, aRecordedChange } from "../support/plan-record.ts";

const [sales, crm] = [aRecordedChange("chat/e1/grant/sales"), aRecordedChange("crm/e2/grant/crm")];
const asks = (from: string, risk = 10) => ({
  decision: { verdict: "needs-approval" as const, risk, approvals: [{ from, count: 1 }] },
});

describe("the changes of a plan beside the pull requests that showed them", () => {
  test("are covered by what showed exactly this, with what was asked for it then", () => {
    const shown = [aPlanRecord({ pullRequest: 7, changes: [sales] }), aPlanRecord({ pullRequest: 8, changes: [crm] })];
    const asked = { ...sales, ...asks("security") };
    expect(coverageOf([sales, crm], shown).covered).toEqual(
      new Map([
        [0, new Map([[sales.key, []]])],
        [1, new Map([[crm.key, []]])],
      ]),
    );
    expect(
      coverageOf([sales], [aPlanRecord({ changes: [asked] })])
        .covered.get(0)
        ?.get(sales.key),
    ).toEqual([{ from: "security", count: 1, rule: "shown in pull request 7" }]);
  });

  test("are covered by each of several that show them", () => {
    const shown = [aPlanRecord({ changes: [sales] }), aPlanRecord({ pullRequest: 8, changes: [crm, sales] })];
    expect([...coverageOf([sales], shown).covered.keys()]).toEqual([0, 1]);
  });

  test("are new when nobody showed them, or something else under the same key", () => {
    const other = { ...sales, digest: `sha256:${"d".repeat(64)}` };
    expect(coverageOf([other, crm], [aPlanRecord({ changes: [sales] })]).added).toEqual([sales.key, crm.key]);
  });

  test("are told apart when policy judges them more strictly now, and when they were shown as denied", () => {
    const denied = { ...crm, decision: { ...crm.decision, verdict: "deny" as const } };
    const coverage = coverageOf([{ ...sales, ...asks("it") }, crm], [aPlanRecord({ changes: [sales, denied] })]);
    expect([...coverage.stricter.keys()]).toEqual([sales.key]);
    expect(coverage.denied).toEqual(new Map([[crm.key, 7]]));
    expect(coverage.covered.size).toBe(0);
  });

  test("are each told exactly once, and only what was shown is covered", () => {
    const change = fc.record({
      key: fc.constantFrom("a", "b", "c", "d"),
      other: fc.boolean(),
      verdict: fc.constantFrom("allow", "deny"),
    });
    const changes = fc.uniqueArray(change, { selector: ({ key }) => key }).map((all) =>
      all.map(({ key, other, verdict }) => {
        const written = aRecordedChange(key, other ? { digest: "sha256:other" } : {});
        return {
          ...written,
          decision: { ...written.decision, verdict: verdict === "deny" ? ("deny" as const) : ("allow" as const) },
        };
      }),
    );
    fc.assert(
      fc.property(changes, fc.array(changes, { maxLength: 3 }), (present, all) => {
        const shown = all.map((each, index) => aPlanRecord({ pullRequest: index + 1, changes: each }));
        const { covered, added, stricter, denied } = coverageOf(present, shown);
        const inParts = new Set([...covered].flatMap(([, keys]) => [...keys.keys()]));
        const told = [...inParts, ...added, ...stricter.keys(), ...denied.keys()].sort();
        expect(told).toEqual(present.map(({ key }) => key).sort());
        for (const [place, keys] of covered)
          for (const key of keys.keys()) {
            const now = present.find((each) => each.key === key);
            const then = all[place]?.find((each) => each.key === key);
            expect(then?.digest).toBe(now?.digest);
            expect(then?.decision.verdict).not.toBe("deny");
          }
      }),
    );
  });
});

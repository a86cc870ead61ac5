import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlanRecord, RecordedChange } from "../../src/model/plan-record.ts";
import { compareRecord } from "../../src/plan/compare-record.ts";
import { aPlanRecord, aRecordedChange } from "../support/plan-record.ts";

const shown = aPlanRecord();
const [first = aRecordedChange("none"), second = first] = shown.changes;
const ten = "2026-11-23T10:00:00Z";
const compared = (present: Partial<PlanRecord>, now = ten) => compareRecord(shown, { ...shown, ...present }, now);
const other = (digit: string) => ({ operations: `sha256:${digit.repeat(64)}` });

describe("a plan held against what was shown", () => {
  test("is equal when only time has passed and live state has moved without asking for more", () => {
    const later = { at: ten, expires: "2026-11-24T10:00:00Z", plan: `sha256:${"9".repeat(64)}`, live: {} };
    expect(compared(later)).toEqual({ kind: "equal" });
  });

  test("is a part when something of it is not to be done any more, which is told", () => {
    expect(compared({ changes: [second], ...other("7") })).toEqual({ kind: "subset", gone: [first.key] });
    expect(compared({ changes: [], ...other("8") })).toEqual({ kind: "subset", gone: [first.key, second.key] });
  });

  test("counts until the record expires, and not from that instant on", () => {
    expect(compared({}, "2026-11-24T08:59:59Z").kind).toBe("equal");
    expect(compared({}, "2026-11-24T09:00:00Z")).toEqual({ kind: "expired", since: "2026-11-24T09:00:00Z" });
  });

  test.each<[string, Partial<PlanRecord>]>([
    ["organization", { organization: "other" }],
    ["pull request", { pullRequest: 8 }],
    ["head", { head: "c".repeat(40) }],
    ["base", { base: "c".repeat(40) }],
    ["files", { subtrees: { ...shown.subtrees, assignments: "9".repeat(40) } }],
    ["files", { subtrees: { ...shown.subtrees, pools: "9".repeat(40) } }],
    ["files", { subtrees: { assignments: "1".repeat(40) } }],
    ["roster", { roster: null }],
    ["policies", { policy: `sha256:${"9".repeat(64)}` }],
    ["policies of the base", { basePolicy: `sha256:${"9".repeat(64)}` }],
    ["engine", { engine: "0.2.0" }],
  ])("is another one when its %s is another, even where the changes are the same", (moved, wish) => {
    expect(compared(wish)).toEqual({ kind: "different", moved: [moved], added: [], stricter: [] });
  });

  test("is another one when it was shown after now", () => {
    expect(compared({}, "2026-11-23T08:59:59Z")).toMatchObject({ kind: "different", moved: ["instant"] });
  });

  test("is another one when a change is new, or does something else under the same key", () => {
    const added = aRecordedChange("chat/e3/grant/group:sales");
    const changed = { ...first, digest: `sha256:${"d".repeat(64)}` };
    const result = compared({ changes: [changed, second, added], ...other("7") });
    expect(result).toEqual({ kind: "different", moved: [], added: [first.key, added.key], stricter: [] });
  });

  test("is another one when policy judges a change, or the whole, more strictly", () => {
    const asked = { verdict: "needs-approval", risk: 10, approvals: [{ from: "it", count: 1 }] } as const;
    const result = compared({
      changes: [{ ...first, decision: asked }, second],
      decision: { ...shown.decision, approvals: [{ from: "security", count: 2 }] },
    });
    expect(result).toEqual({ kind: "different", moved: [], added: [], stricter: [first.key, "plan"] });
  });
});

describe("whatever comes out", () => {
  const change: fc.Arbitrary<RecordedChange> = fc.record({
    key: fc.constantFrom("a", "b", "c", "d", "e"),
    digest: fc.constantFrom("1", "2").map((digit) => `sha256:${digit.repeat(64)}`),
    decision: fc.record({
      verdict: fc.constantFrom("allow", "warn", "needs-approval", "deny"),
      risk: fc.constantFrom(0, 10),
      approvals: fc.uniqueArray(fc.record({ from: fc.constantFrom("it", "security"), count: fc.constantFrom(1, 2) }), {
        selector: ({ from }) => from,
      }),
    }),
  });
  const changes = fc.uniqueArray(change, { selector: ({ key }) => key });
  const record = (list: readonly RecordedChange[]) =>
    aPlanRecord({ changes: list, operations: JSON.stringify(list.map(({ key, digest }) => [key, digest])) });
  const rank = ["allow", "warn", "needs-approval", "deny"];

  test("what is applied was shown, and is judged no more strictly", () => {
    fc.assert(
      fc.property(changes, changes, (before, after) => {
        const result = compareRecord(record(before), record(after), ten);
        if (result.kind === "different" || result.kind === "expired") return;
        for (const { key, digest, decision } of after) {
          const known = before.find((one) => one.key === key);
          expect(known?.digest).toBe(digest);
          expect(rank.indexOf(decision.verdict)).toBeLessThanOrEqual(rank.indexOf(known?.decision.verdict ?? ""));
          expect(decision.risk).toBeLessThanOrEqual(known?.decision.risk ?? -1);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("a part of what was shown is applied, and the rest is told", () => {
    fc.assert(
      fc.property(changes, fc.func(fc.boolean()), (before, keeps) => {
        const after = before.filter(({ key }) => keeps(key));
        const gone = before.filter((one) => !after.includes(one)).map(({ key }) => key);
        const expected = gone.length === 0 ? { kind: "equal" } : { kind: "subset", gone: gone.sort() };
        expect(compareRecord(record(before), record(after), ten)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("one change more is never applied, and is named", () => {
    fc.assert(
      fc.property(changes, change, (before, extra) => {
        const after = [...before, { ...extra, key: "new" }];
        expect(compareRecord(record(before), record(after), ten)).toMatchObject({ kind: "different", added: ["new"] });
      }),
      { numRuns: 200 },
    );
  });
});

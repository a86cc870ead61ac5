import { describe, expect, test } from "vitest";
import type { DriftReport } from "../../src/model/drift.ts";
import { chosenChanges } from "../../src/run/draft-drift.ts";
import { aChange, aPlannedChange } from "../support/plan.ts";

const run = { sequence: 4, at: "2026-11-23T09:00:00Z" };
const groups = ["a", "a,b", "c", "OU=x,DC=y"];
const drift = groups.map((group) => ({ ...aPlannedChange(aChange.revoke({ group })), since: run }));
const report: DriftReport = {
  ...{ format_version: "1.0", organization: "acme", at: run.at, commit: null, run, drift },
  pending: [{ ...aPlannedChange(aChange.grant({ group: "late" })), why: { kind: "newer", run } }],
  ...{ findings: [], applications: [] },
};
const keyOf = (group: string) => `chat/e1042/revoke/group:${group}`;
const chosen = (text: string) => chosenChanges(report, text).map(({ change }) => change.key);
const refusal = (text: string) => {
  try {
    return String(chosen(text));
  } catch (error) {
    return String(error);
  }
};

describe("keys of drifted changes", () => {
  test("are parted at commas, but for those that they hold themselves", () => {
    expect(chosen(keyOf("c"))).toEqual([keyOf("c")]);
    expect(chosen(`${keyOf("OU=x,DC=y")},${keyOf("a")}`)).toEqual([keyOf("a"), keyOf("OU=x,DC=y")]);
    expect(chosen(`${keyOf("a,b")},${keyOf("c")},${keyOf("c")}`)).toEqual([keyOf("a,b"), keyOf("c")]);
    expect(chosen(groups.map(keyOf).join(","))).toEqual(groups.map(keyOf));
  });

  test("that nothing has are refused with the nearest one, and with a word on what is pending", () => {
    expect(refusal("chat/e1042/revoke/group:d")).toContain(keyOf("a"));
    expect(refusal("chat/e1042/grant/group:late")).toContain("pending");
    expect(() => chosen("x")).toThrow(expect.objectContaining({ code: "input-invalid" }));
    expect(() => chosen("")).toThrow(expect.objectContaining({ code: "input-invalid" }));
  });
});

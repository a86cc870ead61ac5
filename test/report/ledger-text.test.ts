import { describe, expect, test } from "vitest";
import type { LedgerRun } from "../../src/model/ledger.ts";
import type { RunRecord } from "../../src/model/manifest.ts";
import { ledgerLogText, ledgerRecordText, verificationText } from "../../src/report/ledger-text.ts";
import { anAssignmentCause } from "../support/plan.ts";

const screen = { color: false, width: 120 };
const commit = "c0ffee".repeat(6).concat("c0ff");
const record: RunRecord = {
  run: "run-1",
  kind: "result",
  organization: "meridian",
  conclusion: "partial",
  error: null,
  actor: "ci@example.com",
  engine: "0.1.0",
  plan: { digest: "sha256:6", operations: "sha256:5", at: "2026-11-23T09:00:00Z" },
  commit,
  inputs: {},
  live: {},
  policy: "sha256:4",
  approvals: [{ operations: "sha256:5", by: "e1049", team: "security", at: "2026-11-23T08:55:00Z" }],
  people: 57,
  started: "2026-11-23T09:01:00Z",
  finished: "2026-11-23T09:01:30Z",
  counts: { applied: 2, failed: 1 },
  entries: [
    {
      key: "directory/e1004/grant/group:prod-db-admins",
      kind: "grant",
      application: "directory",
      person: "e1004",
      account: "17",
      target: "group:prod-db-admins",
      before: { held: false },
      after: { held: true },
      because: [anAssignmentCause()],
      decision: { verdict: "needs-approval", risk: 70, rules: ["role.privileged"] },
      status: "failed",
      reason: "the application answered 500 three times",
      reference: null,
      attempts: 3,
      recovered: false,
      at: "2026-11-23T09:01:20Z",
    },
  ],
};
const run = (sequence: number, wish: Partial<RunRecord> = {}): LedgerRun => ({
  sequence,
  commit,
  record: { ...record, ...wish },
});

test("a run tells who overrode a guard, and why", () => {
  const overrides = [
    { guard: "removals.mass", operations: "sha256:5", by: "e1", at: "2026-11-23T08:56:00Z", reason: "a site closed" },
  ];
  const text = ledgerRecordText(run(2, { overrides }), screen);
  expect(text).toContain("removals.mass by e1 at 2026-11-23T08:56:00Z: a site closed");
});

describe("ledgerLogText", () => {
  test("gives one line a run, newest first", () => {
    const lines = ledgerLogText([run(1, { conclusion: "completed", counts: {} }), run(2)], screen)
      .trimEnd()
      .split("\n");
    expect(lines).toEqual([
      "2  2026-11-23T09:01:30Z  partial    2 applied, 1 failed  ci@example.com  c0ffeec0ffee",
      "1  2026-11-23T09:01:30Z  completed  nothing to change    ci@example.com  c0ffeec0ffee",
    ]);
  });

  test("says when no run is recorded", () => {
    expect(ledgerLogText([], screen)).toBe("No run is recorded.\n");
  });
});

describe("ledgerRecordText", () => {
  test("tells for every entry what, to whom, why, who agreed and what came of it", () => {
    const text = ledgerRecordText(run(2), screen);
    for (const part of [
      commit,
      "by e1049 for security",
      "failed  + grant directory group:prod-db-admins for e1004",
      "INC-4711",
      "500 three times",
      "by role.privileged",
    ]) {
      expect(text).toContain(part);
    }
  });
});

describe("verificationText", () => {
  test("prints what to keep elsewhere when the ledger holds", () => {
    const checkpoint = { sequence: 2, commit, digest: "sha256:abc" };
    const text = verificationText(
      { kind: "verified", records: 2, open: [], head: commit, checkpoint, anchors: [] },
      screen,
    );
    expect(text).toContain(`2 ${commit} sha256:abc`);
    expect(
      verificationText({ kind: "verified", records: 0, open: [], head: null, checkpoint: null, anchors: [] }, screen),
    ).toBe("Verified: 0 records.\n");
  });

  test("names the first run that does not hold and the rule it breaks", () => {
    const text = verificationText(
      {
        kind: "broken",
        sequence: 7,
        commit,
        rule: "chain.previous",
        message: "it names another predecessor",
        anchors: [],
      },
      screen,
    );
    for (const part of ["manifest 7", "chain.previous", "it names another predecessor"]) expect(text).toContain(part);
    expect(text).not.toContain("Verified");
  });

  test("lists every anchor with what it says, and asks for one on main where there is none", () => {
    const checkpoint = { sequence: 2, commit, digest: "sha256:abc" };
    const tag = {
      kind: "tag",
      name: "rollcall/audit/cp/2026-11-23",
      size: 2,
      verdict: "extended",
      cosignedBy: [],
    } as const;
    const since = { ...tag, kind: "since", name: "cosigned.txt", cosignedBy: ["w1", "w2"] } as const;
    const held = { kind: "verified", records: 2, open: [], head: commit, checkpoint, anchors: [tag, since] } as const;
    const text = verificationText(held, screen);
    expect(text).toMatch(/extended +tag +rollcall\/audit\/cp\/2026-11-23 +2 records/);
    expect(text).toMatch(/extended +kept +cosigned.txt +2 records +cosigned by w1, w2/);
    expect(text).toContain("rollcall audit anchor writes it");
    const file = { ...tag, kind: "file", name: "audit/anchor.json" } as const;
    expect(verificationText({ ...held, anchors: [file] }, screen)).not.toContain("rollcall audit anchor writes it");
  });

  test("of an anchor that is not contained names the first run that is another, and which anchors caught it", () => {
    const anchor = { kind: "file", name: "audit/anchor.json", size: 9, verdict: "truncated", cosignedBy: [] } as const;
    const broken = { kind: "broken", sequence: 7, commit, rule: "anchor", message: "the ledger is truncated" } as const;
    const text = verificationText({ ...broken, anchors: [anchor] }, screen);
    expect(text).toContain("record 7 is the first that is not what was kept");
    expect(text).toMatch(/truncated +file +audit\/anchor.json +9 records/);
  });
});

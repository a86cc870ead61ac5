import { describe, expect, test } from "vitest";
import type { ManifestEntry } from "../../src/model/manifest.ts";
import { QueueReader } from "../../src/run/queue-reader.ts";
import { anEntry, aRun } from "../audit/a-ledger.ts";

const now = "2026-11-25T12:00:00Z";

/** What waits after these runs, the oldest first. */
function queueAfter(...runs: readonly (readonly Partial<ManifestEntry>[])[]) {
  const reader = new QueueReader();
  for (const [index, entries] of [...runs.entries()].toReversed()) {
    const day = String(20 + index).padStart(2, "0");
    const whole = entries.map((entry) => anEntry({ at: `2026-11-${day}T12:00:00Z`, attempts: 2, ...entry }));
    reader.add({ sequence: index + 1, record: aRun({ entries: whole }) });
  }
  return reader.queue(now);
}

const failed = { status: "failed", reason: "it answered 500" } as const;

describe("the review queue", () => {
  test("holds what ended failed, refused or unverified, and nothing else", () => {
    for (const status of ["failed", "refused", "unverified"] as const)
      expect(queueAfter([{ status }]).changes).toMatchObject([{ status }]);
    for (const status of ["applied", "unchanged", "not-reached"] as const)
      expect(queueAfter([{ status }]).changes).toEqual([]);
  });

  test("counts the runs and attempts since the last success, from the first of them on, with the newest reason", () => {
    const { changes, newestRun } = queueAfter([failed], [{}], [failed], [{ ...failed, reason: "it timed out" }], []);
    expect(newestRun).toBe(5);
    expect(changes).toMatchObject([
      {
        runs: 2,
        attempts: 4,
        firstRun: 3,
        lastRun: 4,
        since: "2026-11-22T12:00:00Z",
        ageSeconds: 3 * 86_400,
        reason: "it timed out",
      },
    ]);
  });

  test("forgets a change once a later run made it, or found it made", () => {
    expect(queueAfter([failed], [{}]).changes).toEqual([]);
    expect(queueAfter([failed], [{ status: "unchanged" }]).changes).toEqual([]);
    expect(queueAfter([failed], [{ status: "not-reached" }]).changes).toHaveLength(1);
  });

  test("forgets it also once the opposite is so, or the account is gone", () => {
    expect(queueAfter([failed], [{ kind: "revoke" }]).changes).toEqual([]);
    expect(queueAfter([failed], [{ kind: "delete-account", target: null }]).changes).toEqual([]);
    expect(queueAfter([failed], [{ kind: "revoke", ...failed }]).changes).toHaveLength(2);
  });

  test("tells people, kinds, targets and applications apart", () => {
    const others = [{ person: "e2" }, { kind: "revoke" }, { target: "group:other" }, { application: "crm" }] as const;
    for (const other of others.filter((each) => !("kind" in each)))
      expect(queueAfter([failed], [other]).changes).toHaveLength(1);
    expect(queueAfter([failed, ...others.map((other) => ({ ...failed, ...other }))]).changes).toHaveLength(5);
  });

  test("puts the oldest first", () => {
    const { changes } = queueAfter([{ ...failed, person: "e9" }], [{ ...failed, person: "e1" }]);
    expect(changes.map(({ person }) => person)).toEqual(["e9", "e1"]);
  });
});

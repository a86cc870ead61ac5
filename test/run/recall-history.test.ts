import { expect, test } from "vitest";
import type { ManifestEntry } from "../../src/model/manifest.ts";
import { HistoryTally } from "../../src/run/recall-history.ts";

const entry = (wish: Partial<ManifestEntry>): ManifestEntry => ({
  ...{ key: "k", kind: "grant", application: "chat", person: "e1", account: "a1", target: "group:owners" },
  ...{ before: null, after: null, because: [], decision: { verdict: "allow", risk: 0, rules: [] } },
  ...{ status: "applied", reason: null, reference: null, attempts: 1, recovered: false, at: "2026-01-01T00:00:00Z" },
  ...wish,
});

function tallied(...entries: readonly Partial<ManifestEntry>[]) {
  const tally = new HistoryTally();
  for (const each of entries) tally.add(entry(each));
  return tally;
}

test("counts what was given and taken, and remembers the last of each in whatever order", () => {
  const entries: Partial<ManifestEntry>[] = [
    { at: "2026-01-01T00:00:00Z" },
    { at: "2026-03-01T00:00:00Z" },
    { kind: "revoke", at: "2026-02-01T00:00:00Z" },
  ];
  const known = { given: 2, lastGiven: "2026-03-01T00:00:00Z", taken: 1, lastTaken: "2026-02-01T00:00:00Z" };
  expect(tallied(...entries).of("e1", "chat", "group:owners")).toEqual(known);
  expect(tallied(...entries.toReversed()).of("e1", "chat", "group:owners")).toEqual(known);
});

test("knows nothing of what was refused, failed, or about somebody or something else", () => {
  const tally = tallied({ status: "refused" }, { status: "failed" }, { status: "unchanged" }, { person: null });
  expect(tally.of("e1", "chat", "group:owners")).toBeNull();
  expect(tallied({}).of("e2", "chat", "group:owners")).toBeNull();
  expect(tallied({}).of("e1", "crm", "group:owners")).toBeNull();
});

test("takes a seat for the same thing wherever it was, and an account for what somebody has there", () => {
  const tally = tallied(
    { kind: "assign-seat", target: "seat:ide/eu" },
    { kind: "release-seat", target: "seat:ide/global" },
    { kind: "create-account", target: null },
    { kind: "end-sessions", target: null },
  );
  expect(tally.of("e1", "chat", "pool:ide")).toMatchObject({ given: 1, taken: 1 });
  expect(tally.of("e1", "chat", "account")).toMatchObject({ given: 1, taken: 0 });
});

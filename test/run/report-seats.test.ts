import { afterAll, describe, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import type { ManifestEntry } from "../../src/model/manifest.ts";
import { readSeatHistory } from "../../src/run/report-seats.ts";
import { aLedger, anEntry, aRun, bareRepository, branch, scratch } from "../audit/a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());

const assign = { kind: "assign-seat", target: "seat:ide/eu", application: "ide-vendor" } as const;

async function aHistory(
  name: string,
  ...runs: readonly (readonly [finished: string, entry: Partial<ManifestEntry>])[]
) {
  const ledger = await aLedger(bareRepository(place.sub(`${name}.git`)));
  for (const [index, [finished, entry]] of runs.entries()) {
    ledger.clock.advance(3600);
    const entries = [anEntry({ ...assign, ...entry, at: finished })];
    await appendRun(ledger, aRun({ run: `run-${index}`, finished, entries }));
  }
  return ledger.git;
}

describe("what the ledger tells of seats", () => {
  test("are the moves that took effect, from the first run on", async () => {
    const git = await aHistory(
      "whole",
      ["2026-09-01T09:00:00Z", { status: "failed" }],
      ["2026-10-01T09:00:00Z", {}],
      ["2026-11-01T09:00:00Z", { kind: "release-seat" }],
    );
    const { from, moves } = await readSeatHistory(git, branch, "2025-11-29T09:00:00Z");
    expect(from).toBe("2026-09-01T09:00:00Z");
    expect(moves.map(({ at, by }) => [at, by])).toEqual([
      ["2026-11-01T09:00:00Z", -1],
      ["2026-10-01T09:00:00Z", 1],
    ]);
  });

  test("begin with the moment asked for when the ledger is older", async () => {
    const git = await aHistory("old", ["2025-01-01T09:00:00Z", {}], ["2026-11-01T09:00:00Z", { person: "e2" }]);
    const since = "2025-11-29T09:00:00Z";
    const { from, moves } = await readSeatHistory(git, branch, since);
    expect({ from, moves: moves.length }).toEqual({ from: since, moves: 1 });
  });

  test("are nothing where there is no run", async () => {
    expect(await readSeatHistory(await aHistory("empty"), branch, "2025-11-29T09:00:00Z")).toEqual({
      from: null,
      moves: [],
    });
  });
});

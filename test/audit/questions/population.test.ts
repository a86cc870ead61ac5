import { describe, expect, test } from "vitest";
import { Population } from "../../../src/audit/questions/population.ts";
import { inNovember, november, Recorded, rowsOf } from "./recorded.ts";

const ledger = () =>
  new Recorded()
    .run("2026-10-31T23:59:59Z", [{ status: "applied" }])
    .run("2026-11-01T00:00:00Z", [{ status: "applied" }, { status: "failed" }, { status: "refused" }])
    .event(november(9), { kind: "heartbeat", commit: null })
    .run("2026-11-30T23:59:59Z", [{ status: "not-reached", application: "ide" }], { conclusion: "failed" })
    .run("2026-12-01T00:00:00Z", [{ status: "applied" }]);

describe("the population of a period", () => {
  test("has every change, whatever came of it, by when its run was recorded", () => {
    const answer = ledger().answer(new Population(inNovember), inNovember);
    expect(rowsOf(answer).map(({ id, status }) => [id, status])).toEqual([
      ["2/1", "applied"],
      ["2/2", "failed"],
      ["2/3", "refused"],
      ["4/1", "not-reached"],
    ]);
    expect(rowsOf(answer, "records").map(({ record }) => record)).toEqual([2, 3, 4]);
  });

  test("counts by kind, status and application", () => {
    const answer = ledger().answer(new Population(inNovember), inNovember);
    const counts = rowsOf(answer, "counts").map(({ by, value, count }) => [by, value, count]);
    expect(counts).toContainEqual(["application", "chat", 3]);
    expect(counts).toContainEqual(["application", "ide", 1]);
    expect(counts).toContainEqual(["status", "refused", 1]);
    expect(counts).toContainEqual(["kind", "grant", 4]);
  });

  test("is proved by the chain from its first record to its last, and the root over all before its end", () => {
    const recorded = ledger();
    const extent = recorded.extent(inNovember);
    expect(extent).toMatchObject({
      ...{ records: 3, runs: 2, events: 1, entries: 4, size: 4, checkpoint: "agrees", gaps: [] },
      ...{ first: { sequence: 2 }, last: { sequence: 4 }, head: { sequence: 5 } },
    });
    expect(extent.first?.prev).toBe(recorded.records[0]?.digest);
    expect(recorded.answer(new Population(inNovember), inNovember).exceptions).toBe(0);
  });

  test.each([
    ["a record that is left out", (records: unknown[]) => records.splice(2, 1), "sequence"],
    ["a record before it that was exchanged", exchange, "prev"],
  ])("tells of %s", (_, spoil, why) => {
    const recorded = ledger();
    spoil(recorded.records);
    expect(recorded.extent(inNovember).gaps).toMatchObject([{ why }]);
    expect(recorded.answer(new Population(inNovember), inNovember).exceptions).toBeGreaterThan(0);
  });

  test("of a period without records has none", () => {
    const answer = ledger().answer(new Population({ from: november(10), to: november(11) }), {
      from: november(10),
      to: november(11),
    });
    expect(rowsOf(answer)).toEqual([]);
    expect(answer.exceptions).toBe(0);
  });
});

function exchange(records: Recorded["records"]) {
  const [first] = records;
  if (first !== undefined) records[0] = { ...first, digest: "sha256:other" };
}

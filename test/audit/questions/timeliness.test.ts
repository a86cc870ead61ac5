import { expect, test } from "vitest";
import { Timeliness } from "../../../src/audit/questions/timeliness.ts";
import { inNovember, november, Recorded, rowsOf } from "./recorded.ts";

const hour = 3_600_000;
const ask = (ledger: Recorded) =>
  ledger.answer(new Timeliness({ period: inNovember, taking: 24 * hour, giving: 8 * hour }), inNovember);
const removal = { kind: "revoke" } as const;

test("what came later than it may is late; the bounds are for taking away and for giving", () => {
  const answer = ask(
    new Recorded().run(november(10), [
      { ...removal, effective: november(9) },
      { ...removal, effective: november(9, 8) },
      { effective: november(10, 1) },
      { effective: november(10, 0) },
    ]),
  );
  expect(rowsOf(answer, "late").map(({ id, hours }) => [id, hours])).toEqual([
    ["1/2", 25],
    ["1/4", 9],
  ]);
  expect(answer.exceptions).toBe(2);
});

test("half and 95 of 100 are times that occurred", () => {
  const entries = Array.from({ length: 20 }, (_, index) => ({ ...removal, effective: november(20, 8 - index) }));
  const [taking, giving] = rowsOf(ask(new Recorded().run(november(20), entries)), "summary");
  expect(taking).toMatchObject({ count: 20, p50_hours: 10, p95_hours: 19, longest_hours: 20 });
  expect(giving).toMatchObject({ count: 0, p50_hours: null });
});

test("what has not come is late once its time is over, and until it comes", () => {
  const failed = { ...removal, key: "k", effective: november(9), status: "failed" } as const;
  const ledger = new Recorded().run(november(9), [failed]).quiet(10, 12);
  expect(rowsOf(ask(ledger), "late")).toMatchObject([{ id: "1/1", hours: null }]);
  ledger.run(november(12), [{ ...failed, status: "applied" }]);
  expect(rowsOf(ask(ledger), "late")).toMatchObject([{ id: "5/1", hours: 72 }]);
});

test("what has no time at which it was due is counted, and updates are not", () => {
  const answer = ask(new Recorded().run(november(9), [{}, removal, { kind: "update-account" }]));
  expect(answer.said.join(" ")).toContain("2 had none");
  expect(rowsOf(answer, "changes")).toEqual([]);
});

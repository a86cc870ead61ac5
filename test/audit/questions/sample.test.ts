import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Sample } from "../../../src/audit/questions/sample.ts";
import { all, inNovember, november, Recorded, rowsOf } from "./recorded.ts";

const ledger = () =>
  new Recorded()
    .run(
      november(2),
      Array.from({ length: 40 }, () => ({})),
    )
    .run(november(3), [{}, {}]);
const idsOf = (size: number, seed: string | null) =>
  rowsOf(ledger().answer(new Sample({ period: all, size, seed }))).map(({ id }) => id);

test("a stranger draws the same: the smallest SHA-256 of seed, line feed and entry", () => {
  const ids = [...Array.from({ length: 40 }, (_, index) => `1/${index + 1}`), "2/1", "2/2"];
  const draw = (id: string) => createHash("sha256").update(`2026-Q4\n${id}`).digest("hex");
  const expected = ids.toSorted((a, b) => (draw(a) < draw(b) ? -1 : 1));
  expect(idsOf(5, "2026-Q4")).toEqual(expected.slice(0, 5));
  expect(idsOf(100, "2026-Q4")).toEqual(expected);
});

test("the seed is the root over all records of the period unless somebody gives one, and is told", () => {
  const { root } = ledger().extent(all);
  const answer = ledger().answer(new Sample({ period: all, size: 5, seed: null }));
  expect(answer.asked).toEqual({ size: 5, seed: root });
  expect(idsOf(5, null)).toEqual(idsOf(5, root));
});

test("nothing of other periods is drawn", () => {
  const recorded = ledger().run("2026-12-02T09:00:00Z", [{}]);
  const answer = recorded.answer(new Sample({ period: inNovember, size: 100, seed: null }), inNovember);
  expect(rowsOf(answer)).toHaveLength(42);
});

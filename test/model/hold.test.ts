import { expect, test } from "vitest";
import { type Hold, holdsOn, keptSince } from "../../src/model/hold.ts";

const now = "2026-11-23T09:00:00Z";
const hold = (wish: Partial<Hold> = {}): Hold => ({
  ...{ person: "e1", reason: "CASE-1", from: "2026-01-01T00:00:00Z", until: null },
  at: { file: "audit/holds.yaml", line: 2, column: 5 },
  ...wish,
});

test("years are years of the calendar, and days are days", () => {
  expect(keptSince({ count: 7, unit: "years" }, now)).toBe("2019-11-23T09:00:00Z");
  expect(keptSince({ count: 30, unit: "days" }, now)).toBe("2026-10-24T09:00:00Z");
  const leap = keptSince({ count: 1, unit: "years" }, "2028-02-29T00:00:00Z");
  expect(leap > "2027-02-28T23:59:59Z" && leap < "2027-03-01T00:00:00Z").toBe(true);
});

test("a hold is on its person or on everybody, from its begin up to its end", () => {
  expect(holdsOn("e1", [hold()], now)).toHaveLength(1);
  expect(holdsOn("e2", [hold()], now)).toEqual([]);
  expect(holdsOn("e2", [hold({ person: null })], now)).toHaveLength(1);
  expect(holdsOn("e1", [hold({ until: now })], now)).toEqual([]);
  expect(holdsOn("e1", [hold({ from: "2026-11-23T09:00:01Z" })], now)).toEqual([]);
});

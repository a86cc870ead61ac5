import { expect, test } from "vitest";
import type { LicensePool } from "../../src/model/pool.ts";
import { summarise } from "../../src/plan/seat-summary.ts";
import { aPerson, aPool } from "../support/people.ts";

const people = new Map(
  ["eu", "eu", "us"].map((location, at) => [`e${at}`, aPerson({ id: `e${at}`, attributes: { location } })]),
);
const live = { people: new Set(people.keys()), outside: 1, leaving: 0 };
const placed = new Map([["e0", { person: "e0", pool: "ide", location: "eu", because: [] }]]);
const pool = aPool({ quota: { eu: 1 }, overflow: 0 });
const rowsOf = (before: LicensePool | null) =>
  summarise(pool, { placed, live, people, before }).map(({ location, quota, quotaBefore, usedBefore, usedAfter }) => {
    return [location, quota, quotaBefore, usedBefore, usedAfter];
  });

test("the quota of the last run stands beside each location, and seats that are taken count by it", () => {
  expect(rowsOf(aPool({ quota: { eu: 2, us: 5 }, overflow: 1 }))).toEqual([
    ["eu", 1, 2, 2, 1],
    // The stranger, and the one at a location that has no quota any more.
    ["global", 0, 1, 2, 1],
  ]);
});

test("a location that is new had no quota, and whoever sits counts for the overflow", () => {
  expect(rowsOf(aPool({ quota: {}, overflow: 9 }))).toEqual([
    ["eu", 1, null, 0, 1],
    ["global", 0, 9, 4, 1],
  ]);
});

test("where nobody knows what was, seats that are taken count by the quota of now", () => {
  expect(rowsOf(null)).toEqual([
    ["eu", 1, null, 1, 1],
    ["global", 0, null, 3, 1],
  ]);
});

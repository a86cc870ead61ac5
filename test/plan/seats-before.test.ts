import { expect, test } from "vitest";
import { withQuotaBefore } from "../../src/plan/seats-before.ts";
import { aPerson, aPool } from "../support/people.ts";
import { aSeatSummary } from "../support/plan.ts";

const people = new Map(
  ["eu", "eu", "us"].map((location, at) => [`e${at}`, aPerson({ id: `e${at}`, attributes: { location } })]),
);
const taken = new Map([["ide", { people: new Set(people.keys()), outside: 1, leaving: 0 }]]);
const seats = [
  aSeatSummary({ location: "eu", quota: 1, usedBefore: 1, usedAfter: 1 }),
  aSeatSummary({ location: "global", quota: 0, usedBefore: 3, usedAfter: 1 }),
  aSeatSummary({ pool: "crm" }),
];

test("the quota of the last run stands beside each location, and seats that are taken count by it", () => {
  const pools = [aPool({ quota: { eu: 2, us: 5 }, overflow: 1 })];
  const rows = withQuotaBefore(seats, { pools, taken, people });
  expect(rows.map(({ location, quotaBefore, usedBefore }) => [location, quotaBefore, usedBefore])).toEqual([
    ["eu", 2, 2],
    // The stranger, and the one at a location that has no quota any more.
    ["global", 1, 2],
    ["eu", null, 8],
  ]);
  expect(rows.map(({ usedAfter }) => usedAfter)).toEqual(seats.map(({ usedAfter }) => usedAfter));
});

test("a location that is new had no quota, and nothing is said when nobody knows", () => {
  const pools = [aPool({ quota: {}, overflow: 9 })];
  expect(withQuotaBefore(seats, { pools, taken, people })[0]).toMatchObject({ quotaBefore: null, usedBefore: 0 });
  expect(withQuotaBefore(seats, { pools: null, taken, people })).toEqual(seats);
});

import { describe, expect, test } from "vitest";
import { seatsText } from "../../src/report/seats-text.ts";
import { aPool, aReserve } from "../support/people.ts";
import { aSeatSummary, aWaiting } from "../support/plan.ts";

const screen = { color: false, width: 120 };
const nobody = { people: new Map() };
const seats = [
  aSeatSummary({ location: "global", quota: 2, usedBefore: 2, usedAfter: 2 }),
  aSeatSummary({ location: "us", quota: 20, usedBefore: 3, usedAfter: 4 }),
  aSeatSummary({ location: "eu", quota: 10, usedBefore: 9, usedAfter: 9 }),
  aSeatSummary({ pool: "crm", location: "eu", quota: 4, usedBefore: 5, usedAfter: 5 }),
];

describe("seatsText", () => {
  test("shows use per pool and location with the overflow last, and names what is tight", () => {
    const rows = seatsText({ seats, waiting: [], pools: [] }, nobody, screen).split("\n").slice(2, 6);
    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
      ["crm", "eu", "5", "4", "0", "1 over quota"],
      ["ide", "eu", "9", "10", "1", "nearly full"],
      ["ide", "us", "3 -> 4", "20", "16"],
      ["ide", "global", "2", "2", "0", "full"],
    ]);
  });

  test("lists who waits in the order of the list", () => {
    const waiting = [
      aWaiting({ person: "e3", place: 10 }),
      aWaiting({ person: "e2", place: 2 }),
      aWaiting({ person: "e1", place: 1 }),
    ];
    const text = seatsText({ seats, waiting, pools: [] }, nobody, screen);
    expect([...text.matchAll(/ide (\d+)\. +(e\d)/g)].map((match) => `${match[1]} ${match[2]}`)).toEqual([
      "1 e1",
      "2 e2",
      "10 e3",
    ]);
  });

  test("adds the reserve where the pool is known", () => {
    const pool = aPool({ name: "ide", reserve: aReserve({ seats: 5, from: "reseller" }) });
    const text = seatsText({ seats, waiting: [], pools: [pool] }, nobody, screen);
    expect(text).toContain("15 of 32 seats used; 5 more in reserve from reseller");
    const lent = seatsText({ seats, waiting: [], pools: [{ ...pool, granted: 3 }] }, nobody, screen);
    expect(lent).toContain("3 granted and 2 more in reserve from reseller");
  });

  test("makes up no numbers for a pool that could not be read", () => {
    const text = seatsText(
      { seats, waiting: [], pools: [aPool({ name: "ide" }), aPool({ name: "wiki" })] },
      nobody,
      screen,
    );
    expect(text).not.toContain("wiki");
    expect(seatsText({ seats: [], waiting: [], pools: [aPool({ name: "wiki" })] }, nobody, screen)).toBe("");
  });

  test("says when there are no pools", () => {
    expect(seatsText({ seats: [], waiting: [], pools: [] }, nobody, screen)).toBe("No pools.\n");
  });
});

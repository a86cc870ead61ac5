import { describe, expect, test } from "vitest";
import { tieSeats } from "../../src/plan/tie-seats.ts";
import { aChange } from "../support/plan.ts";

describe("tying seats", () => {
  const releases = ["r1", "r2", "r3"].map((person) => aChange.releaseSeat({ person }));
  const assigns = ["a1", "a2"].map((person) =>
    aChange.assignSeat({ person, needs: [`ide-vendor/${person}/create-account`] }),
  );
  const needsOf = (free: number, changes = [...releases, ...assigns]) =>
    tieSeats(changes, new Map([["ide", free]]), [])
      .filter(({ kind }) => kind === "assign-seat")
      .map(({ person, needs }) => [person, needs.slice(1).map((key) => key.split("/")[1])]);

  test("lets free seats go without a release", () =>
    expect(needsOf(2)).toEqual([
      ["a1", []],
      ["a2", []],
    ]));
  test("ties the rest to one release each", () => {
    expect(needsOf(1)).toEqual([
      ["a1", []],
      ["a2", ["r1"]],
    ]);
    expect(needsOf(0)).toEqual([
      ["a1", ["r1"]],
      ["a2", ["r2"]],
    ]);
  });
  test("waits for the pool to come back to its quota", () => {
    expect(needsOf(-1)).toEqual([
      ["a1", ["r1", "r2"]],
      ["a2", ["r1", "r3"]],
    ]);
  });
  test("leaves out what would be over the quota whatever succeeds", () => {
    expect(needsOf(-2)).toEqual([["a1", ["r1", "r2", "r3"]]]);
    expect(needsOf(-3)).toEqual([]);
    expect(needsOf(-9)).toEqual([]);
    expect(needsOf(1, assigns)).toEqual([["a1", []]]);
  });
  test("keeps pools apart, and gives nothing of a pool that nobody knows", () => {
    const other = aChange.assignSeat({ person: "b1", pool: "other" });
    const kept = tieSeats(
      [...releases, other],
      new Map([
        ["ide", 0],
        ["other", 1],
      ]),
      [],
    );
    expect(kept.at(-1)).toEqual(other);
    expect(tieSeats([other], new Map([["ide", 1]]), [])).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import type { ChangeKind } from "../../src/model/change.ts";
import { order, stageOf, tieSeats } from "../../src/plan/order.ts";
import { aChange } from "../support/plan.ts";

const keysOf = (changes: readonly { readonly key: string }[]) => changes.map(({ key }) => key);
const noRisk = () => 0;

describe("the order of a plan", () => {
  test("ends access before it gives any, and disables before it empties or deletes", () => {
    const kinds: readonly ChangeKind[] = [
      "disable-account",
      "end-sessions",
      "revoke",
      "release-seat",
      "delete-account",
      "update-account",
      "enable-account",
      "create-account",
      "grant",
      "assign-seat",
    ];
    const all = Object.values(aChange).map((make) => make({ application: "chat", person: "e1" }));
    expect(order(all, noRisk).map(({ kind }) => kind)).toEqual(kinds);
    expect(
      Object.entries(stageOf)
        .sort(([, a], [, b]) => a - b)
        .map(([kind]) => kind),
    ).toEqual(kinds);
  });

  test("is by key within a stage, whatever the order before", () => {
    const all = ["e2", "e10", "e1"].map((person) => aChange.grant({ person }));
    const sorted = [
      "chat/e1/grant/group:engineering",
      "chat/e10/grant/group:engineering",
      "chat/e2/grant/group:engineering",
    ];
    expect(keysOf(order(all, noRisk))).toEqual(sorted);
    expect(keysOf(order(all.toReversed(), noRisk))).toEqual(sorted);
  });

  test("cuts off first who could do most harm, and takes no notice of that where access is given", () => {
    const risk = new Map([
      ["e1", 10],
      ["e2", 90],
      ["e3", 50],
    ]);
    const riskOf = ({ person }: { readonly person: string | null }) => risk.get(person ?? "") ?? 0;
    const people = ["e1", "e2", "e3"];
    expect(
      order(
        people.map((person) => aChange.disable({ person })),
        riskOf,
      ).map(({ person }) => person),
    ).toEqual(["e2", "e3", "e1"]);
    expect(
      order(
        people.map((person) => aChange.grant({ person })),
        riskOf,
      ).map(({ person }) => person),
    ).toEqual(people);
  });

  test("puts a rename after the one that it needs", () => {
    const third = aChange.update({ person: "e3" });
    const second = aChange.update({ person: "e2", needs: [third.key] });
    const first = aChange.update({ person: "e1", needs: [second.key] });
    expect(order([first, second, third, aChange.update({ person: "e4" })], noRisk).map(({ person }) => person)).toEqual(
      ["e3", "e4", "e2", "e1"],
    );
  });
});

describe("tying seats", () => {
  const releases = ["r1", "r2", "r3"].map((person) => aChange.releaseSeat({ person }));
  const assigns = ["a1", "a2"].map((person) =>
    aChange.assignSeat({ person, needs: [`ide-vendor/${person}/create-account`] }),
  );
  const needsOf = (free: number, changes = [...releases, ...assigns]) =>
    tieSeats(changes, new Map([["ide", free]]))
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
    );
    expect(kept.at(-1)).toEqual(other);
    expect(tieSeats([other], new Map([["ide", 1]]))).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import type { ChangeKind } from "../../src/model/change.ts";
import { order, stageOf } from "../../src/plan/order.ts";
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

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ringsOf } from "../../src/apply/rings.ts";
import type { Ring } from "../../src/model/apply-settings.ts";
import type { Change } from "../../src/model/change.ts";
import { aChange, aDecision, aPlannedChange } from "../support/plan.ts";

const rollout: readonly Ring[] = [{ kind: "people", count: 2 }, { kind: "share", share: 0.5 }, { kind: "all" }];
const joiners = (count: number) => Array.from({ length: count }, (_, at) => aChange.create({ person: `e${100 + at}` }));
const planned = (changes: readonly Change[], risk = 0) =>
  changes.map((change) => ({ ...aPlannedChange(change), decision: { ...aDecision.allow(), risk } }));
const peopleOf = (rings: ReturnType<typeof ringsOf>) =>
  rings.map(({ changes }) => changes.map(({ person }) => person ?? ""));

describe("the rings of a rollout", () => {
  test("grow from a few people to a share of them to everybody", () => {
    const rings = ringsOf(planned(joiners(10)), rollout);
    expect(rings.map(({ ring, people }) => [ring, people])).toEqual([
      [1, 2],
      [2, 3],
      [3, 5],
    ]);
  });

  test("begin with the least risky people", () => {
    const [first, ...others] = joiners(6);
    const rings = ringsOf([...planned(first === undefined ? [] : [first], 90), ...planned(others, 10)], rollout);
    expect(peopleOf(rings).at(-1)).toContain("e100");
  });

  test("cut off whoever leaves in the first one, however many they are", () => {
    const leavers = Array.from({ length: 5 }, (_, at) => aChange.disable({ person: `x${at}` }));
    const [first] = ringsOf(planned([...leavers, ...joiners(10)], 50), rollout);
    expect(first?.changes.filter(({ kind }) => kind === "disable-account")).toHaveLength(5);
    expect(first?.people).toBe(7);
  });

  test("put a change behind what it needs, whoever that belongs to", () => {
    const release = aChange.releaseSeat({ person: "e999" });
    const seat = aChange.assignSeat({ person: "e001", needs: [release.key] });
    const rings = ringsOf(planned([release, seat, ...joiners(4)]), [{ kind: "people", count: 1 }, { kind: "all" }]);
    expect(rings.find(({ changes }) => changes.includes(seat))?.ring).toBe(2);
  });

  test("leave nobody without a seat from one to the next: what is given back first goes with what takes its place", () => {
    const first = aChange.releaseSeat({ person: "e001", license: "EDITOR", pool: "editor" });
    const up = aChange.assignSeat({ person: "e900", license: "EDITOR", pool: "editor", needs: [first.key] });
    const gone = aChange.releaseSeat({ person: "e900", license: "VIEWER", pool: "viewer", needs: [up.key] });
    const down = aChange.assignSeat({ person: "e001", license: "VIEWER", pool: "viewer", needs: [gone.key] });
    const rings = ringsOf(planned([first, up, gone, down]), [{ kind: "people", count: 1 }, { kind: "all" }]);
    expect(rings.map(({ ring, changes }) => [ring, changes])).toEqual([[2, [first, up, gone, down]]]);
  });

  test("are one when nothing is said, and none when there is nothing to do", () => {
    expect(ringsOf(planned(joiners(3)), [])).toHaveLength(1);
    expect(ringsOf(planned(joiners(3)), [{ kind: "all" }])).toHaveLength(1);
    expect(ringsOf([], rollout)).toEqual([]);
  });

  test("hold every change once, none before its needs, whatever the rollout", () => {
    const ring = fc.oneof(
      fc.record({ kind: fc.constant("people" as const), count: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ kind: fc.constant("share" as const), share: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
      fc.constant({ kind: "all" as const }),
    );
    fc.assert(
      fc.property(fc.array(ring, { maxLength: 4 }), fc.nat(30), fc.nat(99), (rings, count, salt) => {
        const changes = joiners(count).map((change, at, all) => {
          const need = at === 0 ? undefined : all[(at * 7 + salt) % at];
          return need === undefined ? change : { ...change, needs: [need.key] };
        });
        const found = ringsOf(planned(changes), rings);
        expect(found.flatMap(({ changes: own }) => own.map(({ key }) => key)).toSorted()).toEqual(
          changes.map(({ key }) => key).toSorted(),
        );
        const ringOfKey = new Map(found.flatMap(({ ring: at, changes: own }) => own.map(({ key }) => [key, at])));
        for (const { key, needs } of changes)
          for (const need of needs) expect(ringOfKey.get(need)).toBeLessThanOrEqual(ringOfKey.get(key) ?? 0);
      }),
    );
  });
});

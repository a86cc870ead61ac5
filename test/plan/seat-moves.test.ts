import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import { order } from "../../src/plan/order.ts";
import { tieSeats } from "../../src/plan/tie-seats.ts";
import { aPool } from "../support/people.ts";
import { aChange } from "../support/plan.ts";

const tiers = ["viewer", "editor", "admin", "owner"];
const pools = tiers.map((name, at) => aPool({ name, tier: { product: "suite", rank: at + 1 } }));

/** What somebody had and shall have; null: nothing. */
interface Way {
  readonly from: string | null;
  readonly to: string | null;
}

/** The seat of `to` and what is given back for it, as a plan has them before seats are tied. */
function changesOf(ways: readonly Way[]): readonly Change[] {
  const all = ways.flatMap(({ from, to }, at) => {
    const person = `e${String(at).padStart(5, "0")}`;
    const assign = to === null ? [] : [aChange.assignSeat({ person, pool: to, license: to })];
    const needs = assign.map(({ key }) => key);
    return from === null ? assign : [aChange.releaseSeat({ person, pool: from, license: from, needs }), ...assign];
  });
  return order(all, () => 0);
}

const tied = (ways: readonly Way[], free: Readonly<Record<string, number>> = {}) =>
  tieSeats(changesOf(ways), new Map(tiers.map((name) => [name, free[name] ?? 0])), pools);

const words = (key: string) => key.split("/").slice(1).join(" ").replace("license:", "");
const wordsOf = (changes: readonly Change[]) => changes.map(({ key }) => words(key));
const needed = (changes: readonly Change[]) => changes.map(({ needs }) => needs.map(words));
const givenFirst = (changes: readonly Change[], ways: readonly Way[]) =>
  changes.filter(
    ({ kind, needs, person }) =>
      kind === "release-seat" && needs.length === 0 && ways[Number(person?.slice(1))]?.to !== null,
  );

describe("a move", () => {
  test("gives the old seat back only once the new one is there", () => {
    const changes = tied([{ from: "viewer", to: "editor" }], { editor: 1 });
    expect(wordsOf(changes)).toEqual(["e00000 assign-seat editor", "e00000 release-seat viewer"]);
    expect(needed(changes)).toEqual([[], ["e00000 assign-seat editor"]]);
  });

  test("waits for whoever leaves the full pool, and makes room for the next", () => {
    const changes = tied([
      { from: null, to: "viewer" },
      { from: "viewer", to: "editor" },
      { from: "editor", to: null },
    ]);
    expect(wordsOf(changes)).toEqual([
      "e00002 release-seat editor",
      "e00001 assign-seat editor",
      "e00001 release-seat viewer",
      "e00000 assign-seat viewer",
    ]);
    expect(needed(changes)).toEqual([
      [],
      ["e00002 release-seat editor"],
      ["e00001 assign-seat editor"],
      ["e00001 release-seat viewer"],
    ]);
  });

  test("up and one down between full pools begins with the seat of whoever moves down", () => {
    const ways = [
      { from: "viewer", to: "editor" },
      { from: "editor", to: "viewer" },
    ];
    const changes = tied(ways);
    expect(wordsOf(changes)).toEqual([
      "e00001 release-seat editor",
      "e00000 assign-seat editor",
      "e00000 release-seat viewer",
      "e00001 assign-seat viewer",
    ]);
    expect(needed(changes)[3]).toEqual(["e00000 release-seat viewer"]);
    expect(givenFirst(tied(ways, { viewer: 1 }), ways)).toEqual([]);
    expect(givenFirst(tied(ways, { editor: 1 }), ways)).toEqual([]);
  });

  test("out of a tier that somebody else waits for comes first, so that nobody has to give a seat back before", () => {
    const ways = [
      { from: "viewer", to: "editor" },
      { from: "admin", to: "editor" },
      { from: "editor", to: "admin" },
    ];
    const changes = tied(ways, { editor: 1 });
    expect(changes).toHaveLength(6);
    expect(givenFirst(changes, ways)).toEqual([]);
  });

  test("for which there is no room whatever succeeds is left out as a whole, and so is who would follow", () => {
    const ways = [
      { from: null, to: "viewer" },
      { from: "viewer", to: "editor" },
    ];
    expect(tied(ways)).toEqual([]);
    expect(tied(ways, { editor: -1, viewer: 5 }).map(({ person }) => person)).toEqual(["e00000"]);
  });

  test("out of a pool that is over its quota only brings it back to it", () => {
    const ways = [
      { from: "viewer", to: "editor" },
      { from: null, to: "viewer" },
    ];
    expect(wordsOf(tied(ways, { viewer: -1, editor: 1 }))).toEqual([
      "e00000 assign-seat editor",
      "e00000 release-seat viewer",
    ]);
  });

  test("of very many goes with that of others, and few are without either meanwhile", () => {
    const swaps = Array.from({ length: 3000 }, (_, at) =>
      at % 2 === 0 ? { from: "viewer", to: "editor" } : { from: "editor", to: "viewer" },
    );
    for (const free of [{}, { editor: 1 }, { viewer: 2 }]) {
      const changes = tied(swaps, free);
      expect(changes).toHaveLength(6000);
      expect(givenFirst(changes, swaps).length).toBeLessThanOrEqual(3000 / 30);
      expect(longestChain(changes)).toBeLessThanOrEqual(300);
    }
  });
});

const way = fc.record({ from: fc.option(fc.constantFrom(...tiers)), to: fc.option(fc.constantFrom(...tiers)) });
const scene = fc.record({
  ways: fc.array(
    way.filter(({ from, to }) => from !== to),
    { maxLength: 9 },
  ),
  free: fc.record(Object.fromEntries(tiers.map((name) => [name, fc.constantFrom(-2, -1, 0, 0, 0, 1)]))),
});

describe("seats that are given and given back, for random moves", () => {
  test("are never more than the quota, and nobody who moves has none, whichever change fails", () => {
    fc.assert(
      fc.property(scene, ({ ways, free }) => {
        const changes = tied(ways, free);
        for (const failing of [null, ...changes]) walk(changes, { ways, free, failing });
      }),
      { numRuns: 2000 },
    );
  });

  test("come after all that they need, and all of them do when there is room in the end", () => {
    fc.assert(
      fc.property(scene, ({ ways, free }) => {
        const changes = tied(ways, free);
        const seen = new Set<string>();
        for (const { key, needs } of changes) {
          expect(needs.filter((need) => !seen.has(need))).toEqual([]);
          seen.add(key);
        }
        const left = (tier: string) =>
          (free[tier] ?? 0) +
          ways.filter(({ from }) => from === tier).length -
          ways.filter(({ to }) => to === tier).length;
        const isRoom = tiers.every((tier) => left(tier) >= 0 || !ways.some(({ to }) => to === tier));
        if (isRoom) expect(wordsOf(changes).sort()).toEqual(wordsOf(changesOf(ways)).sort());
      }),
      { numRuns: 2000 },
    );
  });

  test("are given back first by half of those who move at most, and by none where nobody waits in a circle", () => {
    fc.assert(
      fc.property(scene, ({ ways, free }) => {
        const first = givenFirst(tied(ways, free), ways);
        const moves = ways.filter(({ from, to }) => from !== null && to !== null);
        if (!hasCircle(moves)) expect(first).toEqual([]);
        expect(first.length).toBeLessThanOrEqual(moves.length / 2);
      }),
      { numRuns: 2000 },
    );
  });
});

function hasCircle(moves: readonly Way[]): boolean {
  const leads = (from: string | null, to: string | null, steps: number): boolean =>
    steps > 0 && moves.some((each) => each.from === from && (each.to === to || leads(each.to, to, steps - 1)));
  return tiers.some((tier) => leads(tier, tier, tiers.length));
}

/** Makes all changes but one, each only after what it needs, and counts the seats at every step. */
function walk(
  changes: readonly Change[],
  { ways, free, failing }: { ways: readonly Way[]; free: Readonly<Record<string, number>>; failing: Change | null },
): void {
  const first = new Set(givenFirst(changes, ways).map(({ person }) => person));
  const room = new Map(Object.entries(free));
  const held = new Map<string | null, number>();
  const done = new Set<string>();
  for (const change of changes) {
    if (change === failing || change.needs.some((need) => !done.has(need))) continue;
    if (change.kind !== "assign-seat" && change.kind !== "release-seat") continue;
    const by = change.kind === "assign-seat" ? 1 : -1;
    const left = (room.get(change.pool) ?? 0) - by;
    room.set(change.pool, left);
    held.set(change.person, (held.get(change.person) ?? 0) + by);
    done.add(change.key);
    if (by === 1) expect(left).toBeGreaterThanOrEqual(0);
    const { from, to } = ways[Number(change.person?.slice(1))] ?? { from: null, to: null };
    if (from !== null && to !== null && !first.has(change.person))
      expect(held.get(change.person)).toBeGreaterThanOrEqual(0);
  }
}

function longestChain(changes: readonly Change[]): number {
  const depths = new Map<string, number>();
  for (const { key, needs } of changes) depths.set(key, 1 + Math.max(0, ...needs.map((need) => depths.get(need) ?? 0)));
  return Math.max(...depths.values());
}

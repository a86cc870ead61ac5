import type { Change } from "../model/change.ts";
import { groupBy } from "../model/group-by.ts";
import type { SeatRoom } from "./seat-room.ts";

/** A seat that is given. */
export type Assign = Extract<Change, { kind: "assign-seat" }>;

/** A seat that is given back. */
export type Release = Extract<Change, { kind: "release-seat" }>;

/** A seat that takes the place of others, which are given back once it is there. */
export interface Move {
  readonly assign: Assign;
  readonly leaves: readonly Release[];
}

/** Where moves find room, and how good the seats of a pool are. */
export interface Floor {
  readonly rooms: ReadonlyMap<string, SeatRoom>;
  rankOf(pool: string): number;
}

/** What moves come to. */
export interface Moved {
  /** Each seat before what is given back for it, and after the release that makes room for it. */
  readonly steps: readonly Change[];
  /** By key: what is given back before the seat that takes its place is there. */
  readonly first: ReadonlyMap<string, Release>;
}

/**
 * Lets people move from seat to seat, in waves: whoever finds room moves, and so makes room for the next wave. Where nobody can
 * because all wait for one another, one who moves down gives the seat back first; of very many some do, so that there are never
 * more than about `mostWaves` waves.
 */
export function makeMoves(moves: readonly Move[], floor: Floor): Moved {
  const { rooms } = floor;
  const steps: Change[] = [];
  const first = new Map<string, Release>();
  const least = Math.ceil(moves.length / mostWaves);
  let queue = moves;
  while (queue.length > 0) {
    const { wave, rest } = nextWave(queue, rooms);
    const leaves = wave.flatMap(({ move }) => move.leaves.filter(({ key }) => !first.has(key)));
    for (const { move, needs } of wave) {
      const { assign } = move;
      steps.push(needs.length === 0 ? assign : { ...assign, needs: [...assign.needs, ...needs] });
      steps.push(...move.leaves.filter(({ key }) => !first.has(key)));
    }
    for (const { pool, key } of leaves) rooms.get(pool)?.open(key);
    const missing = Math.max(0, least - wave.length);
    const early = missing === 0 ? [] : circling(rest, floor, first).slice(0, missing);
    for (const { move, leaf } of early) {
      first.set(leaf.key, { ...leaf, needs: leaf.needs.filter((need) => need !== move.assign.key) });
      rooms.get(leaf.pool)?.open(leaf.key);
    }
    if (wave.length + early.length === 0) break;
    const last = new Set(early.map(({ move }) => move));
    queue = last.size === 0 ? rest : [...rest.filter((move) => !last.has(move)), ...last];
  }
  return { steps, first };
}

const mostWaves = 64;

interface Step {
  readonly move: Move;
  readonly needs: readonly string[];
}

/** Those who find room as it is now, and the others; first served is who leaves what somebody else waits for. */
function nextWave(queue: readonly Move[], rooms: Floor["rooms"]): { wave: readonly Step[]; rest: readonly Move[] } {
  const wave: Step[] = [];
  const rest: Move[] = [];
  const awaited = new Set(queue.map(({ assign }) => assign.pool));
  const helps = ({ leaves }: Move) => leaves.some(({ pool }) => awaited.has(pool));
  for (const move of [...queue.filter(helps), ...queue.filter((each) => !helps(each))]) {
    const needs = rooms.get(move.assign.pool)?.take() ?? null;
    if (needs === null) rest.push(move);
    else wave.push({ move, needs });
  }
  return { wave, rest };
}

interface Leaf {
  readonly move: Move;
  readonly leaf: Release;
}

/** What stands in a circle of people each of whom waits for the next one's seat, those who move down first. */
function circling(queue: readonly Move[], { rankOf }: Floor, first: Moved["first"]): readonly Leaf[] {
  const leaves = queue.flatMap((move) => move.leaves.map((leaf) => ({ move, leaf })));
  const open = leaves.filter(({ leaf }) => !first.has(leaf.key));
  const ways = new Map([...groupBy(open, ({ leaf }) => leaf.pool)].map(([pool, own]) => [pool, targets(own)] as const));
  const known = new Map<string, ReadonlySet<string>>();
  const reach = (pool: string) => {
    const found = known.get(pool) ?? reachable(pool, ways);
    known.set(pool, found);
    return found;
  };
  const circle = open.filter(({ move, leaf }) => reach(move.assign.pool).has(leaf.pool));
  const isDown = ({ move, leaf }: Leaf) => rankOf(move.assign.pool) < rankOf(leaf.pool);
  return [...circle.filter(isDown), ...circle.filter((each) => !isDown(each))];
}

function targets(leaves: readonly Leaf[]): ReadonlySet<string> {
  return new Set(leaves.map(({ move }) => move.assign.pool));
}

/** A pool, and all that people who leave it, and those who leave what they get, go to. */
function reachable(start: string, ways: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const found = new Set([start]);
  for (const pool of found) for (const next of ways.get(pool) ?? []) found.add(next);
  return found;
}

import { compareText } from "../model/compare.ts";
import { RollcallError } from "../model/error.ts";
import { isRecord, parseJson } from "../model/plain-json.ts";
import type { Disk } from "../ports/disk.ts";

/** A limit that was found out, in requests a second, and when, in milliseconds since the epoch. */
interface Estimate {
  readonly perSecond: number;
  readonly at: number;
}

/** What a restart must know of every application: until when it asked to be left alone, and what it was found to allow. */
export interface Holds {
  /** Milliseconds since the epoch, by application. */
  readonly found: ReadonlyMap<string, number>;
  readonly learnt: ReadonlyMap<string, Estimate>;
  /** Resolves when the hold is durable. */
  remember(application: string, until: number): Promise<void>;
  /** Resolves when the limit is durable. */
  learn(application: string, perSecond: number): Promise<void>;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

/** Holds that die with the process: for runs without a place to keep them. */
export function forgetfulHolds(): Holds {
  const nothing = async () => {};
  return { found: new Map(), learnt: new Map(), remember: nothing, learn: nothing, idle: nothing };
}

/** Limits change: what was learnt longer ago is learnt anew, in milliseconds. */
const longestMemory = 7 * 86_400_000;

/** Holds in a small JSON file that is replaced whole; `now` drops those that are over. Throws `input-invalid`. */
export async function openHolds(disk: Disk, path: string, now: () => number): Promise<Holds> {
  const bytes = await disk.read(path);
  const { holds, learnt } = bytes === null ? nothingKnown() : parseState(bytes, path);
  let writing = Promise.resolve();
  const write = async () => {
    for (const [application, until] of holds) if (until <= now()) holds.delete(application);
    for (const [application, { at }] of learnt) if (isStale(at, now())) learnt.delete(application);
    const state = { format_version: "1.0", holds: sorted(holds), learnt: sorted(learnt) };
    await disk.write(path, Buffer.from(`${JSON.stringify(state)}\n`));
  };
  const writeSoon = () => {
    const written = writing.then(write);
    writing = written.catch(() => {});
    return written;
  };
  return {
    found: new Map(holds),
    learnt: new Map([...learnt].filter(([, { at }]) => !isStale(at, now()))),
    remember: (application, until) => {
      holds.set(application, until);
      return writeSoon();
    },
    learn: (application, perSecond) => {
      learnt.set(application, { perSecond, at: now() });
      return writeSoon();
    },
    idle: () => writing,
  };
}

interface State {
  readonly holds: Map<string, number>;
  readonly learnt: Map<string, Estimate>;
}

function nothingKnown(): State {
  return { holds: new Map(), learnt: new Map() };
}

function isStale(at: number, now: number): boolean {
  return Math.abs(now - at) > longestMemory;
}

function sorted<T>(byApplication: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  return Object.fromEntries([...byApplication].sort(([a], [b]) => compareText(a, b)));
}

function parseState(bytes: Uint8Array, path: string): State {
  const state = readState(parseJson(new TextDecoder().decode(bytes)));
  if (state !== null) return state;
  throw new RollcallError("input-invalid", `${path} does not say until when applications wait; remove the file`);
}

/** Files of before limits were learnt say nothing of them. */
function readState(value: unknown): State | null {
  if (!isRecord(value) || !isRecord(value["holds"])) return null;
  const state = nothingKnown();
  for (const [application, until] of Object.entries(value["holds"])) {
    if (typeof until !== "number") return null;
    state.holds.set(application, until);
  }
  const learnt = value["learnt"] ?? {};
  if (!isRecord(learnt)) return null;
  for (const [application, estimate] of Object.entries(learnt)) {
    if (!isRecord(estimate)) return null;
    const { perSecond, at } = estimate;
    if (typeof perSecond !== "number" || perSecond <= 0 || typeof at !== "number") return null;
    state.learnt.set(application, { perSecond, at });
  }
  return state;
}

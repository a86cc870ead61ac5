import { RollcallError } from "../model/error.ts";
import type { Clock } from "../ports/clock.ts";
import { instantOf } from "../ports/clock.ts";
import type { Disk } from "../ports/disk.ts";
import { isProcessIdentity, type Processes, type ProcessIdentity } from "../ports/processes.ts";
import { unwritable } from "./frame-writer.ts";

/** The right to apply, until released. */
export interface Lock {
  /** Who had it before, the newest last: whatever they still seem to hold elsewhere, they use it no more. */
  readonly gone: readonly ProcessIdentity[];
  /** Never throws: what cannot be given back is that of a dead process soon. */
  release(): Promise<void>;
}

/**
 * Takes the lock that lies at a path, also from a process of this machine that is dead. Throws `apply-locked`, or `journal-unusable`
 * when nothing can be written there.
 *
 * Below the path lie numbered files. The highest counts, and only a higher one removes it: with a single file, two processes
 * that both find it stale could each remove the other's. Whoever creates a number looks again for a higher one, because
 * what it saw may be old by then.
 */
export async function takeLock(
  disk: Disk,
  path: string,
  world: { readonly clock: Pick<Clock, "now">; readonly processes: Processes },
): Promise<Lock> {
  const before = await numbers(disk, path);
  const top = Math.max(0, ...before);
  const gone = top > 0 ? await refuseIfHeld(disk, `${path}/${top}`, world.processes) : [];
  const own = `${path}/${top + 1}`;
  const mine = { ...world.processes.self, since: instantOf(world.clock), released: false, gone };
  const isOwn = await disk.create(own, encode(mine)).catch((cause: unknown) => {
    throw unwritable(own, cause);
  });
  if (!isOwn) throw lockedBy(await holderOf(disk, own), own);
  const release = () => disk.write(own, encode({ ...mine, released: true })).catch(() => {});
  const higher = (await numbers(disk, path)).find((number) => number > top + 1);
  if (higher !== undefined) {
    await release();
    throw lockedBy(await holderOf(disk, `${path}/${higher}`), `${path}/${higher}`);
  }
  for (const number of before) await disk.remove(`${path}/${number}`);
  return { gone, release };
}

interface Holder extends ProcessIdentity {
  readonly since: string;
  readonly released: boolean;
  /** Locks of before have no such list. */
  readonly gone?: readonly ProcessIdentity[];
}

/** So many who had it before are remembered: the one whose lease is still there is among the last. */
const remembered = 32;

async function numbers(disk: Disk, directory: string): Promise<readonly number[]> {
  const entries = (await disk.list(directory)) ?? [];
  return entries
    .map(({ name }) => name)
    .filter((name) => /^[1-9]\d{0,14}$/.test(name))
    .map(Number);
}

/** Everybody who had it until now. */
async function refuseIfHeld(disk: Disk, path: string, processes: Processes): Promise<readonly ProcessIdentity[]> {
  const bytes = await disk.read(path);
  if (bytes === null) return [];
  const found = decode(bytes);
  if (found === null || !isOver(found, processes)) throw lockedBy(found, path);
  const { pid, host, started } = found;
  return [...(found.gone ?? []), { pid, host, started }].slice(-remembered);
}

/** Another machine's processes cannot be seen, so its lock holds until somebody removes it. */
function isOver(found: Holder, processes: Processes): boolean {
  if (found.released) return true;
  if (found.host !== processes.self.host) return false;
  if (found.pid === processes.self.pid) return found.started !== processes.self.started;
  return !processes.isAlive(found.pid);
}

function encode(value: Holder): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

async function holderOf(disk: Disk, path: string): Promise<Holder | null> {
  const bytes = await disk.read(path);
  return bytes === null ? null : decode(bytes);
}

function decode(bytes: Uint8Array): Holder | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isHolder(value) ? value : null;
  } catch {
    return null;
  }
}

function isHolder(value: unknown): value is Holder {
  return (
    isProcessIdentity(value) &&
    "since" in value &&
    typeof value.since === "string" &&
    "released" in value &&
    typeof value.released === "boolean" &&
    (!("gone" in value) || (Array.isArray(value.gone) && value.gone.every(isProcessIdentity)))
  );
}

function lockedBy(found: Holder | null, path: string): RollcallError {
  const who = found === null ? "another process" : `process ${found.pid} on ${found.host} since ${found.since}`;
  return new RollcallError("apply-locked", `${who} is applying here; wait for it, or remove ${path} if it is gone`);
}

import { RollcallError } from "../model/error.ts";
import type { Disk } from "../ports/disk.ts";

/** Until when each application asked to be left alone, in milliseconds since the epoch; a restart remembers. */
export interface Holds {
  readonly found: ReadonlyMap<string, number>;
  /** Resolves when the hold is durable. */
  remember(application: string, until: number): Promise<void>;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

/** Holds that die with the process: for runs without a place to keep them. */
export function forgetfulHolds(): Holds {
  return { found: new Map(), remember: async () => {}, idle: async () => {} };
}

/** Holds in a small JSON file that is replaced whole; `now` drops those that are over. Throws `input-invalid`. */
export async function openHolds(disk: Disk, path: string, now: () => number): Promise<Holds> {
  const bytes = await disk.read(path);
  const holds = bytes === null ? new Map<string, number>() : parseHolds(bytes, path);
  let writing = Promise.resolve();
  const write = async () => {
    for (const [application, until] of holds) if (until <= now()) holds.delete(application);
    const text = JSON.stringify({ format_version: "1.0", holds: Object.fromEntries([...holds].sort()) });
    await disk.write(path, Buffer.from(`${text}\n`));
  };
  return {
    found: new Map(holds),
    remember: (application, until) => {
      holds.set(application, until);
      const written = writing.then(write);
      writing = written.catch(() => {});
      return written;
    },
    idle: () => writing,
  };
}

function parseHolds(bytes: Uint8Array, path: string): Map<string, number> {
  const text = new TextDecoder().decode(bytes);
  const holds = readHolds(text);
  if (holds !== null) return holds;
  throw new RollcallError("input-invalid", `${path} does not say until when applications wait; remove the file`);
}

function readHolds(text: string): Map<string, number> | null {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || !("holds" in value)) return null;
  if (typeof value.holds !== "object" || value.holds === null) return null;
  const holds = new Map<string, number>();
  for (const [application, until] of Object.entries(value.holds)) {
    if (typeof until !== "number") return null;
    holds.set(application, until);
  }
  return holds;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

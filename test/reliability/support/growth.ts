import { mkdirSync, readFileSync, statSync, watch } from "node:fs";
import { join } from "node:path";

/** Counts how often something has grown, seen from outside. */
export interface Growth {
  readonly count: () => number;
  close(): void;
}

/** Calls back each time that a journal in this state directory has become longer. */
export function watchJournal(state: string, grown: (count: number) => void): Growth {
  const folder = join(state, "runs");
  const sizes = new Map<string, number>();
  return watchFolder(folder, grown, (name) => {
    if (!name.endsWith(".journal")) return false;
    const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    const before = sizes.get(name) ?? 0;
    sizes.set(name, size);
    return size > before;
  });
}

/** Calls back each time that the lease's reference in this bare repository has moved. */
export function watchLease(remote: string, moved: (count: number) => void): Growth {
  const folder = join(remote, "refs", "rollcall");
  const read = () => {
    try {
      return readFileSync(join(folder, "apply"), "utf8");
    } catch {
      return "";
    }
  };
  mkdirSync(folder, { recursive: true });
  let last = read();
  return watchFolder(folder, moved, () => {
    const tip = read();
    const isNew = tip !== last && tip !== "";
    last = tip;
    return isNew;
  });
}

function watchFolder(folder: string, grown: (count: number) => void, isGrown: (name: string) => boolean): Growth {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const watcher = watch(folder, (_, name) => {
    if (name === null || !isGrown(name)) return;
    count += 1;
    grown(count);
  });
  return { count: () => count, close: () => watcher.close() };
}

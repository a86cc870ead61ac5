import type { ChangeKind } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Instant } from "../model/instant.ts";
import type { LedgerRun } from "../model/ledger.ts";
import type { ManifestEntry } from "../model/manifest.ts";
import type { QueuedChange, ReviewQueue } from "../model/queue.ts";

/** Reads runs, the newest first, and keeps what they tried in vain. */
export class QueueReader {
  #newestRun: number | null = null;
  readonly #waiting = new Map<string, Waiting>();
  /** Changes of which a newer run says how they ended for good. */
  readonly #settled = new Set<string>();

  /** Takes in a run that is older than all before it. */
  add({ sequence, record }: Pick<LedgerRun, "sequence" | "record">): void {
    this.#newestRun ??= sequence;
    for (const entry of record.entries.toReversed()) this.#addEntry(entry, sequence);
  }

  /** What waits at an instant. */
  queue(at: Instant): ReviewQueue {
    const changes = [...this.#waiting.values()].map((waiting) => queued(waiting, at));
    return { at, newestRun: this.#newestRun, changes: changes.sort(compareAge) };
  }

  #addEntry(entry: ManifestEntry, sequence: number): void {
    const key = keyOf(entry, entry.kind);
    const { status } = entry;
    if (this.#settled.has(key) || this.#settled.has(keyOf(entry, "delete-account", null)) || status === "not-reached")
      return;
    if (status === "applied" || status === "unchanged") {
      this.#settled.add(key);
      const opposite = opposites[entry.kind];
      if (opposite !== undefined) this.#settled.add(keyOf(entry, opposite));
      return;
    }
    this.#waiting.set(key, withTry(this.#waiting.get(key), { entry, sequence, status }));
  }
}

/** What undoes what: once it is so, nobody needs to look at the other any more. */
const opposites: Readonly<Partial<Record<ChangeKind, ChangeKind>>> = {
  grant: "revoke",
  revoke: "grant",
  "assign-seat": "release-seat",
  "release-seat": "assign-seat",
  "enable-account": "disable-account",
  "disable-account": "enable-account",
};

interface Waiting {
  /** The newest try. */
  readonly newest: ManifestEntry;
  readonly status: QueuedChange["status"];
  readonly since: Instant;
  readonly tries: ReadonlySet<number>;
  readonly attempts: number;
}

function withTry(
  known: Waiting | undefined,
  { entry, sequence, status }: { entry: ManifestEntry; sequence: number; status: QueuedChange["status"] },
): Waiting {
  return {
    newest: known?.newest ?? entry,
    status: known?.status ?? status,
    since: entry.at,
    tries: new Set([...(known?.tries ?? []), sequence]),
    attempts: (known?.attempts ?? 0) + entry.attempts,
  };
}

function keyOf(
  { application, person, account, target: own }: ManifestEntry,
  kind: ChangeKind,
  target: string | null = own,
): string {
  return JSON.stringify([application, person ?? `@${account}`, kind, target]);
}

function queued({ newest, status, since, tries, attempts }: Waiting, at: Instant): QueuedChange {
  const { application, person, account, kind, target, reason } = newest;
  return {
    ...{ application, person, account, kind, target, status, reason, since },
    ageSeconds: Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 1000)),
    ...{ runs: tries.size, attempts, firstRun: Math.min(...tries), lastRun: Math.max(...tries) },
  };
}

function compareAge(a: QueuedChange, b: QueuedChange): number {
  const place = ({ application, person, account, kind, target }: QueuedChange) =>
    JSON.stringify([application, person, account, kind, target]);
  return compareText(a.since, b.since) || compareText(place(a), place(b));
}

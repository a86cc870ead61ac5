import type { Instant } from "../model/instant.ts";
import type { ManifestEntry, RunRecord } from "../model/manifest.ts";
import type { Facts } from "../policy/facts.ts";
import { peopleOf } from "./last-run.ts";
import { type Files, type FilesWorld, readFiles } from "./read-files.ts";
import { HistoryTally } from "./recall-history.ts";

/** What policy knows of the time before a plan. */
export type Past = Pick<Facts, "peopleBefore" | "before" | "history"> & {
  /** People to whom some run gave something, or found it given. */
  readonly served: ReadonlySet<string>;
};

/** Files of commits, the last few of which are kept. */
export class RecentFiles {
  readonly #world: FilesWorld;
  readonly #kept = new Map<string, Promise<Files>>();

  constructor(world: FilesWorld) {
    this.#world = world;
  }

  /** Null when the commit is not in this clone. */
  async at(commit: string, at: Instant): Promise<Files | null> {
    const { git } = this.#world;
    if (git === null || (await git.resolve(commit)) === null) return null;
    const key = `${commit} ${at}`;
    const files = this.#kept.get(key) ?? readFiles(this.#world, { ref: commit, at });
    this.#kept.delete(key);
    this.#kept.set(key, files);
    for (const oldest of [...this.#kept.keys()].slice(0, -most)) this.#kept.delete(oldest);
    return files;
  }
}

const most = 3;

const isSeen: ReadonlySet<ManifestEntry["status"]> = new Set(["applied", "unchanged", "unverified"]);

/** Walks over the runs of a ledger from the first on, and tells before each what policy knew of those that came earlier. */
export class PastWalk {
  readonly #files: RecentFiles;
  readonly #history = new HistoryTally();
  readonly #served = new Set<string>();
  #last: Pick<RunRecord, "commit" | "plan" | "people"> | null = null;

  constructor(files: RecentFiles) {
    this.#files = files;
  }

  add(record: Pick<RunRecord, "commit" | "plan" | "people"> & { readonly entries: readonly ManifestEntry[] }): void {
    const { commit, plan, people } = record;
    this.#last = { commit, plan, people };
    for (const entry of record.entries) {
      this.#history.add(entry);
      if (entry.person !== null && isSeen.has(entry.status)) this.#served.add(entry.person);
    }
  }

  async past(): Promise<Past> {
    const last = this.#last;
    const files = last === null || last.commit === null ? null : await this.#files.at(last.commit, last.plan.at);
    const organization = files?.organization ?? null;
    const before = organization === null || last === null ? null : peopleOf(organization, last.plan.at);
    return { peopleBefore: last?.people ?? null, before, history: this.#history, served: this.#served };
  }
}

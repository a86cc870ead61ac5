import { listRuns, type SealedRun } from "../audit/read.ts";
import type { LedgerEntry } from "../audit/schema.ts";
import { isSealed, isSealOf } from "../audit/seal.ts";
import type { LedgerSummary } from "../model/ledger.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { UpdatedValue } from "../plan/deed.ts";
import { attributesOf } from "../plan/resolve.ts";
import type { Git } from "../ports/git.ts";
import { type Files, type FilesWorld, readFiles } from "./read-files.ts";

/** Where the values of a run's updates are looked for. */
export interface UnsealSources {
  readonly files: Files;
  readonly run: SealedRun;
}

/** How many commits back a value from before is looked for. */
const mostCommits = 20;

/**
 * What updates wrote over, by the key of their entry. The ledger keeps personal values only sealed; the files do have them, now
 * or in an earlier commit, and a seal shows that a value is the right one.
 */
export async function unsealUpdates(
  world: FilesWorld,
  { files, run }: UnsealSources,
): Promise<ReadonlyMap<string, readonly UpdatedValue[]>> {
  const places = run.record.entries.filter(({ kind }) => kind === "update-account").flatMap(placesOf);
  const open = new Set(places.filter(({ before }) => isSealed(before)));
  const found = new Map<Place, string | null>();
  if (open.size > 0 && files.organization !== null) tryAll(files.organization, open, found);
  for await (const organization of open.size > 0 ? earlierFiles(world, { files, run }) : []) {
    tryAll(organization, open, found);
    if (open.size === 0) break;
  }
  const values = new Map<string, UpdatedValue[]>();
  for (const place of places) {
    const own = values.get(place.entry.key) ?? [];
    values.set(place.entry.key, own);
    own.push(updatedValue(place, found));
  }
  return values;
}

/** One value of an update as the ledger has it. */
interface Place {
  readonly entry: LedgerEntry;
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

function placesOf(entry: LedgerEntry): readonly Place[] {
  const [before, after] = [recordOf(entry.before), recordOf(entry.after)];
  const [beforeAttributes, afterAttributes] = [recordOf(before["attributes"]), recordOf(after["attributes"])];
  const own = ["userName", "externalId"].filter((name) => name in after);
  return [
    ...own.map((name) => ({ entry, path: [name], before: before[name] ?? null, after: after[name] })),
    ...Object.keys(afterAttributes).map((name) => ({
      entry,
      path: ["attributes", name],
      before: beforeAttributes[name] ?? null,
      after: afterAttributes[name],
    })),
  ];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function updatedValue(place: Place, found: ReadonlyMap<Place, string | null>): UpdatedValue {
  const { path, before } = place;
  const isPlain = before === null || typeof before === "string";
  return {
    name: path.at(-1) ?? "",
    isAttribute: path.length > 1,
    before: isPlain ? before : found.get(place),
    isAfter: (value) => isIt(place, place.after, value),
  };
}

/** Whether a value is the one that the ledger has, plain or sealed. */
function isIt({ entry, path }: Place, kept: unknown, value: string | null): boolean {
  if (!isSealed(kept) || value === null) return (kept ?? null) === value;
  return isSealOf(kept, value, { salt: entry.salt, path });
}

function tryAll(organization: Organization, open: Set<Place>, found: Map<Place, string | null>): void {
  const people = new Map(organization.people.map((person) => [person.id, person]));
  for (const place of [...open]) {
    const person = people.get(place.entry.person ?? "");
    const value = person === undefined ? undefined : candidate(person, place.path);
    if (typeof value !== "string" || !isIt(place, place.before, value)) continue;
    found.set(place, value);
    open.delete(place);
  }
}

function candidate(person: Person, [first, name = ""]: readonly string[]): string | null | undefined {
  return first === "attributes" ? attributesOf(person)[name] : first === "userName" ? person.userName : person.id;
}

/** The files of the run before, then of the commits before the run's own, newest first; those with mistakes are passed over. */
async function* earlierFiles(world: FilesWorld, { files, run }: UnsealSources): AsyncGenerator<Organization> {
  const { git } = world;
  if (git === null || files.organization === null) return;
  const previous = await runBefore(git, files.organization.audit.branch, run.sequence);
  const tip = run.record.commit ?? (await git.resolve("HEAD"));
  const seen = new Set<string>();
  for await (const commit of commitsOf(previous?.record.commit ?? null, tip)) {
    if (seen.has(commit) || (await git.resolve(commit)) === null) continue;
    seen.add(commit);
    const { organization } = await readFiles(world, { ref: commit, at: files.at });
    if (organization !== null) yield organization;
  }

  async function* commitsOf(first: string | null, last: string | null): AsyncGenerator<string> {
    if (first !== null) yield first;
    if (last !== null && git !== null && (await git.resolve(last)) !== null)
      yield* git.history(last, { limit: mostCommits });
  }
}

async function runBefore(git: Git, branch: string, sequence: number): Promise<LedgerSummary | null> {
  for await (const run of listRuns(git, branch, { before: sequence, limit: 1 })) return run;
  return null;
}

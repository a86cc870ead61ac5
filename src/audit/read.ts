import { RollcallError } from "../model/error.ts";
import type { LedgerRun, LedgerSummary, RecordedEvent } from "../model/ledger.ts";
import type { Git, HistoryRange } from "../ports/git.ts";
import { readLedgerCommit } from "./chain.ts";
import { parseMessage, type RecordName } from "./commit.ts";
import { linesOf } from "./entries.ts";
import type { DsseEnvelope } from "./export.ts";
import { entryPath, ledgerRef, type RunFile, recordedAt } from "./layout.ts";
import { decode } from "./parse.ts";
import { type LedgerEntry, type Manifest, type RunManifest, shapes } from "./schema.ts";

/** Runs of a ledger, newest first, as they say of themselves (`verifyLedger` says whether it is true); entries included. */
export async function* readRuns(git: Git, branch: string, range: Range = {}): AsyncGenerator<SealedRun> {
  for await (const found of findRuns(git, branch, range)) yield readWhole(git, found);
}

/** Which of the runs: at most so many, and only those before a place. */
interface Range {
  readonly limit?: number;
  readonly before?: number;
}

/** As `readRuns`, in the order in which they were recorded. */
export async function* readRunsInOrder(git: Git, branch: string): AsyncGenerator<SealedRun> {
  for await (const found of inOrder(git, branch)) if (found.name.label === "Run") yield readWhole(git, found);
}

/** Everything that a ledger records, runs and events, in the order in which it was recorded. */
export async function* readLedger(git: Git, branch: string): AsyncGenerator<SealedRun | RecordedEvent> {
  for await (const found of inOrder(git, branch)) yield readRecord(git, found);
}

/** As `readRuns`, without what may be large. */
export async function* listRuns(git: Git, branch: string, range: Range = {}): AsyncGenerator<LedgerSummary> {
  for await (const found of findRuns(git, branch, range)) {
    const { sequence, commit } = found;
    yield { sequence, commit, record: (await readRunManifest(git, found)).predicate.run };
  }
}

/** Names of the applications that a run read, sorted. */
export async function applicationsRead(
  git: Git,
  { commit }: Pick<LedgerSummary, "commit">,
): Promise<readonly string[]> {
  const { live } = await readBasis(git, await foundAt(git, commit));
  return Object.keys(live).sort();
}

/** The newest of what a ledger records, runs and events, newest first; runs without what may be large. */
export async function* listRecords(
  git: Git,
  branch: string,
  { limit }: { readonly limit: number },
): AsyncGenerator<LedgerSummary | RecordedEvent> {
  for await (const found of find(git, branch, { limit })) {
    const { sequence, commit } = found;
    const { predicate } = await readManifest(git, found);
    yield "run" in predicate
      ? { sequence, commit, record: predicate.run }
      : { sequence, commit, event: predicate.event };
  }
}

/** A run whose entries carry the salt that their personal values are sealed with. */
export interface SealedRun extends Omit<LedgerRun, "record"> {
  readonly record: Omit<LedgerRun["record"], "entries"> & { readonly entries: readonly LedgerEntry[] };
}

/** The run at a place; null when the ledger has none there. */
export async function readRun(git: Git, branch: string, sequence: number): Promise<SealedRun | null> {
  const found = await findAt(git, branch, sequence);
  return found === null || found.name.label !== "Run" ? null : readWhole(git, found);
}

/** What a ledger has at a place, a run or an event; null when it has nothing there. */
export async function readRecordAt(
  git: Git,
  branch: string,
  sequence: number,
): Promise<SealedRun | RecordedEvent | null> {
  const found = await findAt(git, branch, sequence);
  return found === null ? null : readRecord(git, found);
}

/** The run that a commit of the ledger carries. Throws `ledger-invalid`. */
export async function readRunAt(git: Git, oid: string): Promise<LedgerRun> {
  return readWhole(git, await foundAt(git, oid));
}

/** The newest run up to a commit; null when there is none. */
export async function newestRun(git: Git, tip: string): Promise<LedgerSummary | null> {
  for await (const found of findFew(git, tip)) {
    if (found.name.label !== "Run") continue;
    const { sequence, commit } = found;
    return { sequence, commit, record: (await readRunManifest(git, found)).predicate.run };
  }
  return null;
}

/** The newest run; null for a ledger without runs. */
export async function lastRun(git: Git, branch: string): Promise<LedgerRun | null> {
  for await (const run of readRuns(git, branch, { limit: 1 })) return run;
  return null;
}

/** The manifest at a place as a DSSE envelope with its signature, as other tools of supply-chain attestation take it. */
export async function readEnvelope(git: Git, branch: string, sequence: number): Promise<DsseEnvelope | null> {
  const found = await findAt(git, branch, sequence);
  if (found === null) return null;
  const payload = Buffer.from(await readFile(git, found, "json")).toString("base64");
  const signed = decode(await readFile(git, found, "sigs.json"), shapes.signatures);
  if (signed === null) throw unreadable(found, "its signatures");
  const { payloadType, signatures } = signed;
  return { payloadType, payload, signatures };
}

/** A commit of the ledger with what its message and header say. */
export interface Found {
  readonly sequence: number;
  readonly commit: string;
  readonly recorded: string;
  /** In whose name it was written. */
  readonly principal: string;
  readonly name: RecordName;
}

async function* findRuns(git: Git, branch: string, { limit, before }: Range): AsyncGenerator<Found> {
  const tip = await git.resolve(ledgerRef(branch));
  let left = limit ?? Number.POSITIVE_INFINITY;
  if (tip === null || left < 1) return;
  for await (const found of limit === undefined ? findAll(git, tip, {}) : findFew(git, tip)) {
    if (found.name.label !== "Run" || found.sequence >= (before ?? Number.POSITIVE_INFINITY)) continue;
    yield found;
    left -= 1;
    if (left < 1) return;
  }
}

async function* findAll(git: Git, tip: string, range: HistoryRange): AsyncGenerator<Found> {
  for await (const oid of git.history(tip, range)) yield foundAt(git, oid);
}

/** From a commit back to the first in small pages, for whoever stops soon: a whole ledger costs as many calls of git as it has pages. */
async function* findFew(git: Git, tip: string): AsyncGenerator<Found> {
  for (let skip = 0; ; skip += page) {
    let came = 0;
    for await (const found of findAll(git, tip, { limit: page, skip })) {
      came += 1;
      yield found;
    }
    if (came < page) return;
  }
}

const page = 50;

async function* find(git: Git, branch: string, range: HistoryRange): AsyncGenerator<Found> {
  const tip = await git.resolve(ledgerRef(branch));
  if (tip !== null) yield* findAll(git, tip, range);
}

async function* inOrder(git: Git, branch: string): AsyncGenerator<Found> {
  for (const oid of await commitsOf(git, branch)) yield foundAt(git, oid);
}

/** Every commit of a ledger, oldest first. */
export async function commitsOf(git: Git, branch: string): Promise<readonly string[]> {
  const tip = await git.resolve(ledgerRef(branch));
  const newestFirst: string[] = [];
  if (tip !== null) for await (const oid of git.history(tip)) newestFirst.push(oid);
  return newestFirst.reverse();
}

/** A commit of the ledger with what it says of itself. Throws `ledger-invalid` when Rollcall did not write it. */
export async function foundAt(git: Git, oid: string): Promise<Found> {
  const commit = await readLedgerCommit(git, oid);
  const trailers = commit === null ? null : parseMessage(commit.message);
  if (commit === null || trailers === null)
    throw new RollcallError("ledger-invalid", `commit ${oid} of the ledger is not one that Rollcall wrote`);
  const { principal } = commit;
  return { sequence: trailers.sequence, commit: oid, recorded: recordedAt(commit), principal, name: trailers.name };
}

/** Places count from 1 and leave none out, so the distance to the tip is the number of commits to go back. */
async function findAt(git: Git, branch: string, sequence: number): Promise<Found | null> {
  for await (const newest of find(git, branch, { limit: 1 })) {
    const back = newest.sequence - sequence;
    if (sequence < 1 || back < 0) return null;
    for await (const found of find(git, branch, { skip: back, limit: 1 })) {
      if (found.sequence === sequence) return found;
    }
  }
  return null;
}

async function readRecord(git: Git, found: Found): Promise<SealedRun | RecordedEvent> {
  if (found.name.label === "Run") return readWhole(git, found);
  const { predicate } = await readManifest(git, found);
  if (!("event" in predicate)) throw unreadable(found, "its manifest");
  return { sequence: found.sequence, commit: found.commit, event: predicate.event };
}

async function readWhole(git: Git, found: Found): Promise<SealedRun> {
  return wholeRun(git, found, await readRunManifest(git, found));
}

/** The run whose manifest is known, with its entries and what it was decided on. */
export async function wholeRun(git: Git, found: Found, manifest: Pick<RunManifest, "predicate">): Promise<SealedRun> {
  const [basis, lines] = await Promise.all([readBasis(git, found), readFile(git, found, "entries.ndjson")]);
  const entries = linesOf(lines).map((line) => parseEntry(line, found));
  const { sequence, commit } = found;
  return { sequence, commit, record: { ...manifest.predicate.run, ...basis, entries } };
}

async function readBasis(git: Git, found: Found) {
  const basis = decode(await readFile(git, found, "basis.json"), shapes.basis);
  if (basis === null) throw unreadable(found, "its basis");
  return basis;
}

function parseEntry(line: Uint8Array, found: Found): LedgerEntry {
  const entry = decode(line, shapes.entry);
  if (entry === null) throw unreadable(found, "an entry");
  return entry;
}

async function readRunManifest(git: Git, found: Found): Promise<RunManifest> {
  const manifest = await readManifest(git, found);
  if ("run" in manifest.predicate)
    return { ...manifest, predicateType: "urn:rollcall:run:v1", predicate: manifest.predicate };
  throw unreadable(found, "its manifest");
}

async function readManifest(git: Git, found: Found): Promise<Manifest> {
  const manifest = decode(await readFile(git, found, "json"), shapes.manifest);
  if (manifest === null) throw unreadable(found, "its manifest");
  return manifest;
}

/** One of a record's files. Throws `ledger-invalid` when it is not there. */
export async function readFile(git: Git, found: Found, file: RunFile): Promise<Uint8Array> {
  const bytes = await git.readAt(found.commit, entryPath(found.sequence, found.recorded, file));
  if (bytes === null) throw unreadable(found, `its file ${file}`);
  return bytes;
}

/** What is said of a record that cannot be read. */
export function unreadable(found: Found, what: string): RollcallError {
  const text = `run ${found.sequence} of the ledger (commit ${found.commit}) cannot be read: ${what} is missing or damaged`;
  return new RollcallError("ledger-invalid", text);
}

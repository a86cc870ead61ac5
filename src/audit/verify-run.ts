import { sha256 } from "../document/digest.ts";
import type { Milliseconds } from "../model/instant.ts";
import { countStatuses } from "../model/outcome.ts";
import type { Versions } from "../model/versions.ts";
import { type AllowedSigner, permission } from "./allowed-signers.ts";
import { Breach, type LedgerRule } from "./breach.ts";
import { type Chain, growTree, nextLink, type StoredFiles, step } from "./chain.ts";
import { noteBody } from "./checkpoint.ts";
import { commitMessage, commitNamespace } from "./commit.ts";
import { digestEntries } from "./entries.ts";
import { entryName, recordedAt } from "./layout.ts";
import { canonicalText, decode, decodeLines } from "./parse.ts";
import { type Manifest, shapes } from "./schema.ts";
import { type About, aboutOf, emptyBasis, manifestNamespace, nameOf } from "./statement.ts";
import type { StoredRun } from "./stored-run.ts";

/** What a verification takes for granted: who may sign (null: anybody), and the time now. */
export interface Trust {
  readonly signers: readonly AllowedSigner[] | null;
  readonly now: Milliseconds;
  /** Up to this place the runs are pinned by a head that was seen before: a key may have been revoked since. */
  readonly pinned?: number;
}

/** A run that holds, and the chain with it. */
export interface VerifiedRun {
  readonly chain: Chain;
  readonly manifest: Manifest;
  readonly stored: StoredFiles;
}

/** Checks a run against the chain before it, every rule in a fixed order; throws Breach at the first that it breaks. */
export function verifyRun(trust: Trust, chain: Chain, run: StoredRun): VerifiedRun {
  checkCommit(trust, chain, run);
  const { files, state } = run.stored;
  const next = step(chain, files.json);
  const manifest = decode(files.json, shapes.manifest);
  if (manifest === null) throw new Breach("manifest-form", "the manifest is not canonical, or not of the known form");
  checkManifest(chain, run, manifest);
  const { versions } = manifest.predicate;
  const trailers = { previous: chain.digest, manifest: next.digest, name: nameOf(aboutOf(manifest)), versions };
  expect("trailers", run.commit.message === commitMessage({ ...trailers, sequence: next.head.size }));
  expect("manifest-signature", run.manifestSigned);
  expect("checkpoint", run.checkpoint === noteBody(next.head));
  expect("state", Buffer.from(state).equals(next.state));
  const grown = growTree(chain, run.stored, run.commit.seconds);
  expect("tree", grown.root === run.commit.tree);
  expect("version", knowsPolicies(aboutOf(manifest), chain.versions, versions));
  const { digest, range } = next;
  const verified = { ...chain, tip: run.oid, digest, range, seconds: run.commit.seconds, tree: grown.tree, versions };
  return { chain: verified, manifest, stored: run.stored };
}

function checkCommit(trust: Trust, chain: Chain, run: StoredRun): void {
  const { parents, seconds } = run.commit;
  expect("linear", chain.tip === null ? parents.length === 0 : parents.length === 1 && parents[0] === chain.tip);
  expect("time-backwards", seconds >= chain.seconds);
  expect("time-future", seconds * 1000 <= trust.now + tolerance);
  if (trust.signers === null) return;
  for (const namespace of [commitNamespace, manifestNamespace]) {
    const isPinned = chain.range.size < (trust.pinned ?? 0);
    const may = permission(trust.signers, { key: run.key, namespace, at: seconds * 1000, isPinned });
    if (may.kind !== "allowed") throw new Breach("signer", `${misses[may.kind]} (namespace ${namespace})`);
  }
}

/** Clocks differ; more than this ahead is not a clock's drift. */
const tolerance = 5 * 60 * 1000;

const misses = {
  unknown: "its key is not in the allowed signers",
  namespace: "its key may not sign in this namespace",
  "not-yet": "its key was not yet valid at that time",
  expired: "its key was no longer valid at that time",
  revoked: "its key is revoked",
} as const;

function checkManifest(chain: Chain, run: StoredRun, manifest: Manifest): void {
  const { chain: link, recorded, entries } = manifest.predicate;
  const expected = nextLink(chain);
  expect("origin", link.origin === expected.origin);
  expect("chain", link.seq === expected.seq && link.prev === expected.prev && recorded === recordedAt(run.commit));
  const { files } = run.stored;
  const found = digestEntries(files["entries.ndjson"]);
  const [first, second] = manifest.subject;
  const measured = found.count === entries.count && found.bytes === entries.bytes && found.root === entries.root;
  expect("entries", measured && isSubject(first, found.sha256, entryName(link.seq, "entries.ndjson")));
  expect("basis", isSubject(second, sha256(files["basis.json"]), entryName(link.seq, "basis.json")));
  checkContent(aboutOf(manifest), files);
}

function isSubject(subject: Manifest["subject"][0], digest: string, name: string): boolean {
  return subject.name === name && `sha256:${subject.digest.sha256}` === digest;
}

/** What was signed can be read, and says what the manifest says of it. */
function checkContent(about: About, files: StoredFiles["files"]): void {
  const entries = decodeLines(files["entries.ndjson"], shapes.entry);
  expect("entries-form", entries !== null);
  expect("basis-form", decode(files["basis.json"], shapes.basis) !== null);
  if ("event" in about) {
    expect("entries-form", entries?.length === 0);
    expect("basis-form", Buffer.from(files["basis.json"]).equals(emptyBasis));
    return;
  }
  expect("counts", canonicalText(countStatuses(entries ?? [])) === canonicalText(about.run.counts));
}

/** A run and an intent say themselves which policies judged; another event knows of none but those before it. */
function knowsPolicies(about: About, before: Versions, now: Versions): boolean {
  if ("run" in about) return now.policies?.digest === about.run.policy;
  if (about.event.kind === "intent") return now.policies?.digest === about.event.policy;
  return now.policies?.digest === before.policies?.digest;
}

const messages: Readonly<Partial<Record<LedgerRule, string>>> = {
  linear: "the commit does not follow the run before it, and that alone",
  "time-backwards": "its time lies before the run before it",
  "time-future": "its time lies in the future",
  trailers: "the commit's message does not name this manifest at this place",
  origin: "the manifest belongs to another ledger",
  chain: "the manifest belongs to another place or time",
  entries: "its entries are not those that were signed",
  basis: "its basis is not the one that was signed",
  "entries-form": "its entries are not canonical, not of the known form, or are those of an event, which has none",
  "basis-form": "its basis is not canonical, not of the known form, or is that of an event, which has none",
  counts: "its counts are not those of its entries",
  "manifest-signature": "a signature over its manifest does not hold, or is by another key",
  checkpoint: "its checkpoint is not the signed head of the ledger at this place",
  version: "its policies are not those that it says, or do not follow those of the record before it",
  state: "state.json does not follow from the ledger",
  tree: "the commit changes something besides its own run",
};

function expect(rule: LedgerRule, holds: boolean): void {
  if (!holds) throw new Breach(rule, messages[rule] ?? rule);
}

import type { Evidence, EvidenceRecord, EvidenceSigner } from "../../model/evidence.ts";
import type { Signatures } from "./signatures.ts";
import type { Tree } from "./tree.ts";

/** What the page found out about one record. */
export interface RecordVerdict {
  readonly sequence: number;
  /** What does not hold, in words; none: all of it does. */
  readonly faults: readonly string[];
  /** Which of its entries are not the ones that were signed, from 0. */
  readonly altered: readonly number[];
  /** Digest of its manifest. */
  readonly digest: string;
  /** Fingerprint of the key that signed it; null: nobody did. */
  readonly fingerprint: string | null;
  /** Who may sign with that key at that time; null: nobody whom the page knows. */
  readonly principal: string | null;
  /** Whether that key was revoked since: the record counts only under a head that was kept before that. */
  readonly isRevoked: boolean;
}

/** What the page computes with. */
export interface Tools {
  readonly signatures: Signatures;
  readonly tree: Tree;
}

/** Checks every byte of the records against every other that speaks of it. The functions of this module need nothing but each other. */
export async function checkRecords(evidence: Evidence, tools: Tools): Promise<readonly RecordVerdict[]> {
  const verdicts: RecordVerdict[] = [];
  let before: Before | null = null;
  for (const record of evidence.records) {
    const manifest = parsed(record.manifest);
    const recorded = String(at(manifest, "predicate", "recorded"));
    const digest = await tools.signatures.digest(record.manifest);
    const isLeaf = tools.signatures.toBase64(await tools.tree.leaf(record.manifest)) === record.leaf;
    const files = await checkFiles(record, manifest, tools);
    const { faults: unsigned, ...signed } = await checkSigned(record, recorded, {
      ...tools,
      signers: evidence.signers,
    });
    const faults = [
      ...(isLeaf && isCanonical(record.manifest) ? [] : ["its manifest is not the one under the checkpoint"]),
      ...placeFaults(record, manifest, { origin: evidence.origin, before }),
      ...files.faults,
      ...unsigned,
    ];
    verdicts.push({ sequence: record.sequence, faults, altered: files.altered, digest, ...signed });
    before = { sequence: record.sequence, digest, recorded, isLeaf };
  }
  return verdicts;
}

interface Before {
  readonly sequence: number;
  readonly digest: string;
  readonly recorded: string;
  readonly isLeaf: boolean;
}

/** Where a manifest says that it stands; what follows an altered record is not altered itself. */
function placeFaults(
  record: EvidenceRecord,
  manifest: unknown,
  { origin, before }: { readonly origin: string; readonly before: Before | null },
): readonly string[] {
  const chain = at(manifest, "predicate", "chain");
  const isNext = at(chain, "seq") === record.sequence && (before === null || record.sequence === before.sequence + 1);
  const isLinked = before === null || !before.isLeaf || at(chain, "prev") === before.digest;
  const isLater = before === null || !before.isLeaf || String(at(manifest, "predicate", "recorded")) >= before.recorded;
  return [
    ...(at(chain, "origin") === origin ? [] : ["its manifest belongs to another ledger"]),
    ...(isNext ? [] : ["its manifest belongs to another place"]),
    ...(isLinked ? [] : ["it does not name the manifest before it"]),
    ...(isLater ? [] : ["its time lies before that of the record before it"]),
  ];
}

/** Entries and basis against what the manifest says of them. */
async function checkFiles(record: EvidenceRecord, manifest: unknown, { signatures, tree }: Tools) {
  const lines = record.entries.split("\n").slice(0, -1);
  const leaves = await Promise.all(lines.map(tree.leaf));
  const altered = leaves.flatMap((leaf, index) =>
    signatures.toBase64(leaf) === record.entryLeaves[index] ? [] : [index],
  );
  const known = record.entryLeaves.map((leaf) => signatures.fromBase64(leaf) ?? signatures.utf8(""));
  const root = signatures.hex(
    (await tree.root(known.length, { first: 0, leaves: known, beside: [] })) ?? signatures.utf8(""),
  );
  const said = at(manifest, "predicate", "entries");
  const isWhole = lines.length === known.length && at(said, "count") === known.length;
  const isSame =
    (await signatures.digest(record.entries)) === `sha256:${at(manifest, "subject", 0, "digest", "sha256")}`;
  const isMeasured = at(said, "bytes") === signatures.utf8(record.entries).length;
  const isBasis =
    (await signatures.digest(record.basis)) === `sha256:${at(manifest, "subject", 1, "digest", "sha256")}`;
  const faults = [
    ...(isWhole ? [] : ["an entry was taken away or put in"]),
    ...(isSame && isMeasured && altered.length === 0 ? [] : ["its entries are not the ones that were signed"]),
    ...(`sha256:${root}` === at(said, "root")
      ? []
      : ["the hashes of its entries do not give the root that was signed"]),
    ...(isBasis ? [] : ["its basis is not the one that was signed"]),
  ];
  return { faults, altered };
}

/** Both signatures over a manifest, and whether their key may sign at its time. */
async function checkSigned(
  record: EvidenceRecord,
  recorded: string,
  { signatures, signers }: Pick<Tools, "signatures"> & { readonly signers: readonly EvidenceSigner[] },
) {
  const signed = parsed(record.signatures);
  const key = await signatures.sshKey(String(at(signed, "sshsig")), "rollcall-manifest@v1", record.manifest);
  const unsigned = { fingerprint: null, principal: null, isRevoked: false };
  if (key === null) return { faults: ["the SSH signature over its manifest does not hold"], ...unsigned };
  const fingerprint = await signatures.fingerprint(key);
  const type = "application/vnd.in-toto+json";
  const message = `DSSEv1 ${type.length} ${type} ${signatures.utf8(record.manifest).length} ${record.manifest}`;
  const signature = signatures.fromBase64(String(at(signed, "signatures", 0, "sig")));
  const isNamed = at(signed, "payloadType") === type && at(signed, "signatures", 0, "keyid") === fingerprint;
  const isHeld =
    signature !== null &&
    isNamed &&
    isCanonical(record.signatures) &&
    (await signatures.holds(key, message, signature));
  const known = signers.filter((signer) => signer.key === key);
  const may = known.find((signer) => isValidAt(signer, Date.parse(recorded)));
  const miss = known.length === 0 ? "its key is not among the signers" : "its key may not sign at its time";
  const faults = [
    ...(isHeld ? [] : ["the DSSE signature over its manifest does not hold"]),
    ...(may === undefined ? [miss] : []),
  ];
  return { faults, fingerprint, principal: may?.principal ?? null, isRevoked: known.some(({ revoked }) => revoked) };
}

function isValidAt({ after, before }: EvidenceSigner, time: number): boolean {
  return (after === null || time >= after) && (before === null || time <= before);
}

/** The member of a parsed value at a path; undefined when there is none. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const name of path) found = typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined;
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether a text is the canonical JSON (RFC 8785) of what it says: members in order, none twice, no blanks. */
function isCanonical(text: string): boolean {
  return text === ordered(parsed(text));
}

function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${ordered(Reflect.get(value, name))}`).join()}}`;
}

/** Every function that the page needs of this module, the one that it calls first. */
export const recordFunctions: readonly ((...args: never[]) => unknown)[] = [
  ...[checkRecords, placeFaults, checkFiles, checkSigned, isValidAt, at, parsed, isCanonical, ordered],
];

import { sha256 } from "../document/digest.ts";
import type { Instant } from "../model/instant.ts";
import type { RunRecord } from "../model/manifest.ts";
import { digestEntries } from "./entries.ts";
import { entryName } from "./layout.ts";
import { encode } from "./parse.ts";
import type { Manifest } from "./schema.ts";

/** Media type of a manifest inside a DSSE envelope. */
export const payloadType = "application/vnd.in-toto+json";

/** Namespace of the SSH signature over a manifest. */
export const manifestNamespace = "rollcall-manifest@v1";

/** Where a run stands: which ledger, which place from 1, and the digest of the manifest before it. */
export interface ChainLink {
  readonly origin: string;
  readonly seq: number;
  readonly prev: string | null;
}

/** A run in bytes, before it has a place: its entries and its basis do not depend on where it will stand. */
export interface RunFiles {
  readonly run: Manifest["predicate"]["run"];
  readonly entries: Uint8Array;
  readonly basis: Uint8Array;
}

/** The bytes of a run's basis. */
export function encodeBasis({ inputs, live, judged }: RunRecord): Uint8Array {
  return encode(judged === undefined ? { inputs, live } : { inputs, live, judged });
}

/** The manifest of a run at its place in the chain; under 4 KB however many changes and input files there were. */
export function stateRun(files: RunFiles, chain: ChainLink, recorded: Instant): Uint8Array {
  const { sha256: digest, ...measured } = digestEntries(files.entries);
  return encode({
    _type: "https://in-toto.io/Statement/v1",
    subject: [
      subjectOf(entryName(chain.seq, "entries.ndjson"), digest),
      subjectOf(entryName(chain.seq, "basis.json"), sha256(files.basis)),
    ],
    predicateType: "urn:rollcall:run:v1",
    predicate: { chain: { ...chain }, recorded, run: files.run, entries: measured },
  } satisfies Manifest);
}

function subjectOf(name: string, digest: string): Manifest["subject"][0] {
  return { name, digest: { sha256: digest.replace("sha256:", "") } };
}

/** What the manifest itself says of a run; its entries, inputs and live state lie in files that the manifest names. */
export function toRun(record: RunRecord): Manifest["predicate"]["run"] {
  const { entries: _entries, inputs: _inputs, live: _live, judged: _judged, overrides, filled, ...run } = record;
  return {
    ...run,
    error: run.error === null ? null : run.error.slice(0, 500),
    approvals: run.approvals.map(({ rules, ...approval }) => ({
      ...approval,
      ...(rules === undefined ? {} : { rules: [...rules] }),
    })),
    ...(overrides === undefined ? {} : { overrides: overrides.map((override) => ({ ...override })) }),
    ...(filled === undefined ? {} : { filled: { ...filled } }),
    plan: { ...run.plan },
    counts: { ...run.counts },
  };
}

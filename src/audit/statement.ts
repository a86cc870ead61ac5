import { sha256 } from "../document/digest.ts";
import type { Approval } from "../model/approval.ts";
import type { Instant } from "../model/instant.ts";
import type { LedgerEvent } from "../model/ledger-event.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Versions } from "../model/versions.ts";
import type { RecordName } from "./commit.ts";
import { digestEntries } from "./entries.ts";
import { entryName } from "./layout.ts";
import { encode } from "./parse.ts";
import type { Basis, EventManifest, Manifest, RunManifest } from "./schema.ts";
import type { InForce } from "./versions.ts";

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

/** A run or an event as its manifest says it. */
export type About =
  | { readonly run: RunManifest["predicate"]["run"] }
  | { readonly event: EventManifest["predicate"]["event"] };

/** A record in bytes, before it has a place: its entries and its basis do not depend on where it will stand. */
export interface RecordFiles {
  readonly about: About;
  readonly entries: Uint8Array;
  readonly basis: Uint8Array;
  readonly inForce: InForce;
}

/** The name of what a manifest is about. */
export function nameOf(about: About): RecordName {
  if ("run" in about) return { label: "Run", id: about.run.run };
  return { label: "Event", id: about.event.id, kind: about.event.kind };
}

/** What a manifest is about. */
export function aboutOf({ predicate }: Manifest): About {
  return "run" in predicate ? { run: predicate.run } : { event: predicate.event };
}

/** The bytes of a run's basis. */
export function encodeBasis({ inputs, live, judged }: RunRecord): Uint8Array {
  return encode(judged === undefined ? { inputs, live } : { inputs, live, judged });
}

/** The basis of an event, which stands on nothing but itself. */
export const emptyBasis: Uint8Array = encode({ inputs: {}, live: {} } satisfies Basis);

/** The manifest of a record at its place in the chain; under 4 KB however many changes and input files there were. */
export function stateRecord(
  { about, entries, basis }: RecordFiles,
  at: { readonly chain: ChainLink; readonly recorded: Instant; readonly versions: Versions },
): Uint8Array {
  const { chain, recorded, versions } = at;
  const { sha256: digest, ...measured } = digestEntries(entries);
  const subject: Manifest["subject"] = [
    subjectOf(entryName(chain.seq, "entries.ndjson"), digest),
    subjectOf(entryName(chain.seq, "basis.json"), sha256(basis)),
  ];
  const head = { _type: "https://in-toto.io/Statement/v1", subject } as const;
  const place = { chain: { ...chain }, recorded, versions, entries: measured };
  const manifest: Manifest =
    "run" in about
      ? { ...head, predicateType: "urn:rollcall:run:v1", predicate: { ...place, run: about.run } }
      : { ...head, predicateType: "urn:rollcall:event:v1", predicate: { ...place, event: about.event } };
  return encode(manifest);
}

function subjectOf(name: string, digest: string): RunManifest["subject"][0] {
  return { name, digest: { sha256: digest.replace("sha256:", "") } };
}

/** What the manifest itself says of a run; its entries, inputs and live state lie in files that the manifest names. */
export function toRun(record: RunRecord): RunManifest["predicate"]["run"] {
  const {
    entries: _entries,
    inputs: _inputs,
    live: _live,
    judged: _judged,
    overrides,
    filled,
    roster,
    ...run
  } = record;
  return {
    ...run,
    error: run.error === null ? null : run.error.slice(0, 500),
    approvals: run.approvals.map(copyApproval),
    ...(overrides === undefined ? {} : { overrides: overrides.map((override) => ({ ...override })) }),
    ...(roster === undefined ? {} : { roster: { ...roster } }),
    ...(filled === undefined ? {} : { filled: { ...filled } }),
    plan: { ...run.plan },
    counts: { ...run.counts },
  };
}

/** What the manifest says of an event. */
export function toEvent(event: LedgerEvent): EventManifest["predicate"]["event"] {
  if (event.kind === "erasure") return { ...event, keys: [...event.keys] };
  if (event.kind !== "intent") return { ...event };
  const { approvals, overrides, plan, ...rest } = event;
  return {
    ...rest,
    plan: { ...plan },
    approvals: approvals.map(copyApproval),
    ...(overrides === undefined ? {} : { overrides: overrides.map((override) => ({ ...override })) }),
  };
}

function copyApproval({ rules, ...approval }: Approval) {
  return { ...approval, ...(rules === undefined ? {} : { rules: [...rules] }) };
}

import type { LedgerEvent } from "../model/ledger-event.ts";
import type { Version, Versions } from "../model/versions.ts";

/** Namespace of git's own SSH signatures. */
export const commitNamespace = "git";

/** A ledger commit taken apart; everything Rollcall writes and nothing else. */
export interface LedgerCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  /** Author and committer in one. */
  readonly principal: string;
  readonly seconds: number;
  readonly message: string;
}

/** What the trailers of a commit message say. */
export interface Trailers {
  readonly sequence: number;
  readonly manifest: string;
  readonly previous: string | null;
  readonly name: RecordName;
  readonly versions: Versions;
}

/** What a commit records: a run by its id, or an event by its kind and id. No two of a ledger are the same. */
export type RecordName =
  | { readonly label: "Run"; readonly id: string }
  | { readonly label: "Event"; readonly id: string; readonly kind: LedgerEvent["kind"] };

/** Bytes of a commit without signature: what is signed. */
export function commitPayload(commit: LedgerCommit): Uint8Array {
  const who = `Rollcall <${commit.principal}> ${commit.seconds} +0000`;
  const parents = commit.parents.map((parent) => `parent ${parent}\n`).join("");
  return Buffer.from(`tree ${commit.tree}\n${parents}author ${who}\ncommitter ${who}\n\n${commit.message}`, "utf8");
}

/** Bytes of a commit from what was signed and the signature over it. */
export function joinCommit(payload: Uint8Array, signature: string): Uint8Array {
  const text = Buffer.from(payload).toString("latin1");
  const body = text.indexOf("\n\n") + 1;
  const header = `gpgsig ${signature.trimEnd().replaceAll("\n", "\n ")}\n`;
  return Buffer.from(`${text.slice(0, body)}${header}${text.slice(body)}`, "latin1");
}

/** Parts a signed commit into what was signed and the signature; null when it has none. */
export function splitCommit(raw: Uint8Array): { readonly payload: Uint8Array; readonly signature: string } | null {
  const text = Buffer.from(raw).toString("latin1");
  const head = text.slice(0, text.indexOf("\n\n") + 1);
  const found = /^gpgsig (.*\n(?: .*\n)*)/m.exec(head);
  if (found === null) return null;
  const [whole, folded = ""] = found;
  const payload = text.slice(0, found.index) + text.slice(found.index + whole.length);
  return { payload: Buffer.from(payload, "latin1"), signature: folded.replaceAll("\n ", "\n") };
}

/** Takes a commit apart; null when it is not exactly of the form that `commitPayload` gives. */
export function parseCommit(payload: Uint8Array): LedgerCommit | null {
  const found = form.exec(Buffer.from(payload).toString("utf8"));
  if (found === null) return null;
  const [, tree = "", parents = "", principal = "", seconds = "", message = ""] = found;
  const commit = { tree, parents: parents.match(/[0-9a-f]{40}/g) ?? [], principal, seconds: Number(seconds), message };
  return commit.seconds <= lastSecond && Buffer.from(commitPayload(commit)).equals(payload) ? commit : null;
}

/** The end of the year 9999: a later day has no folder in the tree. */
const lastSecond = Date.parse("9999-12-31T23:59:59Z") / 1000;

const form =
  /^tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author Rollcall <([^<>\n]*)> (\d{1,12}) \+0000\ncommitter .*\n\n([\s\S]*)$/;

/** The message of a ledger commit, a function of its trailers. */
export function commitMessage({ sequence, manifest, previous, name, versions }: Trailers): string {
  return [
    `rollcall: ${name.label === "Run" ? "apply" : name.kind} #${sequence}`,
    "",
    `Rollcall-Seq: ${sequence}`,
    `Rollcall-Manifest: ${manifest}`,
    `Rollcall-Prev: ${previous ?? "none"}`,
    nameLine(name),
    ...versionLines("Policies", versions.policies),
    ...versionLines("Signers", versions.signers),
    "",
  ].join("\n");
}

/** The line of a message that tells one record from all others. */
export function nameLine({ label, id }: Pick<RecordName, "label" | "id">): string {
  return `Rollcall-${label}: ${id}`;
}

/** The line of a message that tells the digest of a version. */
export function versionLine(of: "Policies" | "Signers", digest: string): string {
  return `Rollcall-${of}: ${digest}`;
}

function versionLines(of: "Policies" | "Signers", version: Version | null): readonly string[] {
  return version === null ? [] : [versionLine(of, version.digest), `Rollcall-${of}-Version: ${version.version}`];
}

/** Reads the trailers of a message; null when the message is not exactly one that `commitMessage` gives. */
export function parseMessage(message: string): Trailers | null {
  const { what, sequence, manifest, previous, label, id, ...rest } = messageForm.exec(message)?.groups ?? {};
  if (what === undefined || manifest === undefined || id === undefined) return null;
  const kind = eventKinds.find((each) => each === what);
  if ((label === "Run" && what !== "apply") || (label === "Event" && kind === undefined)) return null;
  const trailers = {
    sequence: Number(sequence),
    manifest,
    previous: previous === undefined || previous === "none" ? null : previous,
    name: kind === undefined ? ({ label: "Run", id } as const) : ({ label: "Event", id, kind } as const),
    versions: {
      policies: versionOf(rest["policies"], rest["policiesVersion"]),
      signers: versionOf(rest["signers"], rest["signersVersion"]),
    },
  };
  return commitMessage(trailers) === message ? trailers : null;
}

function versionOf(digest: string | undefined, version: string | undefined): Version | null {
  return digest === undefined ? null : { version: Number(version), digest };
}

const eventKinds = [
  "intent",
  "heartbeat",
  "key-event",
  "erasure",
  "review",
] as const satisfies readonly LedgerEvent["kind"][];

const messageForm = new RegExp(
  [
    "^rollcall: (?<what>[a-z-]+) #\\d+\n\nRollcall-Seq: (?<sequence>\\d{1,12})\nRollcall-Manifest: (?<manifest>\\S+)\n",
    "Rollcall-Prev: (?<previous>\\S+)\nRollcall-(?<label>Run|Event): (?<id>\\S+)\n",
    "(?:Rollcall-Policies: (?<policies>\\S+)\nRollcall-Policies-Version: (?<policiesVersion>\\d{1,12})\n)?",
    "(?:Rollcall-Signers: (?<signers>\\S+)\nRollcall-Signers-Version: (?<signersVersion>\\d{1,12})\n)?$",
  ].join(""),
);

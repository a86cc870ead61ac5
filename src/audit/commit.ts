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
  readonly run: string;
}

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
  return Buffer.from(commitPayload(commit)).equals(payload) ? commit : null;
}

const form =
  /^tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author Rollcall <([^<>\n]*)> (\d{1,12}) \+0000\ncommitter .*\n\n([\s\S]*)$/;

/** The message of a ledger commit, a function of its trailers. */
export function commitMessage(trailers: Trailers): string {
  return [
    `rollcall: apply #${trailers.sequence}`,
    "",
    `Rollcall-Seq: ${trailers.sequence}`,
    `Rollcall-Manifest: ${trailers.manifest}`,
    `Rollcall-Prev: ${trailers.previous ?? "none"}`,
    `Rollcall-Run: ${trailers.run}`,
    "",
  ].join("\n");
}

/** Reads the trailers of a message; null when the message is not exactly one that `commitMessage` gives. */
export function parseMessage(message: string): Trailers | null {
  const [, sequence, manifest, previous, run] =
    /^rollcall: apply #\d+\n\nRollcall-Seq: (\d{1,12})\nRollcall-Manifest: (\S+)\nRollcall-Prev: (\S+)\nRollcall-Run: (\S+)\n$/.exec(
      message,
    ) ?? [];
  if (sequence === undefined || manifest === undefined || previous === undefined || run === undefined) return null;
  const trailers = { sequence: Number(sequence), manifest, previous: previous === "none" ? null : previous, run };
  return commitMessage(trailers) === message ? trailers : null;
}

import type { Git } from "../ports/git.ts";
import { GitFailure } from "../ports/git-process.ts";
import type { Reference } from "../ports/git-refs.ts";
import { type AllowedSigner, permission } from "./allowed-signers.ts";
import { type Anchor, noHead } from "./anchor.ts";
import { commitNamespace } from "./commit.ts";
import { parseNote, rootText } from "./note.ts";
import { type CheckSignature, openCheck } from "./public-key.ts";
import type { Signer } from "./signer.ts";
import { checkSsh, signSsh } from "./sshsig.ts";

const prefix = "refs/tags/";
const folder = "rollcall/audit/cp/";

/** Full reference of the tag of a day (`2026-11-21`). */
export function tagRef(day: string): string {
  return `${prefix}${folder}${day}`;
}

/** Writes a signed tag object, as `git tag --sign` with an SSH key does: it names a run's commit and carries its checkpoint. */
export async function writeTag(
  to: { readonly git: Git; readonly signer: Signer },
  tag: { readonly day: string; readonly commit: string; readonly seconds: number; readonly note: string },
): Promise<string> {
  const who = `Rollcall <${to.signer.principal}> ${tag.seconds} +0000`;
  const head = `object ${tag.commit}\ntype commit\ntag ${folder}${tag.day}\ntagger ${who}\n`;
  const payload = Buffer.from(`${head}\n${tag.note}`, "utf8");
  const signature = await signSsh(to.signer, commitNamespace, payload);
  return to.git.writeTag(Buffer.concat([payload, Buffer.from(signature, "utf8")]));
}

/** The tags of checkpoints that are here, as anchors; one that nobody signed who may is an anchor that does not count. */
export async function readTags(git: Git, signers: readonly AllowedSigner[]): Promise<readonly Anchor[]> {
  const check = openCheck();
  const refs = await git.listRefs(`${prefix}${folder}`);
  return Promise.all(refs.map((ref) => readTag(git, ref, { signers, check })));
}

async function readTag(
  git: Git,
  { name, oid }: Reference,
  trust: { readonly signers: readonly AllowedSigner[]; readonly check: CheckSignature },
): Promise<Anchor> {
  const short = name.slice(prefix.length);
  const unsigned = { ...noHead, kind: "tag", name: short, flaw: "unsigned" } as const;
  const found = parseTag(await tagBytes(git, oid));
  const note = found === null ? null : parseNote(found.note);
  if (found === null || note === null) return unsigned;
  const { payload, signature, seconds } = found;
  const key = await checkSsh({ signature, namespace: commitNamespace, message: payload }, trust.check);
  const use = key === null ? null : { key, namespace: commitNamespace, at: seconds * 1000 };
  // A tag under another name than its own is an older one that was put there again.
  const isMeant = found.tag === short && use !== null && permission(trust.signers, use).kind === "allowed";
  const { origin, size, root } = note.head;
  const head = { origin, size, root: rootText(root), commit: found.commit };
  return { ...unsigned, ...head, flaw: isMeant ? null : "unsigned" };
}

/** A lightweight tag is no object of its own, and carries nothing. */
async function tagBytes(git: Git, oid: string): Promise<Uint8Array> {
  try {
    return await git.readTag(oid);
  } catch (error) {
    if (error instanceof GitFailure && error.kind !== "failed") return new Uint8Array();
    throw error;
  }
}

interface ParsedTag {
  readonly payload: Uint8Array;
  readonly signature: string;
  readonly commit: string;
  readonly tag: string;
  readonly seconds: number;
  readonly note: string;
}

function parseTag(bytes: Uint8Array): ParsedTag | null {
  const text = Buffer.from(bytes).toString("utf8");
  const [whole, head = "", commit = "", tag = "", seconds = "", note = "", signature = ""] = form.exec(text) ?? [];
  if (whole === undefined) return null;
  const payload = Buffer.from(`${head}\n${note}`, "utf8");
  return { payload, signature, commit, tag, seconds: Number(seconds), note };
}

const form =
  /^(object ([0-9a-f]{40})\ntype commit\ntag (\S+)\ntagger Rollcall <[^<>\n]*> (\d{1,12}) \+0000\n)\n([\s\S]*\n)(-----BEGIN SSH SIGNATURE-----\n[\s\S]+)$/;

import { readHead } from "../audit/extends-anchor.ts";
import { tagRef, writeTag } from "../audit/tag.ts";
import { RollcallError } from "../model/error.ts";
import { instantOf } from "../ports/clock.ts";
import type { Git } from "../ports/git.ts";
import { type Anchoring, headToKeep } from "./anchor-ledger.ts";
import { openSigner } from "./open-signer.ts";
import { type AuditedLedger, readAudited } from "./verify-ledger.ts";
import type { Scope, World } from "./world.ts";

/**
 * Verifies the ledger and puts a signed tag on its head, once a day: a tag that is there is never moved. It goes to the remote first,
 * so that a refusal there leaves nothing here.
 */
export async function tagLedger(world: World, scope: Scope): Promise<Anchoring> {
  const audited = await readAudited(world, scope);
  const found = await headToKeep(world, audited);
  if (found.kind === "broken") return found;
  const day = instantOf(world.clock).slice(0, 10);
  const ref = tagRef(day);
  const before = await tagThere(audited.git, ref);
  const oid = before ?? (await signTag(world, audited, { day, commit: found.head.commit, note: found.note }));
  const reason = await pushTag(audited, ref, oid);
  if (before === null && !(await audited.git.updateRef(ref, oid, null)))
    throw new RollcallError("ledger-conflict", `somebody else tagged ${day} just now: try again`);
  const name = ref.slice("refs/tags/".length);
  const head = before === null ? found.head : await taggedHead(audited.git, ref);
  return { kind: "anchored", name, head, isNew: before === null, reason };
}

async function tagThere(git: Git, ref: string): Promise<string | null> {
  const refs = await git.listRefs(ref.slice(0, ref.lastIndexOf("/") + 1));
  return refs.find(({ name }) => name === ref)?.oid ?? null;
}

async function signTag(
  world: World,
  { git, organization }: AuditedLedger,
  tag: { readonly day: string; readonly commit: string; readonly note: string },
): Promise<string> {
  const { signer } = organization.audit;
  if (signer === null)
    throw new RollcallError("signer-unavailable", "rollcall.yaml names no audit.signer: nobody can sign the tag");
  const seconds = Math.floor(world.clock.now() / 1000);
  return writeTag({ git, signer: await openSigner(world, signer) }, { ...tag, seconds });
}

/** Why the remote has not got the tag; null when it has. Throws `ledger-conflict` when it has another of that name. */
async function pushTag({ git, organization }: AuditedLedger, ref: string, oid: string): Promise<string | null> {
  const { remote } = organization.audit;
  if (remote === null) return null;
  const pushed = await git.push(remote, ref, { oid, expected: null });
  if (pushed.kind === "pushed") return null;
  if (pushed.kind === "failed") return pushed.reason;
  throw new RollcallError(
    "ledger-conflict",
    `${remote} has another ${ref} already, and a tag is never moved: fetch it`,
  );
}

async function taggedHead(git: Git, ref: string) {
  const commit = await git.resolve(ref);
  if (commit === null) throw new RollcallError("ledger-conflict", `${ref} is gone again`);
  const { origin, size, root } = await readHead(git, commit);
  return { origin, size, root, commit };
}

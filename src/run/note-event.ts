import { readRecordAt } from "../audit/read.ts";
import { fingerprint } from "../audit/signer.ts";
import { RollcallError } from "../model/error.ts";
import type { LedgerEvent } from "../model/ledger-event.ts";
import { instantOf } from "../ports/clock.ts";
import { openLedger, type Recorded } from "./open-ledger.ts";
import { readFiles } from "./read-files.ts";
import { openLedgerOf } from "./read-ledger.ts";
import type { Scope, World } from "./world.ts";

/** Records that there was nothing to do, once a day: without it nobody can tell silence from records that were taken away. */
export async function noteHeartbeat(world: World, scope: Scope): Promise<Recorded> {
  const { base, commit, note } = await openNotes(world, scope);
  return note({ ...base, kind: "heartbeat", id: `heartbeat:${base.at.slice(0, 10)}`, commit });
}

/** What somebody found who looked at a run after the fact. */
export interface ReviewRequest {
  readonly sequence: number;
  readonly verdict: "accepted" | "rejected";
  readonly ticket: string | null;
}

/** Records a review of a run, once for each reviewer and verdict. Throws `input-invalid` when there is no such run. */
export async function noteReview(world: World, scope: Scope, request: ReviewRequest): Promise<Recorded> {
  const { git, branch } = await openLedgerOf(world, scope);
  const { sequence, verdict, ticket } = request;
  const found = await readRecordAt(git, branch, sequence);
  if (found === null || "event" in found)
    throw new RollcallError(
      "input-invalid",
      `place ${sequence} of the ledger holds no run: rollcall audit log lists them`,
    );
  if (ticket !== null && !/^[A-Za-z0-9][A-Za-z0-9._/#:-]{0,99}$/.test(ticket))
    throw new RollcallError(
      "input-invalid",
      `--ticket ${ticket} is no reference: write a number or an address, and no text`,
    );
  const { base, note } = await openNotes(world, scope);
  const id = `review:${sequence}:${verdict}:${plainId(base.actor)}`;
  return note({ ...base, kind: "review", id, sequence, run: found.record.run, verdict, ticket });
}

/** What becomes of a key. */
export interface KeyRequest {
  readonly event: "added" | "retired" | "revoked";
  readonly principal: string;
  /** Public key as SSH writes it. */
  readonly key: string;
}

/** Records that a key came or went, signed by one that is good; the allowed signers are what counts, and this says when and by whom. */
export async function noteKey(world: World, scope: Scope, { event, principal, key }: KeyRequest): Promise<Recorded> {
  const [, kind = "", blob = ""] = /^(\S+) ([A-Za-z0-9+/=]+)(?: .*)?$/.exec(key.trim()) ?? [];
  if (blob === "") throw new RollcallError("input-invalid", "a key is what ssh-keygen writes to the .pub file");
  const { base, note } = await openNotes(world, scope);
  const id = `key:${event}:${plainId(fingerprint(Buffer.from(blob, "base64")).slice("SHA256:".length))}`;
  return note({ ...base, kind: "key-event", id, event, principal, key: `${kind} ${blob}`, from: base.at });
}

/** An id holds letters, digits and `._:-`. */
function plainId(text: string): string {
  return Buffer.from(text).toString("base64url").slice(0, 64);
}

async function openNotes(world: World, scope: Scope) {
  const files = await readFiles(world, scope);
  const { organization, commit } = files;
  if (organization === null)
    throw new RollcallError("input-invalid", "the files have mistakes: rollcall validate lists them");
  const ledger = await openLedger(world, organization, { files, personKeys: null });
  const { actor, engine, clock } = world;
  const base = { organization: organization.name, actor, engine, at: instantOf(clock) };
  return { base, commit, note: (event: LedgerEvent) => ledger.note(event) };
}

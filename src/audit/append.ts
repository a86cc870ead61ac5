import { sha256 } from "../document/digest.ts";
import { RollcallError } from "../model/error.ts";
import type { LedgerEvent } from "../model/ledger-event.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import { parseAllowedSigners, permission } from "./allowed-signers.ts";
import { type Chain, emptyChain } from "./chain.ts";
import { commitNamespace } from "./commit.ts";
import { replaceDisplaced } from "./displaced.ts";
import { findRecent } from "./find-record.ts";
import { ledgerRef } from "./layout.ts";
import type { PersonKeys } from "./person-keys.ts";
import { type Preparing, placeRecord, prepareEvent, prepareRun } from "./place.ts";
import { parseRevokedKeys } from "./revoked-keys.ts";
import { keyOfLine, type Signer } from "./signer.ts";
import { findStanding, type Place, rememberSeen, type Standing } from "./standing.ts";
import { manifestNamespace, type RecordFiles } from "./statement.ts";
import { type Knowledge, trustedChain } from "./trusted-chain.ts";
import type { Trust } from "./verify-run.ts";
import { bringWholePast } from "./whole-past.ts";

/** A ledger to write to. */
export interface Ledger extends Place {
  readonly signer: Signer;
  /** Text of an `allowed_signers` file; null: what came from elsewhere must hold, whoever signed it. */
  readonly allowedSigners: string | null;
  /** Text of a file of revoked keys: with one of them nothing is signed. */
  readonly revoked?: string | null;
  readonly clock: Clock;
  readonly random: Random;
  /** Keys that values of people are encrypted with; left out or null: the ledger keeps their digests alone. */
  readonly personKeys?: PersonKeys | null;
  /** Throws unless a tip may be followed, before anything is written; left out: any that holds. */
  readonly refuse?: (tip: string | null) => Promise<void>;
}

/** Where a run stands now. */
export interface Appended {
  readonly sequence: number;
  readonly commit: string;
  /** Whether the remote has it; false also when there is no remote. */
  readonly pushed: boolean;
  /** The same run had been recorded before; nothing new was written. */
  readonly alreadyThere: boolean;
  /** Why the remote has not got it; null when it has, or there is none. */
  readonly reason: string | null;
}

/** Others may be faster this often before it is a conflict. */
const attempts = 40;

/**
 * Records a run at the end of the ledger, exactly once however often it is called: signs, moves the branch by
 * compare-and-swap, pushes under a lease. A remote out of reach leaves the run recorded here, with a reason. Throws
 * `ledger-invalid`, `ledger-conflict` or `signer-unavailable`.
 */
export async function appendRun(ledger: Ledger, record: RunRecord): Promise<Appended> {
  return append(ledger, {
    files: await prepareRun(record, preparingOf(ledger)),
    organization: record.organization,
    mayStayHere: true,
  });
}

/**
 * Records an event as `appendRun` does a run, but never here alone: what it announces has not been done yet, and a ledger that is begun
 * here could not be joined with one that others begin. Throws `ledger-conflict` when the remote does not get it.
 */
export async function appendEvent(ledger: Ledger, event: LedgerEvent): Promise<Appended> {
  return append(ledger, {
    files: prepareEvent(event, preparingOf(ledger)),
    organization: event.organization,
    mayStayHere: false,
  });
}

function preparingOf({ random, personKeys = null, ...ledger }: Ledger): Preparing {
  return { random, keys: personKeys, signers: signersInForce(ledger) };
}

/** Whose signatures count, as one digest: that of the allowed signers; with revoked keys, that of both digests, one on a line. */
function signersInForce({ allowedSigners, revoked = null }: Pick<Ledger, "allowedSigners" | "revoked">): string | null {
  if (allowedSigners === null) return null;
  return revoked === null ? sha256(allowedSigners) : sha256(`${sha256(allowedSigners)}\n${sha256(revoked)}\n`);
}

/** What is to be recorded, and whose ledger it begins when there is none. */
interface ToRecord {
  readonly files: RecordFiles;
  readonly organization: string;
  /** Whether it may wait here for a remote that is out of reach. */
  readonly mayStayHere: boolean;
}

async function append(ledger: Ledger, record: ToRecord): Promise<Appended> {
  let known: Knowledge = { trust: trustOf(ledger), chain: null };
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { appended, chain } = await tryAppend(ledger, record, known);
    if (appended !== null) return appended;
    known = { ...known, chain };
    await ledger.clock.sleep(20 * 2 ** Math.min(attempt, 4) * ledger.random.fraction());
  }
  throw new RollcallError("ledger-conflict", `others wrote to ${ledger.branch} ${attempts} times in a row: try again`);
}

/** Looks whether a run could be recorded now, writing nothing; gives the last place taken. Throws as `appendRun`. */
export async function checkLedger(
  ledger: Ledger,
): Promise<{ readonly sequence: number; readonly commit: string | null }> {
  const known = { trust: trustOf(ledger), chain: null };
  const chain = await trustedChain(ledger.git, await allowedStanding(ledger), known);
  return { sequence: chain?.range.size ?? 0, commit: chain?.tip ?? null };
}

/** Where the ledger stands, unless what the next run would follow is refused. */
async function allowedStanding(ledger: Ledger): Promise<Standing> {
  const standing = await findStanding(ledger);
  await bringWholePast(ledger, standing.tip);
  await ledger.refuse?.(standing.tip);
  return standing;
}

/** One attempt; without a result somebody was faster, and the chain is what has been verified so far. */
async function tryAppend(
  ledger: Ledger,
  record: ToRecord,
  known: Knowledge,
): Promise<{ readonly appended: Appended | null; readonly chain: Chain | null }> {
  const standing = await allowedStanding(ledger);
  const chain = await trustedChain(ledger.git, standing, known);
  const placed = await placeOnce(ledger, record, await settle(ledger, standing, { ...known, chain }));
  const published = await publish(ledger, standing, { tip: placed.tip, mayStayHere: record.mayStayHere });
  return { appended: published === null ? null : { ...placed.at, ...published }, chain };
}

/** The chain to follow: what is trusted, and after it the runs that lost their place. */
async function settle(ledger: Ledger, standing: Standing, { chain, trust }: Knowledge): Promise<Chain | null> {
  if (!standing.displaced || chain === null) return chain;
  return replaceDisplaced(ledger, standing, { chain, trust });
}

type Placed = Pick<Appended, "sequence" | "commit" | "alreadyThere">;

/** Puts the record after a chain unless it stands there already; gives its place and the tip with it. */
async function placeOnce(
  ledger: Ledger,
  record: ToRecord,
  chain: Chain | null,
): Promise<{ readonly at: Placed; readonly tip: string }> {
  const { files } = record;
  const base = chain ?? emptyChain(newOrigin(record.organization, ledger.random));
  const seconds = Math.floor(ledger.clock.now() / 1000);
  // Side by side: where it stands there already, nothing will ever name the objects that were written.
  const [found, placed] = await Promise.all([
    base.tip === null ? null : findRecent(ledger.git, base.tip, files.about),
    placeRecord(ledger, base, { files, seconds }),
  ]);
  if (found !== null && base.tip !== null) return { at: { ...found, alreadyThere: true }, tip: base.tip };
  const { commit, chain: next } = placed;
  return { at: { sequence: next.range.size, commit, alreadyThere: false }, tip: commit };
}

type Published = Pick<Appended, "pushed" | "reason">;

/** First the remote, then the branch here: a kill in between leaves us behind, never apart. Null: somebody was faster. */
async function publish(
  ledger: Ledger,
  standing: Standing,
  { tip, mayStayHere }: { readonly tip: string; readonly mayStayHere: boolean },
): Promise<Published | null> {
  if (ledger.remote === null) return (await moveHere(ledger, standing, tip)) ? { pushed: false, reason: null } : null;
  const reason = standing.outOfReach ?? (await pushTip(ledger, standing, tip));
  if (reason === "stale") return null;
  if (reason !== null && !mayStayHere)
    throw new RollcallError(
      "ledger-conflict",
      `the ledger's remote did not get the record, and nothing was done: ${reason}`,
    );
  if (reason !== null) return (await moveHere(ledger, standing, tip)) ? { pushed: false, reason } : null;
  await rememberSeen(ledger, standing, tip);
  await moveHere(ledger, standing, tip);
  return { pushed: true, reason: null };
}

async function pushTip(ledger: Ledger, { published }: Standing, tip: string): Promise<string | null> {
  if (published === tip || ledger.remote === null) return null;
  const result = await ledger.git.push(ledger.remote, ledgerRef(ledger.branch), { oid: tip, expected: published });
  if (result.kind === "pushed") return null;
  return result.kind === "stale" ? "stale" : result.reason;
}

async function moveHere({ git, branch }: Ledger, { local }: Standing, tip: string): Promise<boolean> {
  return local === tip || git.updateRef(ledgerRef(branch), tip, local);
}

/** Names one ledger and no other: two that share an organisation and a key cannot lend each other their runs. */
function newOrigin(organization: string, random: Random): string {
  const nonce = Buffer.from(random.bytes(8)).toString("hex");
  const name = encodeURIComponent(Buffer.from(organization, "utf8").toString("utf8"));
  return `rollcall/${name}/${nonce}`;
}

/** Our own clock may be slow; whether a time lies in the future is for a verification to say. */
function trustOf(ledger: Ledger): Trust {
  const now = Number.POSITIVE_INFINITY;
  if (ledger.allowedSigners === null) return { signers: null, now };
  const signers = parseAllowedSigners(ledger.allowedSigners);
  const key = keyOfLine(ledger.signer.publicKey);
  // Runs of a revoked key may have been recorded before; whether they count is for a verification to say.
  const ours = parseAllowedSigners(ledger.allowedSigners, parseRevokedKeys(ledger.revoked ?? ""));
  for (const namespace of [commitNamespace, manifestNamespace]) {
    const may = permission(ours, { key, namespace, at: ledger.clock.now() });
    if (may.kind === "allowed") continue;
    const text = `our signing key may not sign in namespace ${namespace} now (${may.kind}): see the allowed signers`;
    throw new RollcallError("signer-unavailable", text);
  }
  return { signers, now };
}

import { sha256 } from "../document/digest.ts";
import { RollcallError } from "../model/error.ts";
import type { Git } from "../ports/git.ts";
import { GitFailure } from "../ports/git-process.ts";
import { isSettled, recordAt } from "./find-record.ts";
import { ledgerRef } from "./layout.ts";

/** Where a ledger's branch is kept. */
export interface Place {
  readonly git: Git;
  readonly branch: string;
  /** Name or address of a remote; null: this repository alone. */
  readonly remote: string | null;
}

/** How the branch here and the one at the remote stand to each other. */
export interface Standing {
  /** Tip here. */
  readonly local: string | null;
  /** Tip at the remote, whose ancestor the next run must be; null when the remote has none, or there is no remote. */
  readonly published: string | null;
  /** Last tip seen at the remote. */
  readonly seen: string | null;
  /** What the next run follows. */
  readonly tip: string | null;
  /** From here on to the tip everything is new to this repository; null: all of it. */
  readonly known: string | null;
  /** Why the remote could not be asked. */
  readonly outOfReach: string | null;
  /** Runs recorded here that the remote has not got and whose place there has been taken. */
  readonly displaced: boolean;
}

/** Compares the branch here with the remote's; a remote that was rolled back or rewritten is `ledger-invalid`. */
export async function findStanding(place: Place): Promise<Standing> {
  const { git } = place;
  const local = await git.resolve(ledgerRef(place.branch));
  const alone = { local, published: null, seen: null, tip: local, known: local, outOfReach: null, displaced: false };
  if (place.remote === null) return alone;
  const seen = await git.resolve(seenRef(place));
  const fetched = await fetchTip(git, place.remote, ledgerRef(place.branch));
  if (fetched.kind === "out-of-reach") {
    if (local !== null) return { ...alone, seen, outOfReach: fetched.reason };
    // A ledger begun here could never be joined with the one that may be there.
    const text = `the ledger's remote is out of reach, and there is no copy here to go on from: ${fetched.reason}`;
    throw new RollcallError("ledger-conflict", text);
  }
  const published = fetched.oid;
  if (seen !== null && (published === null || !(await git.isAncestor(seen, published)))) {
    throw new RollcallError(
      "ledger-invalid",
      `${place.branch} at the remote no longer contains ${seen}, which it had before: it was rolled back or rewritten`,
    );
  }
  if (published === null) return { ...alone, seen };
  const newer = await newerOf(place, { local, published, seen });
  return { local, published, seen, outOfReach: null, ...newer };
}

/** Remembers the remote's tip, so that a later rollback is noticed. */
export async function rememberSeen(place: Place, standing: Standing, tip: string): Promise<void> {
  if (standing.seen !== tip) await place.git.updateRef(seenRef(place), tip, standing.seen);
}

async function newerOf(
  { git, branch }: Place,
  tips: { local: string | null; published: string; seen: string | null },
): Promise<Pick<Standing, "tip" | "known" | "displaced">> {
  const { local, published, seen } = tips;
  if (local === null || (await git.isAncestor(local, published)))
    return { tip: published, known: local, displaced: false };
  if (await git.isAncestor(published, local)) return { tip: local, known: local, displaced: false };
  // Recorded here while the remote was out of reach; meanwhile somebody else recorded there.
  if (seen !== null && (await git.isAncestor(seen, local))) return { tip: published, known: seen, displaced: true };
  // Begun here, and never published; somebody else has begun the ledger meanwhile, and recorded these runs as recovered.
  if (seen === null && (await isContained(git, local, published)))
    return { tip: published, known: null, displaced: false };
  const what = `${branch} here (${local}) and at the remote (${published}) are two different ledgers`;
  throw new RollcallError("ledger-invalid", `${what}: find out which one is true before anything else`);
}

/** Whether every run up to a tip stands in the ledger up to another one: nothing is lost when that is followed. */
async function isContained(git: Git, tip: string, inLedger: string): Promise<boolean> {
  for await (const oid of git.history(tip)) {
    const name = await recordAt(git, oid);
    if (name === null || !(await isSettled(git, inLedger, name))) return false;
  }
  return true;
}

/** Outside refs/heads, so that nobody sees a branch of it; one for every remote. */
function seenRef({ branch, remote }: Place): string {
  return `refs/rollcall/seen/r${sha256(remote ?? "").slice(7, 19)}/${ledgerRef(branch).slice("refs/heads/".length)}`;
}

type Fetched =
  | { readonly kind: "fetched"; readonly oid: string | null }
  | { readonly kind: "out-of-reach"; readonly reason: string };

async function fetchTip(git: Git, remote: string, ref: string): Promise<Fetched> {
  try {
    return { kind: "fetched", oid: await git.fetch(remote, ref) };
  } catch (error) {
    if (error instanceof GitFailure) return { kind: "out-of-reach", reason: error.message };
    throw error;
  }
}

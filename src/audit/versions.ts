import type { Version, Versions } from "../model/versions.ts";
import type { Git } from "../ports/git.ts";
import { readLedgerCommit } from "./chain.ts";
import { parseMessage, versionLine } from "./commit.ts";

/** Digests of what is in force now; null: none is known. */
export interface InForce {
  readonly policies: string | null;
  readonly signers: string | null;
}

/** The versions that the next record carries: what changed counts on, and says so when it had been in force before. */
export async function nextVersions(
  git: Git,
  after: { readonly tip: string | null; readonly versions: Versions },
  inForce: InForce,
): Promise<Versions> {
  const { versions } = after;
  const [policies, signers] = await Promise.all([
    next(git, after.tip, { of: "Policies", last: versions.policies, digest: inForce.policies }),
    next(git, after.tip, { of: "Signers", last: versions.signers, digest: inForce.signers }),
  ]);
  return { policies, signers };
}

interface Change {
  readonly of: "Policies" | "Signers";
  readonly last: Version | null;
  readonly digest: string | null;
}

async function next(git: Git, tip: string | null, { of, last, digest }: Change): Promise<Version | null> {
  if (digest === null || digest === last?.digest)
    return last === null ? null : { version: last.version, digest: last.digest };
  const version = (last?.version ?? 0) + 1;
  const earlier = tip === null || last === null ? null : await git.search(tip, versionLine(of, digest));
  const commit = earlier === null ? null : await readLedgerCommit(git, earlier);
  const versions = commit === null ? undefined : parseMessage(commit.message)?.versions;
  const found = of === "Policies" ? versions?.policies : versions?.signers;
  return found === undefined || found === null ? { version, digest } : { version, digest, returns: found.version };
}

/** The version as which policies had been in force before they were replaced; null when they are in force, or never were. */
export async function returningPolicies(git: Git, tip: string, digest: string): Promise<number | null> {
  const newest = await readLedgerCommit(git, tip);
  const versions = newest === null ? null : (parseMessage(newest.message)?.versions ?? null);
  const found = versions === null ? null : await next(git, tip, { of: "Policies", last: versions.policies, digest });
  return found?.returns ?? null;
}

/** Which versions a verification has met, by digest: what comes back must say so, and the count never goes back. */
export class SeenVersions {
  readonly #policies = new Map<string, number>();
  readonly #signers = new Map<string, number>();
  readonly #isWhole: boolean;

  /** Begun in the middle of a ledger, it cannot tell what had been in force before. */
  constructor(begin: "at-first" | "in-the-middle") {
    this.#isWhole = begin === "at-first";
  }

  /** Whether a record's versions follow from those before it. */
  follows(before: Versions, now: Versions): boolean {
    const policies = this.#isNext(before.policies, now.policies, this.#policies);
    return this.#isNext(before.signers, now.signers, this.#signers) && policies;
  }

  #isNext(before: Version | null, now: Version | null, seen: Map<string, number>): boolean {
    if (now === null) return before === null;
    if (now.digest === before?.digest) return now.version === before.version && now.returns === undefined;
    const isCounted = now.version === (before?.version ?? 0) + 1;
    const isTold = !this.#isWhole || now.returns === seen.get(now.digest);
    seen.set(now.digest, now.version);
    return isCounted && isTold;
  }
}

import { readRuns } from "../audit/read.ts";
import type { ChangeKind } from "../model/change.ts";
import type { ManifestEntry } from "../model/manifest.ts";
import type { Recalled, RecalledMembership } from "../model/recalled.ts";
import type { Git } from "../ports/git.ts";

/**
 * All that is known of groups whose members an application does not tell: the newest word of the ledger on each membership.
 * `hear` is told every entry on the way, newest first.
 */
export async function recallMemberships(
  git: Git,
  branch: string,
  hear: (entry: ManifestEntry) => void = () => {},
): Promise<Recalled> {
  const recalled = new Map<string, Recollection>();
  for await (const { record } of readRuns(git, branch)) {
    for (const entry of record.entries.toReversed()) {
      takeIn(recalled, entry);
      hear(entry);
    }
  }
  return recalled;
}

interface Recollection {
  readonly accounts: Set<string>;
  readonly people: Set<string>;
  readonly memberships: Map<string, Map<string, RecalledMembership>>;
  /** People whose account was deleted: what is older was about another account. */
  readonly ended: Set<string>;
}

const gives: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  "create-account",
  "enable-account",
  "grant",
  "assign-seat",
]);

/** Takes in one entry that is older than all before it. */
function takeIn(recalled: Map<string, Recollection>, entry: ManifestEntry): void {
  const { application, person, account, target, kind, status } = entry;
  if (person === null || !(status === "applied" || status === "unchanged" || status === "unverified")) return;
  const own = recalled.get(application) ?? {
    accounts: new Set(),
    people: new Set(),
    memberships: new Map(),
    ended: new Set(),
  };
  recalled.set(application, own);
  if (own.ended.has(person)) return;
  if (kind === "delete-account" && status !== "unverified") own.ended.add(person);
  if (gives.has(kind)) own.people.add(person);
  if (kind === "create-account" && status !== "unchanged" && account !== null) own.accounts.add(account);
  if ((kind !== "grant" && kind !== "revoke") || target === null) return;
  if (account !== null) own.accounts.add(account);
  const people = own.memberships.get(target) ?? new Map<string, RecalledMembership>();
  own.memberships.set(target, people);
  if (!people.has(person)) people.set(person, { word: wordOf(kind, status), account });
}

/** A grant that could not be seen may be so, and counts; a revoke that could not be seen is not asked for again. */
function wordOf(kind: "grant" | "revoke", status: ManifestEntry["status"]): RecalledMembership["word"] {
  if (kind === "grant") return "given";
  return status === "unverified" ? "taken-unseen" : "taken";
}

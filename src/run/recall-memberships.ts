import { readRuns } from "../audit/read.ts";
import type { ManifestEntry } from "../model/manifest.ts";
import type { Git } from "../ports/git.ts";

/** Person ids by entitlement key, by application: what the ledger says was given and not taken back. */
export type Recalled = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/** All that is known of groups whose members an application does not tell: the newest word of the ledger on each membership. */
export async function recallMemberships(git: Git, branch: string): Promise<Recalled> {
  const recalled = new Map<string, Map<string, Set<string>>>();
  const settled = new Set<string>();
  for await (const { record } of readRuns(git, branch)) {
    for (const entry of record.entries.toReversed()) {
      const held = whatItSays(entry, settled);
      if (held === null || entry.person === null || entry.target === null) continue;
      const groups = recalled.get(entry.application) ?? new Map<string, Set<string>>();
      recalled.set(entry.application, groups);
      const people = groups.get(entry.target) ?? new Set<string>();
      groups.set(entry.target, people);
      if (held) people.add(entry.person);
    }
  }
  return recalled;
}

/** Whether an entry is the newest word on a membership, and which; null when it says nothing new. Nothing is gone until that was seen. */
function whatItSays(entry: ManifestEntry, settled: Set<string>): boolean | null {
  const took = entry.status === "applied" || entry.status === "unchanged" || entry.status === "unverified";
  const account = `${entry.application}/${entry.person}`;
  if (!took || settled.has(account)) return null;
  const isSeen = entry.status !== "unverified";
  if (entry.kind === "delete-account" && isSeen) settled.add(account);
  if (entry.kind !== "grant" && entry.kind !== "revoke") return null;
  const membership = `${account}/${entry.target}`;
  if (settled.has(membership)) return null;
  settled.add(membership);
  return entry.kind === "grant" || !isSeen;
}

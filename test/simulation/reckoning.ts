import type { ManifestEntry } from "../../src/model/manifest.ts";
import type { Organization } from "../../src/model/organization.ts";
import { kindOf } from "./fact.ts";
import type { Effect, ScimServer } from "./scim-server.ts";
import type { Witness } from "./witness.ts";

/** What the ledger and the servers say at the end. */
export interface Books {
  readonly organization: Organization;
  readonly servers: readonly ScimServer[];
  /** Entries of every run on the ledger, oldest first. */
  readonly entries: readonly ManifestEntry[];
}

interface Count {
  effects: number;
  /** Went with an account that we deleted: whoever wanted it taken finds it done. */
  along: number;
  echoes: number;
  applied: number;
  unverified: number;
  doubtful: number;
}

/**
 * I6: the ledger equals what really happened, one to one. What ended `failed` after a request was sent, or `unverified`, may have happened and
 * covers an effect; nothing else does. Where others wrote on the same account, or a request was delivered twice or late, numbers may differ, but an
 * effect still needs an entry and an entry an effect.
 */
export function reckon(books: Books, witness: Witness): void {
  const counts = new Map<string, Count>();
  const disturbed = new Set<string>();
  const ids = new Set(books.organization.people.map(({ id }) => id));
  for (const server of books.servers)
    for (const effect of server.effects) {
      const subject = subjectOf(effect, ids);
      const place = `${server.habits.name}|${subject}`;
      if (isStray(effect)) disturbed.add(place);
      for (const target of isStray(effect) ? [] : (effect.along ?? []))
        countOf(counts, `${place}|${whatOf(server, { what: "take", target }, books.organization)}`).along += 1;
      const count = countOf(counts, `${place}|${whatOf(server, effect, books.organization)}`);
      if (isStray(effect) || witness.isTakenFor(effect) || witness.adopted.has(effect)) count.echoes += 1;
      else count.effects += 1;
    }
  for (const entry of books.entries) {
    const count = countOf(counts, `${entry.application}|${entry.person ?? entry.account}|${entryOf(entry)}`);
    if (entry.status === "applied") count.applied += 1;
    else if (entry.status === "unverified") count.unverified += 1;
    else if (entry.status === "failed" && entry.attempts > 0) count.doubtful += 1;
  }
  for (const [key, count] of counts)
    judge(key, count, { witness, isDisturbed: disturbed.has(key.split("|").slice(0, 2).join("|")) });
}

/** Not what one of our processes did, once, to what it meant. */
function isStray({ isEcho, isRaced, by }: Effect): boolean {
  return isEcho || isRaced || by === "outsider" || by === "rollback";
}

function judge(key: string, count: Count, how: { readonly witness: Witness; readonly isDisturbed: boolean }): void {
  const { effects, along, echoes, applied, unverified, doubtful } = count;
  const { witness, isDisturbed } = how;
  const covered = applied + unverified + doubtful;
  const numbers = `${effects} effects, ${applied} applied, ${unverified} unverified, ${doubtful} in doubt`;
  const isMissing = isDisturbed ? effects > 0 && covered === 0 : effects > covered;
  if (isMissing) witness.violations.add(`I6: ${key} is not on the ledger as often as it happened: ${numbers}`);
  const isPhantom = isDisturbed ? applied > 0 && effects + along + echoes === 0 : applied > effects + along;
  if (!isPhantom) return;
  if (witness.bereft.has(key.split("|").slice(0, 2).join("|"))) {
    witness.excused.add("an account that somebody else deleted takes along what it held");
    return;
  }
  if (witness.isPastShown)
    witness.excused.add("a server that shows the past makes us say applied where it was so before");
  else witness.violations.add(`I6: ${key} is on the ledger and did not happen: ${numbers}`);
}

function countOf(counts: Map<string, Count>, key: string): Count {
  const count = counts.get(key) ?? { effects: 0, along: 0, echoes: 0, applied: 0, unverified: 0, doubtful: 0 };
  counts.set(key, count);
  return count;
}

function subjectOf({ person, account }: Effect, ids: ReadonlySet<string>): string {
  return person !== null && ids.has(person) ? person : account;
}

function whatOf(
  { habits }: ScimServer,
  { what, target }: Pick<Effect, "what" | "target">,
  { pools }: Organization,
): string {
  if (what !== "give" && what !== "take") return kindOf[what];
  const pool = pools.find(({ seat }) => seat.application === habits.name && `${seat.type}:${seat.value}` === target);
  if (pool === undefined) return `${kindOf[what]} ${target}`;
  return `${what === "give" ? "assign-seat" : "release-seat"} ${pool.name}`;
}

function entryOf({ kind, target }: ManifestEntry): string {
  const [, pool] = /^seat:(.*)\/[^/]*$/.exec(target ?? "") ?? [];
  return target === null ? kind : `${kind} ${pool ?? target}`;
}

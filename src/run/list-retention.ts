import { subjectOf } from "../audit/confidential.ts";
import { type PastRetention, pastRetention } from "../audit/past-retention.ts";
import { readRunsInOrder } from "../audit/read.ts";
import { RollcallError } from "../model/error.ts";
import { type Hold, keptSince } from "../model/hold.ts";
import type { Instant } from "../model/instant.ts";
import type { Verification } from "../model/ledger.ts";
import type { Git } from "../ports/git.ts";
import { openKeys } from "./erase-person.ts";
import { standingHolds } from "./standing-holds.ts";
import { readAudited, verifyAudited } from "./verify-ledger.ts";
import type { Scope, World } from "./world.ts";

/** Whose time is over, and what is held; or why the ledger cannot say. */
export type RetentionAnswer =
  | { readonly kind: "broken"; readonly verification: Extract<Verification, { readonly kind: "broken" }> }
  | {
      readonly kind: "listed";
      /** What happened before is not kept. */
      readonly since: Instant;
      readonly people: readonly PastRetention[];
      readonly holds: readonly Hold[];
    };

/**
 * Lists people who have left and whose keys are past `audit.retention`, after verifying the ledger: one that was cut would know too
 * little of them. Erases nothing. Throws `input-invalid` when there is no retention, or there are no keys.
 */
export async function listRetention(world: World, scope: Scope): Promise<RetentionAnswer> {
  const { organization, keys, files } = await openKeys(world, scope);
  const { retention, branch } = organization.audit;
  if (retention === undefined)
    throw new RollcallError("input-invalid", "rollcall.yaml names no audit.retention: nobody's time is over");
  const audited = await readAudited(world, scope);
  const verification = await verifyAudited(world, audited, null);
  if (verification.kind === "broken") return { kind: "broken", verification };
  const since = keptSince(retention, files.at);
  const [holds, last, withKeys] = await Promise.all([
    standingHolds(world, files),
    lastEntries(audited.git, branch),
    keys.people(),
  ]);
  const known = { people: organization.people, last, holds, since, now: files.at };
  return { kind: "listed", since, people: pastRetention(withKeys, known), holds };
}

async function lastEntries(git: Git, branch: string): Promise<ReadonlyMap<string, Instant>> {
  const last = new Map<string, Instant>();
  for await (const { record } of readRunsInOrder(git, branch)) {
    for (const entry of record.entries) {
      const who = subjectOf(entry);
      if (entry.at > (last.get(who) ?? "")) last.set(who, entry.at);
    }
  }
  return last;
}

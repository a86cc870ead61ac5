import type { Change } from "../../model/change.ts";
import { groupBy } from "../../model/group-by.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { Batch } from "../connector.ts";
import { outcomeOf } from "../outcome.ts";
import { replacedBy } from "../replacing.ts";
import { inRounds, type MakeTogether } from "../rounds.ts";
import { lackOf, replaced } from "./abilities.ts";
import { WriteGate } from "./bulk.ts";
import type { ScimContext } from "./context.ts";
import { directionOf, isMembership, memberKey } from "./membership.ts";
import type { Profile } from "./profile.ts";
import { Progress } from "./progress.ts";
import { settleAccounts } from "./settle-accounts.ts";
import { settleMembers } from "./settle-members.ts";
import { makerOf, targetsOf } from "./target.ts";

/** Makes the changes of a batch; one outcome for each, in their order. */
export async function apply(context: ScimContext, batch: Batch, signal: AbortSignal): Promise<readonly Outcome[]> {
  const progress = new Progress();
  const carried = carriedBy(context.profile, batch.changes);
  const open = new Set(batch.changes.map(({ key }) => key));
  const isFree = (change: Change, maker: string) => change.needs.every((need) => need === maker || !open.has(need));
  const make: MakeTogether = async (ready) => {
    const changes = ready.flatMap((change) => [
      change,
      ...(carried.get(change.key) ?? []).filter((each) => isFree(each, change.key)),
    ]);
    const outcomes = await together(context, { changes, progress }, signal);
    for (const { key, status } of outcomes) if (status === "applied" || status === "unchanged") open.delete(key);
    return outcomes;
  };
  return inRounds(batch.changes, make, context.clock);
}

/** By the key of a creation, or of a seat that takes the place of another: what may go into its request. */
function carriedBy(profile: Profile, changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  const creations = new Set(changes.flatMap(({ kind, key }) => (kind === "create-account" ? [key] : [])));
  const carried = changes.flatMap((change) => {
    const maker = makerOf(profile, change, creations);
    return maker === null ? [] : [{ maker, change }];
  });
  const made = [...groupBy(carried, ({ maker }) => maker)].map(
    ([maker, own]) => [maker, own.map(({ change }) => change)] as const,
  );
  return new Map([...made, ...replacedBy(changes, replaced(profile))]);
}

async function together(
  context: ScimContext,
  what: { readonly changes: readonly Change[]; readonly progress: Progress },
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const { profile, clock } = context;
  const outcomes: Outcome[] = [];
  const possible: Change[] = [];
  for (const change of what.changes) {
    const lack = lackOf(profile, change);
    if (lack === null) possible.push(change);
    else outcomes.push(outcomeOf(change, { status: "refused", reason: `${context.application} ${lack}` }, clock));
  }
  const targets = targetsOf(
    profile,
    possible.filter((change) => !isMembership(change)),
  );
  if (targets.length > 0)
    outcomes.push(...(await settleAccounts(context, { targets, progress: what.progress }, signal)));
  const groups = [...groupBy(possible.filter(isMembership), memberKey).values()];
  const gate = new WriteGate(context, groups.length);
  const settled = await gate.run(groups, (changes) => settleGroup(context, { ...what, changes, gate }, signal));
  return [...outcomes, ...settled.flat()];
}

async function settleGroup(
  context: ScimContext,
  what: { readonly changes: readonly Change[]; readonly progress: Progress; readonly gate: WriteGate },
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const [first] = what.changes;
  const rules = context.profile.members;
  if (first === undefined || !isMembership(first) || rules === null) return [];
  const direction = directionOf(first);
  return settleMembers(context, { ...what, group: first.entitlement.value, direction, rules }, signal);
}

import type { Change } from "../../model/change.ts";
import { RollcallError } from "../../model/error.ts";
import { groupBy } from "../../model/group-by.ts";
import type { Inspected } from "../connector.ts";
import { lackOf } from "./abilities.ts";
import { lookForAll } from "./census.ts";
import type { LiveUser, Look, ScimContext } from "./context.ts";
import { findGroup } from "./find-group.ts";
import { doubtGone, isMember, membersOf } from "./members.ts";
import { idsOf } from "./settle-members.ts";
import { isRight, subjectOf } from "./target.ts";

type Said = ReadonlyMap<string, Inspected>;

/** What reads alone tell of each change, in order. Throws `aborted` and nothing else. */
export async function inspect(
  context: ScimContext,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<readonly Inspected[]> {
  const possible = changes.filter((change) => lackOf(context.profile, change) === null);
  const [members, others] = [possible.filter(isMembership), possible.filter((change) => !isMembership(change))];
  const groups = [...groupBy(members, ({ entitlement }) => entitlement.value)];
  const said: Said[] = [await ofAccounts(context, others, signal)];
  for (const [group, own] of groups) said.push(await ofGroup(context, { group, changes: own }, signal));
  const known = new Map(said.flatMap((each) => [...each]));
  return changes.map(({ key, account }) => known.get(key) ?? { isSo: null, account });
}

type Membership = Extract<Change, { kind: "grant" | "revoke" | "assign-seat" | "release-seat" }>;

function isMembership(change: Change): change is Membership {
  return "entitlement" in change && change.entitlement.type === "group";
}

async function ofAccounts(context: ScimContext, changes: readonly Change[], signal: AbortSignal): Promise<Said> {
  if (changes.length === 0) return new Map();
  const looks = await lookForAll(context, changes.map(subjectOf), signal);
  return new Map(changes.map((change, at) => [change.key, inspectedOf(context, change, looks[at])]));
}

/** An account that somebody else has by now says nothing of what was done for this person. */
function inspectedOf(context: ScimContext, change: Change, look: Look | undefined): Inspected {
  const unknown = { isSo: null, account: change.account };
  if (look === undefined || look.kind === "unknown") return unknown;
  const live: LiveUser | null = look.kind === "found" ? look.live : null;
  const owner = live?.account.externalId ?? null;
  if (owner !== null && change.person !== null && owner !== change.person) return unknown;
  return { isSo: isRight(context.profile, change, live), account: live?.account.id ?? change.account };
}

async function ofGroup(
  context: ScimContext,
  what: { readonly group: string; readonly changes: readonly Membership[] },
  signal: AbortSignal,
): Promise<Said> {
  const rules = context.profile.members;
  if (rules === null) return new Map();
  try {
    const group = await findGroup(context, what.group, signal);
    if (group === null)
      return new Map(what.changes.map(({ key, account, after }) => [key, { isSo: !after.held, account }]));
    const ids = await idsOf(context, what.changes, signal);
    const candidates = [...ids.values()].filter((id) => typeof id === "string");
    const seen = await membersOf(context, { group, rules, candidates }, signal);
    const membership = await doubtGone(context, seen, { group: { id: group, name: what.group }, signal });
    return new Map(
      what.changes.map((change): [string, Inspected] => {
        const { key, account, after } = change;
        const id = ids.get(key) ?? null;
        if (id === null) return [key, { isSo: !after.held, account }];
        if (typeof id !== "string") return [key, { isSo: null, account }];
        const is = isMember(membership, id);
        return [key, { isSo: is === null ? null : is === after.held, account: id }];
      }),
    );
  } catch (error) {
    if (!(error instanceof RollcallError) || error.code === "aborted") throw error;
    return new Map();
  }
}

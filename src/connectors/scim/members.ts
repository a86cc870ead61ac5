import type { ScimContext } from "./context.ts";
import { eachOf } from "./each.ts";
import { equals, filtered } from "./filter.ts";
import { findGroup } from "./find-group.ts";
import { type JsonObject, objectsField, textField } from "./json.ts";
import { list } from "./listing.ts";
import { hitsOrThrow } from "./look.ts";
import { bodyOf } from "./page.ts";
import type { MemberRules } from "./profile.ts";

/** Which accounts belong to a group: all of them, what was found of those that were asked for, or nothing that can be known. */
export type Membership =
  | { readonly kind: "all"; readonly members: ReadonlySet<string> }
  | { readonly kind: "asked"; readonly members: ReadonlySet<string>; readonly asked: ReadonlySet<string> }
  /** `reason`: why, where it is not the profile that says so. */
  | { readonly kind: "unknown"; readonly reason?: string }
  /** There is no such group any more. */
  | { readonly kind: "gone" };

/** Asks an application who is in a group, as its profile allows; throws RollcallError when a request that has to work does not. */
export async function membersOf(
  context: ScimContext,
  what: { readonly group: string; readonly rules: MemberRules; readonly candidates: readonly string[] },
  signal: AbortSignal,
): Promise<Membership> {
  const { group, rules } = what;
  if (rules.readable !== "never") return readMembers(context, group, signal);
  switch (rules.checkBy) {
    case "none":
      return { kind: "unknown" };
    case "user-filter":
      return listMembers(context, group, signal);
    case "group-filter":
      return { kind: "asked", asked: new Set(what.candidates), members: await checkMembers(context, what, signal) };
  }
}

/** One 404 may be a hiccup, and would make every member a former one: the group must not be there by its name either. */
export async function doubtGone(
  context: ScimContext,
  seen: Membership,
  what: { readonly group: { readonly id: string; readonly name: string }; readonly signal: AbortSignal },
): Promise<Membership> {
  if (seen.kind !== "gone") return seen;
  const { id, name } = what.group;
  context.memory.groups.delete(name);
  const isThere = (await findGroup(context, name, what.signal)) === id;
  return isThere ? { kind: "unknown", reason: "the group is there by its name and not by its id" } : seen;
}

/** Remote ids of the accounts that a Group resource shows; groups in it are left out. */
export function memberIds(group: JsonObject): readonly string[] {
  return objectsField(group, "members").flatMap((member) => {
    const isGroup = textField(member, "type")?.toLowerCase() === "group";
    return isGroup ? [] : (textField(member, "value") ?? []);
  });
}

/** Whether an account is a member by what is known; null when it is not. */
export function isMember(membership: Membership, id: string): boolean | null {
  if (membership.kind === "unknown") return null;
  if (membership.kind === "gone") return false;
  if (membership.kind === "asked" && !membership.asked.has(id)) return null;
  return membership.members.has(id);
}

async function readMembers(context: ScimContext, group: string, signal: AbortSignal): Promise<Membership> {
  const path = `/Groups/${encodeURIComponent(group)}`;
  const wish = context.profile.members?.readable === "attribute" ? "?attributes=id,members" : "";
  const answer = await context.client.call({ method: "GET", path: `${path}${wish}` }, signal);
  if (answer.kind === "rejected" && answer.status === 404) return { kind: "gone" };
  return { kind: "all", members: new Set(memberIds(bodyOf(context.application, answer, "/Groups/{id}"))) };
}

/** The accounts that say they are in the group. */
async function listMembers(context: ScimContext, group: string, signal: AbortSignal): Promise<Membership> {
  const { client, profile } = context;
  const wish = { path: "/Users", query: { filter: equals("groups.value", group) } } as const;
  const pages = list({ client, paging: profile.paging, wish, probe: false }, signal);
  const members = new Set<string>();
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) {
    for (const user of step.value) members.add(textField(user, "id") ?? "");
  }
  return step.value.kind === "whole" ? { kind: "all", members } : { kind: "unknown" };
}

/** One request for each account: the group is found when the account is in it. */
async function checkMembers(
  context: ScimContext,
  what: { readonly group: string; readonly candidates: readonly string[] },
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const found = await eachOf(what.candidates, context.concurrency, async (id) => {
    const filter = `${equals("id", what.group)} and ${equals("members", id)}`;
    const answer = await context.client.call({ method: "GET", path: filtered("/Groups", filter) }, signal);
    const told = { answer, path: "/Groups?filter=id and members" };
    const hits = hitsOrThrow(context.application, told, (group) => textField(group, "id") === what.group);
    return hits.length > 0 ? [id] : [];
  });
  return new Set(found.flat());
}

import type { Account } from "../../model/access.ts";
import type { AccessPage, GroupPage, ListingVerdict } from "../../model/page.ts";
import type { MemberPair, ReadWish } from "../connector.ts";
import { readingOf, type ScimContext, usersWish } from "./context.ts";
import { type Reading, toAccount } from "./convert.ts";
import { type JsonObject, textField } from "./json.ts";
import { list } from "./listing.ts";
import { lookByName } from "./look.ts";
import { memberIds, membersOf } from "./members.ts";
import type { ListWish } from "./page.ts";
import type { MemberRules, Profile } from "./profile.ts";
import type { Trust } from "./tally.ts";
import { TextSet } from "./text-set.ts";

/** The live state, accounts first; then what it is worth. */
export async function* read(
  context: ScimContext,
  wish: ReadWish,
  signal: AbortSignal,
): AsyncGenerator<AccessPage, ListingVerdict> {
  const notes = new Notes(wish, await pairsOf(context.profile, wish), context.random.fraction());
  const reading = readingOf(context, wish);
  const users = yield* readAccounts(context, { reading, notes }, signal);
  context.memory.accounts = users.total;
  const rules = context.profile.members;
  const groups = rules === null ? noGroups : yield* readGroups(context, { wish, rules, notes }, signal);
  const counts = { accounts: users.count, groups: groups.count };
  const doubts = [...doubtOf("accounts", users), ...doubtOf("groups", groups), ...notes.doubts];
  if (doubts.length === 0) doubts.push(...(await doubtBySample(context, notes, signal)));
  if (doubts.length === 0) doubts.push(...(await doubtByCanary(context, notes, signal)));
  if (doubts.length === 0) return { kind: "complete", ...counts };
  return { kind: "untrusted", reason: doubts.join("; "), ...counts };
}

const noGroups: Trust = { kind: "whole", count: 0, total: 0 };

async function* readAccounts(
  context: ScimContext,
  what: { readonly reading: Reading; readonly notes: Notes },
  signal: AbortSignal,
): AsyncGenerator<AccessPage, Trust> {
  const { client, profile } = context;
  const wish = usersWish(what.reading);
  const pages = list({ client, paging: profile.paging, wish, probe: true }, signal);
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) {
    const accounts = step.value.flatMap((user) => {
      const account = toAccount(user, what.reading);
      if (account === null) what.notes.doubts.push("an account has no id or no userName");
      else what.notes.met(account);
      return account ?? [];
    });
    what.notes.turn(accounts, context.random.fraction());
    if (accounts.length > 0) yield { kind: "accounts", accounts };
  }
  return step.value;
}

async function* readGroups(
  context: ScimContext,
  what: { readonly wish: ReadWish; readonly rules: MemberRules; readonly notes: Notes },
  signal: AbortSignal,
): AsyncGenerator<AccessPage, Trust> {
  const { client, profile } = context;
  const areShown = what.rules.readable !== "never" && what.wish.groups.length > 0;
  const pages = list({ client, paging: profile.paging, wish: groupsWish(context, areShown), probe: true }, signal);
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) {
    const groups: GroupPage[] = [];
    for (const group of step.value) groups.push(await toGroup(context, { ...what, group, areShown }, signal));
    if (groups.length > 0) yield { kind: "groups", groups };
  }
  return step.value;
}

/** Members are most of the bytes of a group: they come only when somebody wants them. */
function groupsWish(context: ScimContext, areShown: boolean): ListWish {
  const path = "/Groups";
  if (!areShown) return { path, query: { excludedAttributes: "members" } };
  if (context.profile.members?.readable === "attribute")
    return { path, query: { attributes: "id,displayName,members" } };
  return { path, query: {}, ...(context.profile.projection ? { attributes: ["id", "displayName", "members"] } : {}) };
}

async function toGroup(
  context: ScimContext,
  what: {
    readonly group: JsonObject;
    readonly wish: ReadWish;
    readonly rules: MemberRules;
    readonly notes: Notes;
    readonly areShown: boolean;
  },
  signal: AbortSignal,
): Promise<GroupPage> {
  const { group, notes, rules } = what;
  const id = textField(group, "id") ?? "";
  const name = textField(group, "displayName") ?? "";
  if (name === "") notes.doubts.push("a group has no displayName");
  context.memory.groups.set(name, id);
  const page = { application: context.application, id, name };
  if (what.areShown) return { ...page, members: memberIds(group) };
  if (!what.wish.groups.includes(name)) return { ...page, members: null };
  const candidates = rules.checkBy === "group-filter" ? notes.candidates(name) : [];
  if (rules.checkBy === "group-filter" && candidates.length === 0) return { ...page, members: null };
  const membership = await membersOf(context, { group: id, rules, candidates }, signal);
  if (membership.kind === "unknown" || membership.kind === "gone") {
    if (rules.checkBy !== "none") notes.doubts.push(`the members of ${name} do not add up`);
    return { ...page, members: null };
  }
  const members = [...membership.members];
  return membership.kind === "all" ? { ...page, members } : { ...page, members, checked: [...membership.asked] };
}

/** The memberships to ask for one by one; none where the profile has a better way, or no way. */
async function pairsOf({ members }: Profile, wish: ReadWish): Promise<Iterable<MemberPair>> {
  const isAsked = members?.readable === "never" && members.checkBy === "group-filter";
  return isAsked ? ((await wish.pairs?.()) ?? []) : [];
}

/** What is noted while pages go by. */
class Notes {
  readonly doubts: string[] = [];
  /** Expected people whom no account carried so far. */
  readonly missing: Set<string>;
  /** One account by chance, to ask for by its id. */
  sample: string | null = null;
  readonly #userNames: TextSet;
  readonly #groupsByPerson = new Map<string, string[]>();
  readonly #candidates = new Map<string, string[]>();

  constructor(wish: ReadWish, pairs: Iterable<MemberPair>, seed: number) {
    this.#userNames = new TextSet(seed);
    this.missing = new Set(wish.expected);
    for (const { person, group } of pairs) append(this.#groupsByPerson, person, group);
  }

  met({ id, externalId: person, userName }: Account): void {
    if (!this.#userNames.add(userName.toLowerCase())) this.#doubtOnce("two accounts have the same userName");
    if (person === null || id === null) return;
    if (this.missing.size > 0) this.missing.delete(person);
    if (this.#groupsByPerson.size === 0) return;
    for (const group of this.#groupsByPerson.get(person) ?? []) append(this.#candidates, group, id);
  }

  /** `by` in [0, 1) chooses: every account that went by is as likely to be the sample. */
  turn(page: readonly Account[], by: number): void {
    const chosen = page[Math.floor(by * this.#userNames.size)];
    if (chosen !== undefined) this.sample = chosen.id;
  }

  #doubtOnce(doubt: string): void {
    if (!this.doubts.includes(doubt)) this.doubts.push(doubt);
  }

  /** Accounts whose membership of a group was asked for. */
  candidates(group: string): readonly string[] {
    return this.#candidates.get(group) ?? [];
  }
}

function append(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** An account of the listing has to be there by its id as well: ids that change from answer to answer lead nowhere. */
async function doubtBySample(context: ScimContext, notes: Notes, signal: AbortSignal): Promise<readonly string[]> {
  const { sample } = notes;
  if (sample === null) return [];
  const path = `/Users/${encodeURIComponent(sample)}`;
  for (let asked = 1; asked <= 2; asked += 1) {
    const answer = await context.client.call({ method: "GET", path }, signal);
    const isElsewhere = answer.kind === "ok" && answer.body !== null && textField(answer.body, "id") !== sample;
    const isAway = answer.kind === "rejected" && answer.status === 404;
    if (!isElsewhere && !isAway) return [];
  }
  return ["an account of the listing is not there by its id"];
}

/** People who should be there and are not listed are asked for by name: found, the listing hides accounts. */
async function doubtByCanary(context: ScimContext, notes: Notes, signal: AbortSignal): Promise<readonly string[]> {
  if (!context.profile.filter.users.includes("externalId")) return [];
  for (const person of sample([...notes.missing].sort(), () => context.random.fraction())) {
    const look = await lookByName(context, { id: null, person, userName: "" }, signal);
    if (look.kind === "found") return ["an account that is there is not in the listing"];
  }
  return [];
}

function sample(people: readonly string[], fraction: () => number): readonly string[] {
  const left = [...people];
  const chosen: string[] = [];
  while (chosen.length < canaries && left.length > 0)
    chosen.push(...left.splice(Math.floor(fraction() * left.length), 1));
  return chosen;
}

const canaries = 5;

function doubtOf(what: string, trust: Trust): readonly string[] {
  return trust.kind === "whole" ? [] : [`the listing of ${what} cannot be trusted: ${trust.reason}`];
}

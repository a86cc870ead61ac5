import type { AccountImage, Change } from "../../model/change.ts";
import type { Entitlement } from "../../model/role.ts";
import type { ScimRequest } from "./client.ts";
import type { LiveUser, ScimContext } from "./context.ts";
import { slotOf, valuesOf } from "./convert.ts";
import type { JsonObject } from "./json.ts";
import type { Subject } from "./look.ts";
import { holdingOperations, type Operation, operationsFor, patchBody, putBody, userBody } from "./patch.ts";
import type { Profile, Slot } from "./profile.ts";

/** Changes of one account that go out as one request: one change of the account, all that it is to hold, or its creation with some of that. */
export interface Target {
  readonly subject: Subject;
  readonly changes: readonly Change[];
}

/** What to do next about a target, by what was just looked at. */
export type Step =
  | { readonly kind: "right" }
  | { readonly kind: "write"; readonly request: ScimRequest }
  | { readonly kind: "impossible"; readonly status: "refused" | "failed"; readonly reason: string };

/** One target for each change of an account, with what its creation carries, and one for all else that an account is to hold. */
export function targetsOf(profile: Profile, changes: readonly Change[]): readonly Target[] {
  const creations = new Set(changes.flatMap(({ kind, key }) => (kind === "create-account" ? [key] : [])));
  const targets = new Map<string, Target>();
  for (const change of changes.toSorted((a, b) => firstOf(a) - firstOf(b))) {
    const key =
      "entitlement" in change ? (makerOf(profile, change, creations) ?? laneOf(subjectOf(change))) : change.key;
    const known = targets.get(key);
    targets.set(key, { subject: known?.subject ?? subjectOf(change), changes: [...(known?.changes ?? []), change] });
  }
  return [...targets.values()];
}

/** The key of the creation whose request carries a change; null when none of these does. */
export function makerOf({ creation }: Profile, change: Change, creations: ReadonlySet<string>): string | null {
  if (creations.size === 0 || (change.kind !== "grant" && change.kind !== "assign-seat")) return null;
  const isCarried = creation.carries.some((type) => type === change.entitlement.type);
  return isCarried ? (change.needs.find((need) => creations.has(need)) ?? null) : null;
}

/** What makes an account comes before what it carries. */
function firstOf({ kind }: Change): number {
  return kind === "create-account" ? 0 : 1;
}

/** Whose account a change is about. */
export function subjectOf({ account, person, userName }: Change): Subject {
  return { id: account, person, userName };
}

/** Whose requests must not overtake one another. */
export function laneOf({ id, person, userName }: Subject): string {
  return person ?? id ?? userName.toLowerCase();
}

/** Whether an account (null: there is none) is what a change wants. */
export function isRight(profile: Profile, change: Change, live: LiveUser | null): boolean {
  return wrongs(profile, change, live).length === 0;
}

/** What of an account is not as a change wants it, in words. */
export function wrongs(profile: Profile, change: Change, live: LiveUser | null): readonly string[] {
  switch (change.kind) {
    case "create-account":
    case "update-account":
    case "enable-account":
      return live === null ? ["the account"] : wrongNames(operationsFor(live.user, change.after, profile));
    case "disable-account":
      return live?.account.active === true ? ["active"] : [];
    case "delete-account":
      return live === null ? [] : ["the account"];
    case "grant":
    case "assign-seat":
      return live !== null && holds(profile, change.entitlement, live) ? [] : [change.entitlement.type];
    case "revoke":
    case "release-seat":
      return live === null || !holds(profile, change.entitlement, live) ? [] : [change.entitlement.type];
    case "end-sessions":
      return ["sessions"];
  }
}

/** The next step of a target; the account is written only when it is the person's, or nobody's. */
export function stepFor(context: ScimContext, target: Target, live: LiveUser | null): Step {
  const { profile } = context;
  const open = target.changes.filter((change) => !isRight(profile, change, live));
  const stranger = open.map((change) => foreignOwner(change, live)).find((owner) => owner !== null);
  if (stranger !== undefined) {
    const reason = `the account carries the id of somebody else: ${stranger}`;
    return { kind: "impossible", status: "refused", reason };
  }
  if (live !== null && open.some((change) => isAnother(context, change, live)))
    return {
      kind: "impossible",
      status: "refused",
      reason: "the account is not the one that was planned for: plan again",
    };
  const [first] = open;
  if (first === undefined) return { kind: "right" };
  if (live === null) {
    if (first.kind !== "create-account")
      return { kind: "impossible", status: "failed", reason: "there is no such account: plan again" };
    const lack = lackOfCreation(profile, first.after, open);
    if (lack !== null) return { kind: "impossible", status: "refused", reason: lack };
    const body = { ...userBody(first.after, profile), ...carriedBody(profile, open) };
    return { kind: "write", request: { method: "POST", path: "/Users", body } };
  }
  const path = `/Users/${encodeURIComponent(live.account.id)}`;
  const ifMatch = live.account.version;
  if (first.kind === "delete-account") return { kind: "write", request: { method: "DELETE", path, ifMatch } };
  const images = open.flatMap((change) => imageOperations(profile, change, live));
  const operations = [...images, ...holdingsOf(profile, open, live)];
  const { verb } = profile.update;
  const body = verb === "PATCH" ? patchBody(operations) : putBody(live.user, operations);
  return { kind: "write", request: { method: verb, path, ifMatch, body } };
}

/** Why the application would not make this account; null when it may. */
function lackOfCreation(profile: Profile, image: AccountImage, changes: readonly Change[]): string | null {
  const missing = profile.required.filter((name) => (image.attributes[name] ?? null) === null);
  if (missing.length > 0) return `the application makes no account without ${missing.join(", ")}`;
  const types = changes.flatMap((change) => ("entitlement" in change ? change.entitlement.type : []));
  const type = profile.creation.requires.find((each) => !types.includes(each));
  if (type === undefined) return null;
  return `the application makes no account without a ${type}, and none comes with this one: let a role grant one, or a pool have a seat free`;
}

/** What the new account is to hold from the start. */
function carriedBody(profile: Profile, changes: readonly Change[]): JsonObject {
  const lists: Record<string, readonly JsonObject[]> = {};
  for (const change of changes) {
    const slot = "entitlement" in change ? slotOf(profile, change.entitlement.type) : null;
    if (slot === null || !("entitlement" in change)) continue;
    lists[slot.attribute] = [...(lists[slot.attribute] ?? []), { value: change.entitlement.value }];
  }
  return lists;
}

function imageOperations(profile: Profile, change: Change, live: LiveUser): readonly Operation[] {
  const image: Partial<AccountImage> | null = "entitlement" in change ? null : change.after;
  return image === null ? [] : operationsFor(live.user, image, profile);
}

function holdingsOf(profile: Profile, changes: readonly Change[], live: LiveUser): readonly Operation[] {
  const bySlot = new Map<Slot["attribute"], { slot: Slot; give: string[]; take: string[] }>();
  for (const change of changes) {
    if (!("entitlement" in change)) continue;
    const slot = slotOf(profile, change.entitlement.type);
    if (slot === null) continue;
    const own = bySlot.get(slot.attribute) ?? { slot, give: [], take: [] };
    (change.after.held ? own.give : own.take).push(change.entitlement.value);
    bySlot.set(slot.attribute, own);
  }
  return [...bySlot.values()].flatMap(({ slot, give, take }) =>
    holdingOperations(live.user, slot, { give, take, profile }),
  );
}

function holds(profile: Profile, entitlement: Entitlement, live: LiveUser): boolean {
  const slot = slotOf(profile, entitlement.type);
  return slot !== null && valuesOf(live.user, slot.attribute).includes(entitlement.value);
}

/** Another person's id on the account, unless the plan saw it there and takes the account over. */
function foreignOwner(change: Change, live: LiveUser | null): string | null {
  const owner = live?.account.externalId ?? null;
  if (owner === null || change.person === null || owner === change.person) return null;
  return change.kind === "update-account" && change.before.externalId === owner ? null : owner;
}

/** An account that nobody marked, under another name than the plan saw: the id may have gone to somebody else since. */
function isAnother({ memory }: ScimContext, change: Change, { account }: LiveUser): boolean {
  if (account.externalId !== null) return false;
  const names = [change.userName, memory.renamed.get(account.id)];
  if (change.kind === "create-account" || change.kind === "update-account") names.push(change.after.userName);
  return !names.some((name) => name?.toLowerCase() === account.userName.toLowerCase());
}

function wrongNames(operations: readonly Operation[]): readonly string[] {
  return operations.map(({ path }) => path.split(":").at(-1) ?? path);
}

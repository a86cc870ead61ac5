import { RollcallError } from "../../model/error.ts";
import { type Look, readingOf, type ScimContext, usersWish } from "./context.ts";
import { eachOf } from "./each.ts";
import type { JsonObject } from "./json.ts";
import { textField } from "./json.ts";
import { list } from "./listing.ts";
import { found, lookById, lookByName, type Subject, unknownBecause } from "./look.ts";
import type { Trust } from "./tally.ts";

/**
 * Looks for many accounts, in the order of the subjects: through one listing where that takes fewer requests than asking for
 * each, or where filters cannot be believed.
 */
export async function lookForAll(
  context: ScimContext,
  subjects: readonly Subject[],
  signal: AbortSignal,
): Promise<readonly Look[]> {
  const known = subjects.map((subject) => withKnownId(context, subject));
  const census = await takeCensus(context, known, signal);
  let misses: readonly Look[] = [];
  return eachOf(known, context.concurrency, async (seeker) => {
    const [last] = misses;
    if (last !== undefined && misses.length >= enoughMisses) return last;
    const look = census(seeker) ?? (await lookAlone(context, seeker, signal));
    misses = look.kind === "unknown" && look.halt ? [look, ...misses] : [];
    return look;
  });
}

/** So many looks in a row without an answer: the application is out of reach, and the rest need not be tried. */
const enoughMisses = 3;

/** Looks for one account, and checks on this side that what came is what was asked for. */
export async function lookFor(context: ScimContext, subject: Subject, signal: AbortSignal): Promise<Look> {
  const [look] = await lookForAll(context, [subject], signal);
  return look ?? unknownBecause("was not asked");
}

/** What a listing says of a subject; null: it has to be asked for alone. */
type Census = (subject: Subject) => Look | null;

/** A subject whose id may only be remembered: the account may have gone, and another have come. */
export interface Seeker extends Subject {
  readonly isRemembered: boolean;
}

/** Looks for one account without a listing. */
export async function lookAlone(context: ScimContext, seeker: Seeker, signal: AbortSignal): Promise<Look> {
  if (seeker.id === null) return lookByName(context, seeker, signal);
  const look = await lookById(context, seeker.id, signal);
  if (look.kind !== "absent") return look;
  if (!seeker.isRemembered || seeker.person === null) return confirmAbsence(context, seeker.id, { seeker, signal });
  context.memory.ids.delete(seeker.person);
  return lookByName(context, { ...seeker, id: null }, signal);
}

/** One 404 may be a hiccup, and would end in "nothing to disable": the account must not be there by its name either. */
async function confirmAbsence(
  context: ScimContext,
  id: string,
  what: { readonly seeker: Seeker; readonly signal: AbortSignal },
): Promise<Look> {
  if (context.profile.filter.users.length === 0) return lookById(context, id, what.signal);
  const look = await lookByName(context, what.seeker, what.signal);
  if (look.kind !== "found") return look;
  if (look.live.account.id === id) return unknownBecause("shows the account by its name and not by its id");
  const isOwn = look.live.account.externalId !== null && look.live.account.externalId === what.seeker.person;
  return isOwn ? unknownBecause("has the account under another id now: plan again") : { kind: "absent" };
}

async function takeCensus(context: ScimContext, subjects: readonly Subject[], signal: AbortSignal): Promise<Census> {
  const { filter } = context.profile;
  const nameless = subjects.filter(({ id }) => id === null).length;
  const isNeeded = nameless > 0 && (filter.zeroMeansUnknown || filter.users.length === 0);
  const requests = subjects.length - nameless + nameless * filter.users.length;
  const maxPages = isNeeded ? undefined : Math.floor(requests / 2);
  const pages = Math.ceil((context.memory.accounts ?? 0) / context.profile.paging.maxCount);
  if (maxPages !== undefined && maxPages < Math.max(2, pages)) return () => null;
  const roll = new Roll(subjects);
  const trust = await readRoll(context, roll, { maxPages, signal });
  return (subject) => {
    if (trust.kind === "failed") return isNeeded ? trust.look : null;
    const look = roll.find(context, subject, trust.kind === "whole");
    if (look !== null || subject.id !== null || !isNeeded) return look;
    return unknownBecause(`has a listing that cannot be trusted: ${trust.kind === "doubtful" ? trust.reason : ""}`);
  };
}

async function readRoll(
  context: ScimContext,
  roll: Roll,
  how: { readonly maxPages: number | undefined; readonly signal: AbortSignal },
): Promise<Trust | { readonly kind: "failed"; readonly look: Look }> {
  const { client, profile } = context;
  const wish = usersWish(readingOf(context));
  const limit = how.maxPages === undefined ? {} : { maxPages: how.maxPages };
  const pages = list({ client, paging: profile.paging, wish, probe: false, ...limit }, how.signal);
  try {
    let step = await pages.next();
    for (; step.done !== true; step = await pages.next()) for (const user of step.value) roll.add(user);
    context.memory.accounts = step.value.total;
    return step.value;
  } catch (error) {
    if (!(error instanceof RollcallError) || error.code === "aborted") throw error;
    return { kind: "failed", look: { kind: "unknown", reason: error.message, halt: true } };
  }
}

/** The accounts of a listing that somebody is looking for. */
class Roll {
  readonly #byId = new Map<string, JsonObject[]>();
  readonly #byPerson = new Map<string, JsonObject[]>();
  readonly #byName = new Map<string, JsonObject[]>();

  constructor(subjects: readonly Subject[]) {
    for (const { id, person, userName } of subjects) {
      if (id !== null) this.#byId.set(id, []);
      if (person !== null) this.#byPerson.set(person, []);
      this.#byName.set(userName.toLowerCase(), []);
    }
  }

  add(user: JsonObject): void {
    this.#byId.get(textField(user, "id") ?? "")?.push(user);
    this.#byPerson.get(textField(user, "externalId") ?? "")?.push(user);
    this.#byName.get(textField(user, "userName")?.toLowerCase() ?? "")?.push(user);
  }

  /** Absent is only believed of a whole listing, and an id that it lacks is asked for alone. */
  find(context: ScimContext, subject: Subject, isWhole: boolean): Look | null {
    const hits = this.#hits(subject);
    if (hits.length > 1) return unknownBecause("has several accounts for the same person");
    const [hit] = hits;
    if (hit !== undefined) return found(context, hit);
    return isWhole && subject.id === null ? { kind: "absent" } : null;
  }

  #hits({ id, person, userName }: Subject): readonly JsonObject[] {
    if (id !== null) return this.#byId.get(id) ?? [];
    const own = person === null ? [] : (this.#byPerson.get(person) ?? []);
    return own.length > 0 ? own : (this.#byName.get(userName.toLowerCase()) ?? []);
  }
}

function withKnownId(context: ScimContext, subject: Subject): Seeker {
  if (subject.id !== null || subject.person === null) return { ...subject, isRemembered: false };
  return { ...subject, id: context.memory.ids.get(subject.person) ?? null, isRemembered: true };
}

import { RollcallError } from "../../model/error.ts";
import type { Answer } from "./answer.ts";
import { type Look, readingOf, type ScimContext } from "./context.ts";
import { toAccount } from "./convert.ts";
import { equals, filtered } from "./filter.ts";
import { field, isList, isObject, isShallow, type JsonObject, numberField, textField } from "./json.ts";
import { bodyOf } from "./page.ts";

/** Whose account to look for: by remote id when that is known, else by person and then by userName. */
export interface Subject {
  readonly id: string | null;
  readonly person: string | null;
  readonly userName: string;
}

/** The account with a remote id. */
export async function lookById(context: ScimContext, id: string, signal: AbortSignal): Promise<Look> {
  const answer = await context.client.call({ method: "GET", path: `/Users/${encodeURIComponent(id)}` }, signal);
  if (answer.kind === "rejected" && answer.status === 404) return { kind: "absent" };
  if (answer.kind !== "ok" || answer.body === null) return unknown(answer);
  return textField(answer.body, "id") === id
    ? found(context, answer.body)
    : unknownBecause("showed another account than was asked for");
}

/** The account that carries a person's id, or else has the userName. */
export async function lookByName(context: ScimContext, subject: Subject, signal: AbortSignal): Promise<Look> {
  for (const attribute of context.profile.filter.users) {
    const value = attribute === "externalId" ? subject.person : subject.userName;
    if (value === null || value === "") continue;
    const path = filtered("/Users", equals(attribute, value));
    const answer = await context.client.call({ method: "GET", path }, signal);
    const hits = hitsOf(answer, (user) => isMatch(user, attribute, value));
    if (hits.kind === "unusable") return unknown(answer);
    if (hits.kind === "short") return unknownBecause(hits.reason);
    const { matching } = hits;
    if (matching.length > 1) return unknownBecause(`has ${matching.length} accounts with the same ${attribute}`);
    const [match] = matching;
    if (match !== undefined) return found(context, match);
  }
  return { kind: "absent" };
}

type Hits =
  | { readonly kind: "hits"; readonly matching: readonly JsonObject[] }
  /** It shows nothing that matches, and not all that it counts: that is not "none". */
  | { readonly kind: "short"; readonly reason: string }
  | { readonly kind: "unusable" };

/** The resources that a filter found and that are what was asked for: not every service heeds a filter. */
function hitsOf(answer: Answer, isWanted: (resource: JsonObject) => boolean): Hits {
  if (answer.kind !== "ok" || answer.body === null) return { kind: "unusable" };
  const resources = field(answer.body, "Resources");
  const total = numberField(answer.body, "totalResults");
  if (!isList(resources) && total === null) return { kind: "unusable" };
  const shown = isList(resources) ? resources.filter(isObject) : [];
  const matching = shown.filter(isWanted);
  if (matching.length > 0 || total === null || total <= shown.length) return { kind: "hits", matching };
  return { kind: "short", reason: `counts ${total} and shows ${shown.length} when it is asked for one by a filter` };
}

/** The resources that a filter found and that are wanted; throws RollcallError when there is no usable answer, which is never "none". */
export function hitsOrThrow(
  application: string,
  what: { readonly answer: Answer; readonly path: string },
  isWanted: (resource: JsonObject) => boolean,
): readonly JsonObject[] {
  const { answer, path } = what;
  const hits = hitsOf(answer, isWanted);
  if (hits.kind === "hits") return hits.matching;
  bodyOf(application, answer, path);
  const reason = hits.kind === "short" ? hits.reason : `answered with JSON that is no listing to GET ${path}`;
  throw new RollcallError("application-unreachable", `${application} ${reason}`);
}

/** What an answer that gives no account says. */
function unknown(answer: Answer): Look {
  if (answer.kind === "ok") return unknownBecause("answered with nothing that can be read");
  const halt = answer.kind === "rejected" ? answer.status === 401 : true;
  return { kind: "unknown", reason: answer.reason, halt };
}

/** A SCIM User as something that was found. */
export function found(context: ScimContext, user: JsonObject): Look {
  const account = toAccount(user, readingOf(context));
  if (account === null || account.id === null) return unknownBecause("showed an account without id or userName");
  // A whole account may be put back, and what is too deep cannot be written.
  if (!isShallow(user)) return unknownBecause("showed an account that is nested too deep");
  return { kind: "found", live: { account: { ...account, id: account.id }, user } };
}

/** Whether a resource has the value that was asked for; userName has no case (RFC 7643 section 4.1.1), externalId has. */
function isMatch(user: JsonObject, attribute: "externalId" | "userName", value: string): boolean {
  const have = textField(user, attribute);
  return attribute === "externalId" ? have === value : have?.toLowerCase() === value.toLowerCase();
}

/** Why nothing is known. */
export function unknownBecause(reason: string): Look {
  return { kind: "unknown", reason, halt: false };
}

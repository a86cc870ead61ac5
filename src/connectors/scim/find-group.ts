import { RollcallError } from "../../model/error.ts";
import type { ScimContext } from "./context.ts";
import { equals, filtered } from "./filter.ts";
import { type JsonObject, textField } from "./json.ts";
import { list } from "./listing.ts";
import { hitsOrThrow } from "./look.ts";

/** Remote id of the group with exactly this name; null when there is none. Throws RollcallError when that cannot be said. */
export async function findGroup(context: ScimContext, name: string, signal: AbortSignal): Promise<string | null> {
  const known = context.memory.groups.get(name);
  if (known !== undefined) return known;
  const hits = context.profile.filter.groups
    ? await askFor(context, name, signal)
    : await searchFor(context, name, signal);
  const ids = new Set(hits.map((group) => textField(group, "id")));
  if (ids.size > 1) {
    throw new RollcallError(
      "listing-untrusted",
      `${context.application} has ${ids.size} groups called ${name}: rename all but one`,
    );
  }
  const [id = null] = ids;
  if (id !== null) context.memory.groups.set(name, id);
  return id;
}

async function askFor(context: ScimContext, name: string, signal: AbortSignal): Promise<readonly JsonObject[]> {
  const path = `${filtered("/Groups", equals("displayName", name))}&excludedAttributes=members`;
  const answer = await context.client.call({ method: "GET", path }, signal);
  const what = { answer, path: "/Groups?filter=displayName" };
  return hitsOrThrow(context.application, what, (group) => textField(group, "displayName") === name);
}

async function searchFor(context: ScimContext, name: string, signal: AbortSignal): Promise<readonly JsonObject[]> {
  const { client, profile, application } = context;
  const wish = { path: "/Groups", query: { excludedAttributes: "members" } } as const;
  const pages = list({ client, paging: profile.paging, wish, probe: false }, signal);
  const hits: JsonObject[] = [];
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) {
    hits.push(...step.value.filter((group) => textField(group, "displayName") === name));
  }
  if (step.value.kind === "whole" || hits.length > 0) return hits;
  throw new RollcallError(
    "listing-untrusted",
    `${application}: the listing of groups cannot be trusted: ${step.value.reason}`,
  );
}

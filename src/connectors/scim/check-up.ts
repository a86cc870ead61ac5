import type { CheckUpRow } from "../../model/check-up.ts";
import { RollcallError } from "../../model/error.ts";
import type { Answer } from "./answer.ts";
import type { ScimContext } from "./context.ts";
import { equals, filtered } from "./filter.ts";
import { field, isObject, type JsonObject, objectsField, textField } from "./json.ts";

/**
 * Asks a live service, by reads alone, for what its profile takes for granted. Throws `application-refused` or
 * `application-unreachable` when it does not answer at all.
 */
export async function checkUp(context: ScimContext, signal: AbortSignal): Promise<readonly CheckUpRow[]> {
  const get: Get = (path) => context.client.call({ method: "GET", path }, signal);
  const first = bodyOf(context, await get(`/Users?count=${context.profile.paging.maxCount}`));
  const about = await get("/ServiceProviderConfig");
  const found = { context, get, first };
  return [
    ...announced(context, about.kind === "ok" ? about.body : null),
    pageSize(found),
    total(found),
    await secondPage(found),
    await projection(found),
    ...(await lookUps(found)),
    await absence(found),
    version(found),
    ...(await groups(found)),
  ];
}

type Get = (path: string) => Promise<Answer>;

interface Found {
  readonly context: ScimContext;
  readonly get: Get;
  readonly first: JsonObject;
}

/** What the service says of itself; many say more than they do. */
function announced({ profile }: ScimContext, about: JsonObject | null): readonly CheckUpRow[] {
  const says = (name: string): boolean | null => {
    const part = about === null ? undefined : field(about, name);
    const supported = isObject(part) ? field(part, "supported") : undefined;
    return typeof supported === "boolean" ? supported : null;
  };
  return [
    row("announced.patch", {
      profile: yes(profile.update.verb === "PATCH"),
      server: known(says("patch")),
      advice: "a service without PATCH needs a profile with update.verb PUT",
    }),
    row("announced.etag", {
      profile: yes(profile.etag),
      server: versions(profile.etag, says("etag")),
      advice: noVersions,
    }),
  ];
}

function pageSize({ context, first }: Found): CheckUpRow {
  const { maxCount } = context.profile.paging;
  const got = objectsField(first, "Resources").length;
  const all = numberField(first, "totalResults");
  const isWhole = all !== null && got >= Math.min(all, maxCount);
  const server = isWhole && got < maxCount ? null : String(got);
  return row("paging.maxCount", { profile: String(maxCount), server, advice: `set paging.maxCount to ${got}` });
}

function total({ context, first }: Found): CheckUpRow {
  const all = numberField(first, "totalResults");
  const isOptional = context.profile.paging.mode === "cursor";
  const server = all === null ? (isOptional ? null : "missing") : "told";
  return row("paging.totalResults", {
    profile: "told",
    server,
    advice: "without a total no listing by index proves itself",
  });
}

/** The second page must go on where the first ended. */
async function secondPage({ context, get, first }: Found): Promise<CheckUpRow> {
  const name = "paging.goesOn";
  const ids = idsOf(first);
  const cursor = textField(first, "nextCursor");
  const all = numberField(first, "totalResults") ?? 0;
  const { mode, maxCount } = context.profile.paging;
  if (mode === "none" || (mode === "index" && all <= ids.length) || (mode === "cursor" && cursor === null)) {
    return row(name, { profile: mode, server: null, advice: null });
  }
  const next = mode === "cursor" ? `cursor=${encodeURIComponent(cursor ?? "")}` : `startIndex=${ids.length + 1}`;
  const answer = await get(`/Users?${next}&count=${maxCount}`);
  const second = answer.kind === "ok" && answer.body !== null ? idsOf(answer.body) : [];
  const isNew = second.length > 0 && second.every((id) => !ids.includes(id));
  const server = isNew ? mode : answer.kind === "ok" ? "repeats itself, or ends early" : answer.reason;
  return row(name, { profile: mode, server, advice: "its listings will not be trusted: choose another paging.mode" });
}

async function projection({ context, get, first }: Found): Promise<CheckUpRow> {
  const answer = await get("/Users?count=1&attributes=userName");
  const [resource] = answer.kind === "ok" && answer.body !== null ? objectsField(answer.body, "Resources") : [];
  const [whole] = objectsField(first, "Resources");
  const canTell = resource !== undefined && whole !== undefined && Object.keys(whole).length > 4;
  const isObeyed = canTell && Object.keys(resource).length < Object.keys(whole).length;
  const { projection: isExpected } = context.profile;
  return row("projection", {
    profile: yes(isExpected),
    server: canTell ? yes(isObeyed) : null,
    advice: `set projection to ${isObeyed}`,
  });
}

/** Somebody who is in the listing must be found by what the profile looks for. */
async function lookUps({ context, get, first }: Found): Promise<readonly CheckUpRow[]> {
  const rows: CheckUpRow[] = [];
  for (const attribute of context.profile.filter.users) {
    const known = objectsField(first, "Resources").find((user) => (textField(user, attribute) ?? "") !== "");
    const value = known === undefined ? null : textField(known, attribute);
    const id = known === undefined ? null : textField(known, "id");
    const answer = value === null ? null : await get(filtered("/Users", equals(attribute, value), ["id", attribute]));
    const ids = answer?.kind === "ok" && answer.body !== null ? idsOf(answer.body) : [];
    const server =
      answer === null
        ? null
        : answer.kind !== "ok"
          ? answer.reason
          : ids.includes(id ?? "")
            ? "finds"
            : "does not find";
    rows.push(
      row(`filter.${attribute}`, { profile: "finds", server, advice: `take ${attribute} out of filter.users` }),
    );
  }
  return rows;
}

/** Nobody must be found by a name that nobody has. */
async function absence({ context, get }: Found): Promise<CheckUpRow> {
  const [attribute = "userName"] = context.profile.filter.users;
  const nobody = `nobody-${Buffer.from(context.random.bytes(9)).toString("hex")}`;
  const answer = await get(filtered("/Users", equals(attribute, nobody), ["id", attribute]));
  const hits = answer.kind === "ok" && answer.body !== null ? idsOf(answer.body).length : 0;
  const server =
    answer.kind === "ok" ? (hits === 0 ? "finds nobody" : `finds ${hits} for a name that nobody has`) : answer.reason;
  return row("filter.absence", {
    profile: "finds nobody",
    server,
    advice: "the filter is not obeyed: take it out of the profile",
  });
}

function version({ context, first }: Found): CheckUpRow {
  const [user] = objectsField(first, "Resources");
  const meta = user === undefined ? undefined : field(user, "meta");
  const has = isObject(meta) && textField(meta, "version") !== null;
  const { etag } = context.profile;
  return row("etag", {
    profile: yes(etag),
    server: versions(etag, user === undefined ? null : has),
    advice: noVersions,
  });
}

const noVersions = "set etag to false: there is no version to bind a write to";

/** Versions that the profile does not trust may be there or not: only a refused write would tell. */
function versions(isTrusted: boolean, has: boolean | null): string | null {
  return has === true && !isTrusted ? null : known(has);
}

async function groups({ context, get }: Found): Promise<readonly CheckUpRow[]> {
  const { members } = context.profile;
  const answer = await get("/Groups?count=10");
  const listed = answer.kind === "ok" && answer.body !== null ? objectsField(answer.body, "Resources") : [];
  const there = row("groups", {
    profile: yes(members !== null),
    server: yes(answer.kind === "ok"),
    advice: "say in the profile whether there are groups",
  });
  if (members === null || listed.length === 0) return [there];
  const shown = listed.some((group) => objectsField(group, "members").length > 0);
  const expected = members.readable === "full";
  const advice = "say in members.readable whether a group tells who is in it";
  return [
    there,
    row("members.readable", {
      profile: yes(expected),
      server: shown ? yes(true) : expected ? null : yes(false),
      advice,
    }),
  ];
}

function row(check: string, said: { profile: string; server: string | null; advice: string | null }): CheckUpRow {
  const { profile, server } = said;
  if (server === null) return { check, profile, server: "cannot tell", verdict: "unknown", advice: null };
  const isSame = server === profile;
  return { check, profile, server, verdict: isSame ? "same" : "differs", advice: isSame ? null : said.advice };
}

function bodyOf({ application }: ScimContext, answer: Answer): JsonObject {
  if (answer.kind === "ok" && answer.body !== null) return answer.body;
  const reason = answer.kind === "ok" ? "answered with nothing" : answer.reason;
  const isRefused = answer.kind === "rejected" && (answer.status === 401 || answer.status === 403);
  throw new RollcallError(isRefused ? "application-refused" : "application-unreachable", `${application} ${reason}`);
}

function idsOf(list: JsonObject): readonly string[] {
  return objectsField(list, "Resources").flatMap((resource) => textField(resource, "id") ?? []);
}

function numberField(object: JsonObject, name: string): number | null {
  const value = field(object, name);
  return typeof value === "number" ? value : null;
}

function yes(is: boolean): string {
  return is ? "yes" : "no";
}

function known(is: boolean | null): string | null {
  return is === null ? null : yes(is);
}

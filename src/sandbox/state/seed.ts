import { readFileSync } from "node:fs";
import { isList, isObject, type Json, type JsonObject, parseJson } from "../json.ts";
import { normalizeObject } from "../schema/normalize.ts";
import { type Kind, resourceTypes } from "../schema/resource-type.ts";
import { activityExtension } from "../schema/user.ts";
import { activityOf, type Entry, NO_MEMBERS } from "./entry.ts";
import type { Store } from "./store.ts";

/** Plain resources, for seeding and comparing: SCIM attributes with `id`; a group's `members` are ids. */
export interface Snapshot {
  readonly users: readonly JsonObject[];
  readonly groups: readonly JsonObject[];
}

/** Everything in a store, in the order of listing; `meta` has created, lastModified and the version as a number. */
export function takeSnapshot(store: Store): Snapshot {
  const users: JsonObject[] = [];
  const groups: JsonObject[] = [];
  for (const entry of store.entries()) {
    const meta = { created: entry.created, lastModified: entry.modified, version: entry.version };
    const plain = { id: entry.id, ...entry.attributes, ...activityOf(entry), meta };
    if (entry.kind === "User") users.push(plain);
    else groups.push({ ...plain, members: [...entry.members] });
  }
  return { users, groups };
}

/** Reads a snapshot out of JSON; throws an Error when it is none. */
export function parseSnapshot(json: Json | undefined): Snapshot {
  const { users = [], groups = [] } = isObject(json) ? json : { users: null };
  if (isList(users) && isList(groups) && users.every(isObject) && groups.every(isObject)) return { users, groups };
  throw new Error("a seed must be an object with lists of users and groups");
}

/** Reads a snapshot out of a JSON file; throws an Error when it is none. */
export function readSeed(path: string): Snapshot {
  return parseSnapshot(parseJson(readFileSync(path, "utf8")));
}

/** Turns plain resources into entries; throws an Error for what could not have come about over SCIM. */
export function toEntries(
  snapshot: Snapshot,
  store: Store,
  given: { now: string; newId: () => string },
): readonly Entry[] {
  const users = snapshot.users.map((plain) => toEntry("User", plain, given));
  const groups = snapshot.groups.map((plain) => toEntry("Group", plain, given));
  const entries = [...users, ...groups];
  const known = new Set<string>();
  const names = new Set<string>();
  for (const { kind, id, attributes } of entries) {
    if (known.has(id) || store.find(id) !== undefined) throw new Error(`seed: the id ${id} is taken`);
    known.add(id);
    const name = attributes[resourceTypes[kind].nameAttribute];
    if (typeof name !== "string") throw new Error(`seed: ${kind} ${id} has no ${resourceTypes[kind].nameAttribute}`);
    const key = `${kind} ${name.toLowerCase()}`;
    if (names.has(key) || store.table(kind).named(name).size > 0) throw new Error(`seed: the name ${name} is taken`);
    names.add(key);
  }
  for (const group of groups) {
    for (const member of group.members) {
      if (!known.has(member) && store.find(member) === undefined) throw new Error(`seed: there is no member ${member}`);
    }
  }
  return entries;
}

function toEntry(kind: Kind, plain: JsonObject, given: { now: string; newId: () => string }): Entry {
  const { id, members, meta, ...rest } = plain;
  const { schemas: _, ...attributes } = normalizeObject(resourceTypes[kind].shape, rest);
  const { created, lastModified, version } = isObject(meta) ? meta : {};
  const activity = plain[activityExtension.name];
  const lastSignIn = isObject(activity) ? activity["lastSignIn"] : null;
  return {
    kind,
    id: typeof id === "string" ? id : given.newId(),
    created: typeof created === "string" ? created : given.now,
    modified: typeof lastModified === "string" ? lastModified : given.now,
    version: typeof version === "number" ? version : 1,
    signedIn: typeof lastSignIn === "string" ? lastSignIn : null,
    attributes,
    members: kind === "Group" ? new Set(memberIds(members)) : NO_MEMBERS,
  };
}

function memberIds(json: Json | undefined): readonly string[] {
  return (isList(json) ? json : []).map((each) => {
    const id = isObject(each) ? each["value"] : each;
    if (typeof id !== "string") throw new Error("seed: a member must be an id");
    return id;
  });
}

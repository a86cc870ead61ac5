import type { Json, JsonObject } from "../json.ts";
import { type Kind, kinds, resourceTypes } from "../schema/resource-type.ts";
import type { Effect } from "./effect.ts";
import { type Entry, NO_MEMBERS } from "./entry.ts";
import { addTo, removeFrom, Table } from "./table.ts";

/** The resources of one application. It changes only by applying effects, so that a replay leads to the same state. */
export class Store {
  #tables = emptyTables();
  #members = new Map<string, Set<string>>();
  #memberships = new Map<string, Set<string>>();
  /** One more with every change; a cached selection is good for one revision. */
  revision = 0;

  get(kind: Kind, id: string): Entry | undefined {
    return this.#tables[kind].get(id);
  }

  /** The resource of either kind with this id. */
  find(id: string): Entry | undefined {
    return this.#tables.User.get(id) ?? this.#tables.Group.get(id);
  }

  table(kind: Kind): Table {
    return this.#tables[kind];
  }

  /** The ids of the groups that hold this id directly. */
  groupsHolding(id: string): ReadonlySet<string> {
    return this.#memberships.get(id) ?? NO_MEMBERS;
  }

  /** Every entry, accounts before groups, oldest first. */
  *entries(): Generator<Entry> {
    for (const kind of kinds) {
      for (const id of this.#tables[kind].ids()) {
        const entry = this.get(kind, id);
        if (entry !== undefined) yield entry;
      }
    }
  }

  /** The resource as an effect would leave it, or null when the effect removes it. Changes nothing. */
  preview(effect: Effect): Entry | null {
    if (effect.action === "deleted") return null;
    const before = this.get(effect.resourceType, effect.id);
    const members = new Set(before?.members);
    for (const id of effect.membersRemoved) members.delete(id);
    for (const id of effect.membersAdded) members.add(id);
    return this.#next(effect, before, members);
  }

  /** Makes an effect happen, and gives the resource as it was and as it is. */
  apply(effect: Effect): { readonly before: Entry | null; readonly after: Entry | null } {
    this.revision += 1;
    const before = this.get(effect.resourceType, effect.id);
    if (effect.action === "deleted") {
      if (before !== undefined) this.#delete(before, effect);
      return { before: before ?? null, after: null };
    }
    const members = effect.resourceType === "User" ? NO_MEMBERS : this.#changeMembers(effect);
    const after = this.#next(effect, before, members);
    this.#tables[effect.resourceType].put(after);
    return { before: before ?? null, after };
  }

  /** Puts an entry in as it is. */
  insert(entry: Entry): void {
    this.revision += 1;
    const members = new Set(entry.members);
    if (entry.kind === "Group") this.#members.set(entry.id, members);
    this.#tables[entry.kind].put(entry.kind === "Group" ? { ...entry, members } : entry);
    for (const member of members) addTo(this.#memberships, member, entry.id);
  }

  /** Notes when somebody last signed in with an account. */
  signIn(entry: Entry, at: string): void {
    this.revision += 1;
    this.#tables[entry.kind].put({ ...entry, signedIn: at });
  }

  /** Forgets everything. */
  clear(): void {
    this.revision += 1;
    this.#tables = emptyTables();
    this.#members = new Map();
    this.#memberships = new Map();
  }

  #next(effect: Effect, before: Entry | undefined, members: ReadonlySet<string>): Entry {
    return {
      kind: effect.resourceType,
      id: effect.id,
      created: before?.created ?? effect.at,
      modified: effect.at,
      version: effect.version,
      signedIn: before?.signedIn ?? null,
      attributes: merge(before?.attributes ?? {}, effect),
      members,
    };
  }

  #changeMembers(effect: Effect): ReadonlySet<string> {
    // Changed in place: copying the members of a large group for each PATCH would make a thousand small ones quadratic.
    const members = this.#members.get(effect.id) ?? new Set<string>();
    this.#members.set(effect.id, members);
    for (const id of effect.membersRemoved) {
      members.delete(id);
      removeFrom(this.#memberships, id, effect.id);
    }
    for (const id of effect.membersAdded) {
      members.add(id);
      addTo(this.#memberships, id, effect.id);
    }
    return members;
  }

  #delete(entry: Entry, effect: Effect): void {
    for (const member of entry.members) removeFrom(this.#memberships, member, entry.id);
    for (const groupId of effect.leftGroups) this.#leave(groupId, entry.id, effect.at);
    this.#members.delete(entry.id);
    this.#tables[entry.kind].delete(entry.id);
  }

  #leave(groupId: string, memberId: string, at: string): void {
    const group = this.get("Group", groupId);
    if (group === undefined) return;
    this.#members.get(groupId)?.delete(memberId);
    removeFrom(this.#memberships, memberId, groupId);
    this.#tables.Group.put({ ...group, modified: at, version: group.version + 1 });
  }
}

function emptyTables(): Record<Kind, Table> {
  return {
    User: new Table(resourceTypes.User.nameAttribute),
    Group: new Table(resourceTypes.Group.nameAttribute),
  };
}

function merge(attributes: JsonObject, effect: Effect): JsonObject {
  const merged: Record<string, Json> = { ...attributes };
  for (const name of Object.keys(effect.before)) delete merged[name];
  return Object.assign(merged, effect.after);
}

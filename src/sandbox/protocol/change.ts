import type { Dialect } from "../dialect.ts";
import { isEqual, isList, type Json, type JsonObject, pick } from "../json.ts";
import { MemberDraft } from "../patch/member-draft.ts";
import { addMember, memberIds } from "../patch/members.ts";
import { type Draft, type PatchContext, patch } from "../patch/patch.ts";
import { normalizeObject } from "../schema/normalize.ts";
import { type Kind, type ResourceType, resourceTypes } from "../schema/resource-type.ts";
import type { Seats } from "../seats.ts";
import type { Effect } from "../state/effect.ts";
import { type Entry, NO_MEMBERS } from "../state/entry.ts";
import type { Store } from "../state/store.ts";
import { badRequest, ScimError } from "./scim-error.ts";

/** What a change would do: an effect still without its number, time and request. */
export type Proposal = Omit<Effect, "seq" | "at" | "application" | "requestId">;

/** Works out what a request would change, without changing anything. Every refusal is a thrown ScimError. */
export class Changes {
  readonly #store: Store;
  readonly #dialect: Dialect;
  readonly #seats: Seats;
  readonly #member: (id: string) => JsonObject;

  constructor(parts: { store: Store; dialect: Dialect; seats: Seats; member: (id: string) => JsonObject }) {
    this.#store = parts.store;
    this.#dialect = parts.dialect;
    this.#seats = parts.seats;
    this.#member = parts.member;
  }

  create(kind: Kind, id: string, body: JsonObject): Proposal {
    const draft = this.#readResource(resourceTypes[kind], body, NO_MEMBERS);
    if (kind === "User") checkComplete(this.#dialect, body);
    const { added } = draft.members.changes();
    this.#checkNamed(draft);
    this.#check(kind, null, draft);
    return {
      ...{ method: "POST", action: "created", resourceType: kind, id, version: 1 },
      ...{ before: {}, after: draft.attributes, membersAdded: added, membersRemoved: [], leftGroups: [] },
    };
  }

  /** What PUT would change, or null when the resource is already like that. */
  replace(entry: Entry, body: JsonObject): Proposal | null {
    if (entry.kind === "Group" && !this.#dialect.members.replaceAllowed) {
      throw new ScimError(501, "PUT of a group is not supported: PATCH it");
    }
    return this.#written(entry, this.#readResource(resourceTypes[entry.kind], body, entry.members), "PUT");
  }

  /** What PATCH would change, or null when the resource is already like that. */
  patch(entry: Entry, body: JsonObject): Proposal | null {
    const draft: Draft = { attributes: entry.attributes, members: new MemberDraft(entry.members) };
    patch(draft, body, this.#context(resourceTypes[entry.kind]));
    this.#checkNamed(draft);
    return this.#written(entry, draft, "PATCH");
  }

  /** What a write to an account comes to here: some change less than they say, and to some it is the end. */
  #written(entry: Entry, draft: Draft, method: "PUT" | "PATCH"): Proposal | null {
    if (entry.kind === "Group") return this.#difference(entry, draft, method);
    const { changeable, inactiveFrozen } = this.#dialect.writes;
    if (inactiveFrozen && entry.attributes["active"] === false && draft.attributes["active"] !== true) {
      throw badRequest("mutability", "an inactive account cannot change: activate it in the same request");
    }
    if (this.#dialect.deactivation === "delete" && draft.attributes["active"] === false) {
      return { ...this.#removal(entry), method };
    }
    if (changeable !== null && method === "PATCH")
      draft.attributes = withOnly(changeable, entry.attributes, draft.attributes);
    return this.#difference(entry, draft, method);
  }

  /** What DELETE would change, or null when the account is already inactive and that is all that DELETE does. */
  remove(entry: Entry): Proposal | null {
    if (entry.kind === "User" && this.#dialect.deleteUser === "deactivate") {
      const attributes = { ...entry.attributes, active: false };
      return this.#difference(entry, { attributes, members: new MemberDraft(NO_MEMBERS) }, "DELETE");
    }
    return this.#removal(entry);
  }

  #removal(entry: Entry): Proposal {
    return {
      ...{ method: "DELETE", action: "deleted", resourceType: entry.kind, id: entry.id, version: entry.version },
      ...{ before: entry.attributes, after: {}, membersAdded: [], membersRemoved: [...entry.members] },
      leftGroups: [...this.#store.groupsHolding(entry.id)],
    };
  }

  #readResource(type: ResourceType, body: JsonObject, members: ReadonlySet<string>): Draft {
    const schemas = pick(body, "schemas");
    if (!isList(schemas) || !schemas.includes(type.urn))
      throw badRequest("invalidValue", `schemas must contain ${type.urn}`);
    const { schemas: _, ...attributes } = normalizeObject(type.shape, withoutMembers(body));
    const draft: Draft = { attributes, members: new MemberDraft(members) };
    if (type.kind === "Group") {
      draft.members.clear();
      const ids = memberIds(pick(body, "members") ?? null);
      if (ids.length > 0 && !this.#dialect.members.inBody) {
        throw badRequest("invalidValue", "members come and go by PATCH only");
      }
      draft.members.named = ids.length;
      for (const id of ids) addMember(draft.members, id, this.#context(type));
    }
    return draft;
  }

  #context(type: ResourceType): PatchContext {
    return {
      type,
      dialect: this.#dialect,
      isPossibleMember: (id) => {
        const found = this.#store.find(id);
        return found?.kind === "User" || (found !== undefined && this.#dialect.members.nested);
      },
      member: this.#member,
    };
  }

  #difference(entry: Entry, draft: Draft, method: Proposal["method"]): Proposal | null {
    const [before, after] = differing(entry.attributes, draft.attributes);
    const { added, removed } = draft.members.changes();
    const isSame = Object.keys(before).length + Object.keys(after).length + added.length + removed.length === 0;
    if (isSame) return null;
    this.#check(entry.kind, entry, draft);
    return {
      ...{ method, action: "updated", resourceType: entry.kind, id: entry.id, version: entry.version + 1 },
      ...{ before, after, membersAdded: added, membersRemoved: removed, leftGroups: [] },
    };
  }

  #check(kind: Kind, entry: Entry | null, draft: Draft): void {
    const { attributes } = draft;
    checkRequired(resourceTypes[kind], attributes);
    this.#checkUnique(kind, entry?.id ?? null, attributes);
    if (kind === "User") {
      if (this.#dialect.userLists === "single") checkSingle(attributes);
      this.#seats.check(entry?.attributes ?? null, attributes);
    }
  }

  #checkNamed(draft: Draft): void {
    const { maxPerPatch: max, maxRemovals, maxBytes } = this.#dialect.members;
    const { named, removals } = draft.members;
    if (maxRemovals !== null && removals > maxRemovals) {
      throw badRequest("invalidValue", `one request may remove at most ${maxRemovals} members, not ${removals}`);
    }
    if (max === null || named <= max) return;
    const detail = `one request may change at most ${max} memberships, not ${named}`;
    throw maxBytes === null ? badRequest("invalidValue", detail) : new ScimError(413, detail);
  }

  #checkUnique(kind: Kind, id: string | null, attributes: JsonObject): void {
    const table = this.#store.table(kind);
    const { nameAttribute } = resourceTypes[kind];
    const name = attributes[nameAttribute];
    if (typeof name === "string" && hasOther(table.named(name), id)) {
      throw new ScimError(409, `${nameAttribute} ${name} is taken`, "uniqueness");
    }
    const externalId = attributes["externalId"];
    if (!this.#dialect.uniqueExternalId || typeof externalId !== "string") return;
    if (hasOther(table.withExternalId(externalId), id)) {
      throw new ScimError(409, `externalId ${externalId} is taken`, "uniqueness");
    }
  }
}

function hasOther(ids: ReadonlySet<string>, id: string | null): boolean {
  return ids.size > (id !== null && ids.has(id) ? 1 : 0);
}

function checkComplete(dialect: Dialect, body: JsonObject): void {
  const { required, lacking } = dialect.writes;
  for (const name of required) {
    const value = pick(body, name) ?? null;
    if (value !== null && !(isList(value) && value.length === 0)) continue;
    if (lacking === 400) throw badRequest("invalidValue", `${name} is required`);
    throw new ScimError(409, `REQUIRED_FIELD_MISSING: ${name}`);
  }
}

/** The old attributes with the new values of those that may change. */
function withOnly(names: readonly string[], before: JsonObject, after: JsonObject): JsonObject {
  const kept: Record<string, Json> = { ...before };
  for (const name of names) {
    delete kept[name];
    const value = after[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function checkRequired(type: ResourceType, attributes: JsonObject): void {
  for (const attribute of type.core) {
    if (!attribute.required || attribute.multiValued) continue;
    const value = attributes[attribute.name];
    if (typeof value === "string" && value.trim() !== "") continue;
    throw badRequest("invalidValue", `${attribute.name} is required`);
  }
}

/** Members are read apart: a hundred thousand are too many for the care that other lists get. */
function withoutMembers(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name.toLowerCase() !== "members"));
}

function checkSingle(attributes: JsonObject): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (isList(value) && value.length > 1) throw badRequest("invalidValue", `${name} may have one value here`);
  }
}

function differing(before: JsonObject, after: JsonObject): readonly [JsonObject, JsonObject] {
  const was: Record<string, Json> = {};
  const is: Record<string, Json> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [left, right] = [before[name], after[name]];
    if (isEqual(left, right)) continue;
    if (left !== undefined) was[name] = left;
    if (right !== undefined) is[name] = right;
  }
  return [was, is];
}

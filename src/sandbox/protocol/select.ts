import type { Dialect } from "../dialect.ts";
import { compileFilter } from "../filter/evaluate.ts";
import { outsideOf } from "../filter/outside.ts";
import { type Filter, parseFilter } from "../filter/parse.ts";
import { isList, isObject, type Json } from "../json.ts";
import { type Kind, type ResourceType, resolvePath, resourceTypes } from "../schema/resource-type.ts";
import type { Entry } from "../state/entry.ts";
import type { Store } from "../state/store.ts";
import type { Renderer } from "./render.ts";
import { badRequest } from "./scim-error.ts";

/** What to list and in which order. */
export interface Wish {
  readonly filter: string | null;
  readonly sortBy: string | null;
  readonly sortOrder: "ascending" | "descending";
  /** What a filter attribute that the schema does not know means; a search over both kinds has to pass over it. */
  readonly unknownAttribute: "refuse" | "no-match";
}

/** Finds the ids that a listing is about, by index where there is one, and remembers the last few answers. */
export class Selector {
  readonly #store: Store;
  readonly #dialect: Dialect;
  readonly #renderer: Renderer;
  readonly #remembered = new Map<string, { readonly revision: number; readonly ids: readonly string[] }>();

  constructor(store: Store, dialect: Dialect, renderer: Renderer) {
    this.#store = store;
    this.#dialect = dialect;
    this.#renderer = renderer;
  }

  /** The ids in the order in which they are listed. Throws a ScimError for a filter that is wrong or not offered. */
  ids(kind: Kind, wish: Wish): readonly string[] {
    if (wish.filter === null && wish.sortBy === null) return this.#store.table(kind).ids();
    const key = JSON.stringify([kind, wish]);
    const known = this.#remembered.get(key);
    if (known?.revision === this.#store.revision) return known.ids;
    const ids = this.#sort(kind, this.#filter(kind, wish), wish);
    this.#remembered.delete(key);
    this.#remembered.set(key, { revision: this.#store.revision, ids });
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    return ids;
  }

  #filter(kind: Kind, wish: Wish): readonly string[] {
    const table = this.#store.table(kind);
    if (wish.filter === null) return table.ids();
    const type = resourceTypes[kind];
    const rule = this.#dialect.filter;
    const filter = parseFilter(wish.filter, rule.maxDepth);
    const outside = outsideOf(rule, type, { filter, text: wish.filter });
    if (outside !== null && rule.outside === "empty") return [];
    if (outside !== null) throw badRequest("invalidFilter", outside);
    const resolve = (path: string) => resolvePath(type, path);
    const matches = compileFilter(filter, { resolve, unknownAttribute: wish.unknownAttribute });
    const plan = this.#plan(type, filter);
    const candidates = plan.ids === null ? table.ids() : inOrder(plan.ids, (id) => this.#store.get(kind, id));
    if (plan.isExact) return candidates;
    return candidates.filter((id) => {
      const entry = this.#store.get(kind, id);
      return entry !== undefined && matches((name) => this.#renderer.read(entry, name));
    });
  }

  /** Narrows a filter down by the indices; exact when they answer all of it. */
  #plan(type: ResourceType, filter: Filter): { readonly ids: ReadonlySet<string> | null; readonly isExact: boolean } {
    const parts = filter.kind === "and" ? filter.operands : [filter];
    const found = parts.map((part) => this.#lookUp(type, part));
    const known = found.filter((ids) => ids !== null).sort((left, right) => left.size - right.size);
    const [smallest, ...others] = known;
    if (smallest === undefined) return { ids: null, isExact: false };
    const ids = new Set([...smallest].filter((id) => others.every((other) => other.has(id))));
    return { ids, isExact: known.length === parts.length };
  }

  #lookUp(type: ResourceType, filter: Filter): ReadonlySet<string> | null {
    if (filter.kind !== "compare" || filter.operator !== "eq" || typeof filter.value !== "string") return null;
    const path = resolvePath(type, filter.path)
      ?.map((step) => step.name)
      .join(".");
    const table = this.#store.table(type.kind);
    switch (path) {
      case "id":
        return new Set(table.get(filter.value) === undefined ? [] : [filter.value]);
      case "externalId":
        return table.withExternalId(filter.value);
      case type.nameAttribute:
        return this.#dialect.deactivation === "obfuscate" ? null : table.named(filter.value);
      case "members":
      case "members.value":
        return this.#store.groupsHolding(filter.value);
      case "groups":
      case "groups.value":
        return this.#accountsWithin(filter.value);
      default:
        return null;
    }
  }

  #accountsWithin(groupId: string): ReadonlySet<string> {
    const reached = new Set([groupId]);
    for (const id of reached) {
      for (const member of this.#store.get("Group", id)?.members ?? []) reached.add(member);
    }
    return new Set([...reached].filter((id) => this.#store.get("User", id) !== undefined));
  }

  #sort(kind: Kind, ids: readonly string[], wish: Wish): readonly string[] {
    if (wish.sortBy === null) return ids;
    const steps = resolvePath(resourceTypes[kind], wish.sortBy);
    if (steps === undefined) throw badRequest("invalidValue", `there is no attribute ${wish.sortBy} to sort by`);
    const names = steps.map((step) => step.name);
    const isExact = steps.at(-1)?.caseExact === true;
    const sign = wish.sortOrder === "ascending" ? 1 : -1;
    const keyed = ids.map((id) => {
      const entry = this.#store.get(kind, id);
      return { id, key: entry === undefined ? undefined : this.#sortKey(entry, names, isExact) };
    });
    keyed.sort((left, right) => compareKeys(left.key, right.key) * sign);
    return keyed.map(({ id }) => id);
  }

  #sortKey(entry: Entry, names: readonly string[], isExact: boolean): string | number | boolean | undefined {
    const [first = "", ...rest] = names;
    let value = preferred(this.#renderer.read(entry, first));
    for (const name of rest) value = preferred(isObject(value) ? value[name] : undefined);
    if (isObject(value)) value = value["value"];
    if (typeof value === "string") return isExact ? value : value.toLowerCase();
    return typeof value === "number" || typeof value === "boolean" ? value : undefined;
  }
}

const REMEMBERED = 16;

function inOrder(ids: ReadonlySet<string>, find: (id: string) => Entry | undefined): readonly string[] {
  if (ids.size < 2) return [...ids];
  const entries = [...ids].flatMap((id) => find(id) ?? []);
  return entries
    .sort((left, right) => compareKeys(left.created, right.created) || compareKeys(left.id, right.id))
    .map(({ id }) => id);
}

/** What has no value goes last when ascending, RFC 7644 section 3.4.2.3. */
function compareKeys(left: string | number | boolean | undefined, right: typeof left): number {
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return left < right ? -1 : 1;
}

function preferred(value: Json | undefined): Json | undefined {
  if (!isList(value)) return value;
  return value.find((element) => isObject(element) && element["primary"] === true) ?? value[0];
}

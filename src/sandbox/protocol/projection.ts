import { isList, isObject, type Json, type JsonObject } from "../json.ts";
import { type ResourceType, resolvePath } from "../schema/resource-type.ts";

/** Which attributes an answer shows: `attributes` and `excludedAttributes` of RFC 7644 section 3.9. */
export interface Projection {
  /** Whether the top-level attribute may show at all. */
  wants(name: string): boolean;
  /** Whether the client named the top-level attribute. */
  asksFor(name: string): boolean;
  /** Leaves in an object what is to show. */
  apply(resource: JsonObject): JsonObject;
}

/** Shows everything. */
const EVERYTHING: Projection = { wants: () => true, asksFor: () => false, apply: (resource) => resource };

/** Builds a projection from the names a client gave; names that the schema does not know are passed over. */
export function projection(
  type: ResourceType,
  attributes: readonly string[],
  excludedAttributes: readonly string[],
): Projection {
  const excluded = selection(type, excludedAttributes);
  for (const name of ALWAYS) excluded.delete(name);
  if (attributes.length === 0) {
    if (excluded.size === 0) return EVERYTHING;
    return {
      wants: (name) => excluded.get(name) !== "all",
      asksFor: () => false,
      apply: (resource) => without(resource, excluded),
    };
  }
  const chosen = selection(type, attributes);
  for (const name of ALWAYS) chosen.set(name, "all");
  return {
    wants: (name) => chosen.has(name),
    asksFor: (name) => chosen.has(name),
    apply: (resource) => only(resource, chosen),
  };
}

const ALWAYS = ["schemas", "id"] as const;

/** The chosen attributes as a tree: a name is chosen whole, or down to some of its parts. */
type Selection = Map<string, Selection | "all">;

function selection(type: ResourceType, paths: readonly string[]): Selection {
  const root: Selection = new Map();
  for (const path of paths) {
    const steps = resolvePath(type, path.trim()) ?? [];
    let current = root;
    for (const [index, step] of steps.entries()) {
      const known = current.get(step.name);
      if (known === "all") break;
      if (index === steps.length - 1) {
        current.set(step.name, "all");
        break;
      }
      const next: Selection = known ?? new Map();
      current.set(step.name, next);
      current = next;
    }
  }
  return root;
}

function only(object: JsonObject, chosen: Selection): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [name, inner] of chosen) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value !== undefined) kept[name] = inner === "all" ? value : inside(value, (part) => only(part, inner));
  }
  return kept;
}

function without(object: JsonObject, excluded: Selection): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(object)) {
    const inner = excluded.get(name);
    if (inner === "all") continue;
    kept[name] = inner === undefined ? value : inside(value, (part) => without(part, inner));
  }
  return kept;
}

function inside(value: Json, change: (part: JsonObject) => JsonObject): Json {
  if (isList(value)) return value.map((element) => inside(element, change));
  return isObject(value) ? change(value) : value;
}

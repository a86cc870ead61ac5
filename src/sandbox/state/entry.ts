import { isObject, type Json, type JsonObject } from "../json.ts";
import type { Kind } from "../schema/resource-type.ts";
import { parseKind, texts } from "./effect.ts";

/** One kept resource. Members are apart from the attributes because a group may have a hundred thousand. */
export interface Entry {
  readonly kind: Kind;
  readonly id: string;
  /** ISO 8601. */
  readonly created: string;
  /** ISO 8601. */
  readonly modified: string;
  /** 1 when created, one more with each change. */
  readonly version: number;
  /** Attributes as the schema spells them, without id, meta, schemas, groups and members. */
  readonly attributes: JsonObject;
  /** The ids of the members; empty for a User. */
  readonly members: ReadonlySet<string>;
}

/** The members of everything that cannot have any. */
export const NO_MEMBERS: ReadonlySet<string> = new Set<string>();

/** An entry as one JSON object. */
export function entryToJson(entry: Entry): JsonObject {
  const { kind, id, created, modified, version, attributes, members } = entry;
  return { kind, id, created, modified, version, attributes, members: [...members] };
}

/** Reads an entry back, or gives undefined when it is not one. */
export function parseEntry(json: Json | undefined): Entry | undefined {
  if (!isObject(json)) return undefined;
  const { id, created, modified, version, attributes } = json;
  const kind = parseKind(json["kind"]);
  if (kind === undefined || typeof id !== "string" || !isObject(attributes)) return undefined;
  if (typeof created !== "string" || typeof modified !== "string" || typeof version !== "number") return undefined;
  const members = kind === "Group" ? new Set(texts(json["members"])) : NO_MEMBERS;
  return { kind, id, created, modified, version, attributes, members };
}

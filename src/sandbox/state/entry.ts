import { isObject, type Json, type JsonObject } from "../json.ts";
import type { Kind } from "../schema/resource-type.ts";
import { activityExtension } from "../schema/user.ts";
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
  /** When somebody last signed in with the account, ISO 8601; null: never. No request changes it, and it changes no version. */
  readonly signedIn: string | null;
  /** Attributes as the schema spells them, without id, meta, schemas, groups and members. */
  readonly attributes: JsonObject;
  /** The ids of the members; empty for a User. */
  readonly members: ReadonlySet<string>;
}

/** The members of everything that cannot have any. */
export const NO_MEMBERS: ReadonlySet<string> = new Set<string>();

/** The extension of an account that tells of its last sign-in, by its URN; nothing where there was none. */
export function activityOf({ signedIn }: Entry): JsonObject {
  return signedIn === null ? NO_ACTIVITY : { [activityExtension.name]: { lastSignIn: signedIn } };
}

/** What is known of the use of an account that nobody has signed in with. */
export const NO_ACTIVITY: JsonObject = {};

/** An entry as one JSON object. */
export function entryToJson(entry: Entry): JsonObject {
  const { members, ...rest } = entry;
  return { ...rest, members: [...members] };
}

/** Reads an entry back, or gives undefined when it is not one. */
export function parseEntry(json: Json | undefined): Entry | undefined {
  if (!isObject(json)) return undefined;
  const { id, created, modified, version, attributes } = json;
  const kind = parseKind(json["kind"]);
  if (kind === undefined || typeof id !== "string" || !isObject(attributes)) return undefined;
  if (typeof created !== "string" || typeof modified !== "string" || typeof version !== "number") return undefined;
  const members = kind === "Group" ? new Set(texts(json["members"])) : NO_MEMBERS;
  const signedIn = typeof json["signedIn"] === "string" ? json["signedIn"] : null;
  return { kind, id, created, modified, version, signedIn, attributes, members };
}

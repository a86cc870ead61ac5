import { isList, isObject, type Json, type JsonObject } from "../json.ts";
import type { Kind } from "../schema/resource-type.ts";

/** One mutation that took effect: the oracle's record of it, and what is replayed after a restart. */
export interface Effect {
  /** 1, 2, 3, … within one application. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  readonly application: string;
  readonly requestId: string;
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly action: "created" | "updated" | "deleted";
  readonly resourceType: Kind;
  readonly id: string;
  /** The resource's version afterwards. */
  readonly version: number;
  /** The attributes that differ, as they were; one that is absent had no value. */
  readonly before: JsonObject;
  /** The attributes that differ, as they are now; one that is absent has no value. */
  readonly after: JsonObject;
  /** The ids that came into the group. */
  readonly membersAdded: readonly string[];
  /** The ids that went out of the group. */
  readonly membersRemoved: readonly string[];
  /** The groups that a deleted resource fell out of. */
  readonly leftGroups: readonly string[];
}

/** Reads an effect back from a line of the log, or gives undefined when it is not one. */
export function parseEffect(json: Json | undefined): Effect | undefined {
  if (!isObject(json)) return undefined;
  const { seq, at, application, requestId, id, version, before, after } = json;
  const method = METHODS.find((each) => each === json["method"]);
  const action = ACTIONS.find((each) => each === json["action"]);
  const resourceType = parseKind(json["resourceType"]);
  if (typeof seq !== "number" || typeof version !== "number" || typeof at !== "string" || typeof id !== "string")
    return undefined;
  if (typeof application !== "string" || typeof requestId !== "string" || !isObject(before) || !isObject(after))
    return undefined;
  if (method === undefined || action === undefined || resourceType === undefined) return undefined;
  const membersAdded = texts(json["membersAdded"]);
  const membersRemoved = texts(json["membersRemoved"]);
  const leftGroups = texts(json["leftGroups"]);
  return {
    ...{ seq, at, application, requestId, method, action, resourceType, id, version, before, after },
    ...{ membersAdded, membersRemoved, leftGroups },
  };
}

/** Reads a kind of resource, or gives undefined. */
export function parseKind(json: Json | undefined): Kind | undefined {
  return json === "User" || json === "Group" ? json : undefined;
}

/** The texts of a list; anything else in it is left out. */
export function texts(json: Json | undefined): readonly string[] {
  return isList(json) ? json.filter((each) => typeof each === "string") : [];
}

const METHODS = ["POST", "PUT", "PATCH", "DELETE"] as const;
const ACTIONS = ["created", "updated", "deleted"] as const;

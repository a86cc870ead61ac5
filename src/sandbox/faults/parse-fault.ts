import { isObject, type Json, type JsonObject } from "../json.ts";
import { badRequest } from "../protocol/scim-error.ts";
import type { Fault, FaultAim, Mishap } from "./faults.ts";

/** Reads a fault out of JSON; throws a ScimError invalidValue. */
export function parseFault(json: Json): Fault {
  if (!isObject(json)) throw badRequest("invalidValue", "a fault must be an object");
  return { ...parseAim(json), ...parseMishap(json) };
}

function parseAim(json: JsonObject): FaultAim {
  return {
    ...optional("method", text(json, "method")),
    ...optional("path", text(json, "path")),
    ...optional("query", text(json, "query")),
    ...optional("times", number(json, "times")),
    ...optional("after", number(json, "after")),
  };
}

function parseMishap(json: JsonObject): Mishap {
  const kind = KINDS.find((each) => each === json["kind"]);
  switch (kind) {
    case undefined:
      throw badRequest("invalidValue", `kind must be one of ${KINDS.join(", ")}`);
    case "status":
      return { kind, status: need(json, "status"), ...optional("retryAfter", text(json, "retryAfter")) };
    case "status-after-effect":
      return { kind, status: need(json, "status") };
    case "accepted":
      return { kind, effect: json["effect"] === true };
    case "false-conflict":
      return { kind, ...optional("detail", text(json, "detail")) };
    case "page-cut":
      return { kind, ...optional("keep", number(json, "keep")) };
    case "total-off":
      return { kind, by: need(json, "by") };
    case "members-cut":
      return { kind, keep: need(json, "keep") };
    case "redirect":
      return { kind, ...optional("location", text(json, "location")), ...optional("status", number(json, "status")) };
    case "gzip-bomb":
      return { kind, ...optional("megabytes", number(json, "megabytes")) };
    case "slow-drip":
      return { kind, bytes: need(json, "bytes"), everyMs: need(json, "everyMs") };
    default:
      return { kind };
  }
}

const KINDS = [
  "status",
  "status-after-effect",
  "reset-before-effect",
  "reset-after-effect",
  "hang-before-effect",
  "hang-after-effect",
  "no-effect",
  "accepted",
  "false-conflict",
  "page-cut",
  "total-off",
  "page-repeated",
  "duplicate-in-page",
  "endless-pages",
  "filter-blind",
  "members-cut",
  "login-page",
  "truncated-json",
  "reset-midway",
  "wrong-content-type",
  "redirect",
  "gzip-bomb",
  "slow-drip",
] as const satisfies readonly Mishap["kind"][];

function text(json: JsonObject, name: string): string | undefined {
  const value = json[name];
  if (value === undefined || typeof value === "string") return value;
  throw badRequest("invalidValue", `${name} must be text`);
}

function number(json: JsonObject, name: string): number | undefined {
  const value = json[name];
  if (value === undefined || typeof value === "number") return value;
  throw badRequest("invalidValue", `${name} must be a number`);
}

function need(json: JsonObject, name: string): number {
  const value = number(json, name);
  if (value === undefined) throw badRequest("invalidValue", `${name} is needed`);
  return value;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  const made: { [Key in Name]?: Value } = {};
  if (value !== undefined) made[name] = value;
  return made;
}

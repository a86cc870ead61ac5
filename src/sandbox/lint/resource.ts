import type { Dialect } from "../dialect.ts";
import { isList, isObject, type Json, type JsonObject, pick } from "../json.ts";
import { type ResourceType, resourceTypes } from "../schema/resource-type.ts";
import type { Remark } from "./finding.ts";
import { named } from "./named.ts";
import { lintObject } from "./value.ts";

/** What there is to say of the body of a POST or a PUT. */
export function* lintResource(type: ResourceType, body: JsonObject, how: Written): Generator<Remark> {
  yield* lintSchemas(type, body);
  yield* lintObject(type.shape, body);
  const name = pick(body, type.nameAttribute);
  if (typeof name !== "string" || name.trim() === "") {
    yield { rule: "attribute-required", message: `${type.nameAttribute} has no value` };
  }
  if (type.kind === "User") yield* lintAccount(body, how);
  else yield* lintGroup(body, how.dialect);
}

/** By which method a body came, and where to. */
interface Written {
  readonly method: string;
  readonly dialect: Dialect;
}

/** What there is to say of the `schemas` of a message, such as a PATCH. */
export function* lintMessage(urn: string, body: JsonObject): Generator<Remark> {
  const listed = pick(body, "schemas");
  if (!isList(listed) || !listed.includes(urn))
    yield { rule: "schemas-missing", message: `schemas does not name ${urn}` };
}

/** What there is to say when an account is told to be inactive. */
export function* lintInactive(value: Json | undefined, dialect: Dialect): Generator<Remark> {
  if (dialect.deactivation !== "delete" || (value !== false && value !== "false" && value !== "False")) return;
  yield { rule: "dialect-deactivation", message: "active: false deletes the account here" };
}

function* lintSchemas(type: ResourceType, body: JsonObject): Generator<Remark> {
  yield* lintMessage(type.urn, body);
  const schemas = pick(body, "schemas");
  const listed: readonly Json[] = isList(schemas) ? schemas : [];
  const known = new Set([type.urn, ...type.extensions.map(({ name }) => name)]);
  for (const urn of listed) {
    if (typeof urn !== "string" || !known.has(urn)) {
      yield { rule: "schemas-unknown", message: `schemas names ${named(urn)}, which ${type.kind} has not` };
    }
  }
  for (const name of Object.keys(body)) {
    if (
      !/^urn:/i.test(name) ||
      listed.some((urn) => typeof urn === "string" && urn.toLowerCase() === name.toLowerCase())
    )
      continue;
    yield { rule: "schemas-extension", message: `schemas does not name ${name}, which the body uses` };
  }
}

function* lintAccount(body: JsonObject, { method, dialect }: Written): Generator<Remark> {
  for (const name of method === "POST" ? dialect.writes.required : []) {
    const value = pick(body, name) ?? null;
    if (value !== null && !(isList(value) && value.length === 0)) continue;
    yield { rule: "dialect-required", message: `a new account has no ${name}` };
  }
  if (method === "PUT") yield* lintInactive(pick(body, "active"), dialect);
  yield* lintLists(body, dialect);
}

function* lintLists(body: JsonObject, dialect: Dialect): Generator<Remark> {
  if (dialect.userLists === "many") return;
  const { byName } = resourceTypes.User.shape;
  for (const [name, value] of Object.entries(body)) {
    if (!isList(value) || value.length < 2 || name.toLowerCase() === "schemas") continue;
    if (byName.get(name.toLowerCase())?.mutability === "readOnly") continue;
    yield { rule: "dialect-one-value", message: `${name} has more than one value` };
  }
}

function* lintGroup(body: JsonObject, { members }: Dialect): Generator<Remark> {
  const given = pick(body, "members");
  if (!isList(given) || given.length === 0) return;
  if (!given.every((each) => isObject(each) && typeof pick(each, "value") === "string")) {
    yield { rule: "attribute-required", message: "a member has no value" };
  }
  if (!members.inBody) yield { rule: "dialect-member-body", message: "a group comes with members" };
  if (members.maxPerPatch !== null && given.length > members.maxPerPatch) {
    yield { rule: "dialect-member-cap", message: `more than ${members.maxPerPatch} memberships in one request` };
  }
}

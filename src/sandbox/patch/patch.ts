import type { Dialect } from "../dialect.ts";
import { compileElement } from "../filter/evaluate.ts";
import { type Filter, parsePatchPath } from "../filter/parse.ts";
import { isList, isObject, type Json, type JsonObject, pick } from "../json.ts";
import { badRequest } from "../protocol/scim-error.ts";
import type { Attribute } from "../schema/attribute.ts";
import { type ResourceType, resolvePath } from "../schema/resource-type.ts";
import { patchAttribute } from "./attribute.ts";
import { checkOperations } from "./limits.ts";
import type { MemberDraft } from "./member-draft.ts";
import { patchMembers } from "./members.ts";

/** The schema that marks a PATCH body. */
const PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** A resource on its way to its next state; nothing is kept until every operation has worked. */
export interface Draft {
  attributes: JsonObject;
  readonly members: MemberDraft;
}

/** What operations need to know about the service. */
export interface PatchContext {
  readonly type: ResourceType;
  readonly dialect: Dialect;
  /** Whether there is a resource with this id that may be a member. */
  isPossibleMember(id: string): boolean;
  /** The member as a client sees it. */
  member(id: string): JsonObject;
}

/** One operation of a PATCH. */
export interface Operation {
  readonly op: "add" | "remove" | "replace";
  readonly path: string | null;
  readonly value: Json | undefined;
}

/** What an operation is aimed at, once its path is understood. */
export interface Target {
  /** From the resource down to the attribute: one step, or more through complex attributes and extensions. */
  readonly steps: readonly Attribute[];
  /** Chooses elements of the attribute that the steps lead to; null chooses all. */
  readonly selects: ((element: Json) => boolean) | null;
  /** The ids that the filter names, when it does nothing but name ids. */
  readonly ids: readonly string[] | null;
  /** The sub-attribute of the chosen elements. */
  readonly part: Attribute | null;
}

/** Applies a PATCH body (RFC 7644 section 3.5.2) to a draft; throws a ScimError and the draft is to be dropped. */
export function patch(draft: Draft, body: JsonObject, context: PatchContext): void {
  const operations = parseOperations(body);
  checkOperations(context.dialect, operations);
  for (const operation of operations) applyOperation(draft, operation, context);
}

function applyOperation(draft: Draft, operation: Operation, context: PatchContext): void {
  if (operation.path !== null) {
    applyAt(draft, operation, operation.path, context);
    return;
  }
  if (operation.op === "remove") throw badRequest("noTarget", "remove needs a path");
  if (!isObject(operation.value)) throw badRequest("invalidValue", `${operation.op} without a path needs an object`);
  for (const [name, value] of Object.entries(operation.value)) {
    if (name.toLowerCase() !== "schemas") applyAt(draft, { ...operation, value }, name, context);
  }
}

function applyAt(draft: Draft, operation: Operation, path: string, context: PatchContext): void {
  const target = resolveTarget(path, context);
  const [first] = target.steps;
  if (context.type.kind === "Group" && first?.name === "members")
    patchMembers(draft.members, operation, target, context);
  else draft.attributes = patchAttribute(draft.attributes, operation, target, context.dialect);
}

function parseOperations(body: JsonObject): readonly Operation[] {
  const schemas = pick(body, "schemas");
  if (!isList(schemas) || !schemas.includes(PATCH_SCHEMA)) {
    throw badRequest("invalidSyntax", `schemas must contain ${PATCH_SCHEMA}`);
  }
  const operations = pick(body, "Operations");
  if (!isList(operations) || operations.length === 0)
    throw badRequest("invalidSyntax", "Operations must be a list with an operation");
  return operations.map(parseOperation);
}

function parseOperation(json: Json): Operation {
  if (!isObject(json)) throw badRequest("invalidSyntax", "an operation must be an object");
  const name = pick(json, "op");
  const op = typeof name === "string" ? OPS.find((each) => each === name.toLowerCase()) : undefined;
  if (op === undefined) throw badRequest("invalidSyntax", "op must be add, remove or replace");
  const path = pick(json, "path") ?? null;
  if (path !== null && typeof path !== "string") throw badRequest("invalidPath", "path must be text");
  return { op, path, value: pick(json, "value") };
}

const OPS = ["add", "remove", "replace"] as const;

function resolveTarget(text: string, context: PatchContext): Target {
  const parsed = parsePatchPath(text, context.dialect.filter.maxDepth);
  const steps = resolvePath(context.type, parsed.path);
  const last = steps?.at(-1);
  if (steps === undefined || last === undefined)
    throw badRequest("invalidPath", `there is no attribute ${parsed.path}`);
  if (parsed.filter === null) return { steps, selects: null, ids: null, part: null };
  if (!last.multiValued)
    throw badRequest("invalidPath", `${last.name} has one value: a filter cannot choose among its values`);
  const part = parsed.part === null ? null : last.parts.byName.get(parsed.part.toLowerCase());
  if (part === undefined) throw badRequest("invalidPath", `${last.name} has no sub-attribute ${parsed.part}`);
  return { steps, selects: compileElement(parsed.filter, last, "refuse"), ids: namedIds(parsed.filter), part };
}

function namedIds(filter: Filter): readonly string[] | null {
  const named = filter.kind === "or" ? filter.operands : [filter];
  const ids = named.map((each) =>
    each.kind === "compare" && each.operator === "eq" && each.path.toLowerCase() === "value" ? each.value : null,
  );
  const texts = ids.filter((id) => typeof id === "string");
  return texts.length === ids.length ? texts : null;
}

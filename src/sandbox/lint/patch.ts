import type { Dialect } from "../dialect.ts";
import { compileElement } from "../filter/evaluate.ts";
import { type PatchPath, parsePatchPath } from "../filter/parse.ts";
import { isList, isObject, type Json, type JsonObject, pick } from "../json.ts";
import { ScimError } from "../protocol/scim-error.ts";
import type { Attribute } from "../schema/attribute.ts";
import { type ResourceType, resolvePath, resourceTypes } from "../schema/resource-type.ts";
import type { Remark } from "./finding.ts";
import { lintMembers } from "./members.ts";
import { named } from "./named.ts";
import { lintInactive, lintMessage } from "./resource.ts";
import { lintElement, lintValue } from "./value.ts";

/** What there is to say of the body of a PATCH. */
export function* lintPatch(type: ResourceType, body: JsonObject, dialect: Dialect): Generator<Remark> {
  yield* lintMessage("urn:ietf:params:scim:api:messages:2.0:PatchOp", body);
  const operations = pick(body, "Operations");
  if (!isList(operations) || operations.length === 0) {
    yield { rule: "patch-operations", message: "there is no operation" };
    return;
  }
  if (!Object.hasOwn(body, "Operations")) {
    yield { rule: "patch-operations-case", message: "Operations is not written like that" };
  }
  const { maxOperations } = dialect.writes;
  if (maxOperations !== null && operations.length > maxOperations) {
    yield { rule: "dialect-operations", message: `more than ${maxOperations} operations` };
  }
  const read = operations.filter(isObject).map(readStep);
  if (read.length < operations.length) yield { rule: "patch-operations", message: "an operation is no object" };
  for (const step of read) yield* lintStep(type, step, dialect);
  if (type.kind === "Group") yield* lintMembers(read, dialect);
}

/** One operation as it came. */
export interface Step {
  readonly op: Json | undefined;
  readonly path: Json | undefined;
  readonly value: Json | undefined;
}

function readStep(operation: JsonObject): Step {
  return { op: pick(operation, "op"), path: pick(operation, "path"), value: pick(operation, "value") };
}

function* lintStep(type: ResourceType, step: Step, dialect: Dialect): Generator<Remark> {
  const op = typeof step.op === "string" ? step.op.toLowerCase() : "";
  if (op !== "add" && op !== "remove" && op !== "replace") {
    yield { rule: "patch-op", message: `op is ${named(step.op)}` };
    return;
  }
  if (op !== step.op) yield { rule: "patch-op-case", message: `op is ${named(step.op)}` };
  const { path, value = null } = step;
  if (op !== "remove" && step.value === undefined) {
    yield { rule: "patch-value-missing", message: `${op} without a value` };
  }
  if (path !== undefined && path !== null && typeof path !== "string") {
    yield { rule: "patch-path", message: "path is no text" };
  } else if (typeof path === "string") {
    if (op === "remove" && value !== null)
      yield { rule: "patch-remove-value", message: `remove of ${path} with a value` };
    yield* lintTarget(type, { path, value: op === "remove" ? null : value }, dialect);
  } else if (op === "remove") {
    yield { rule: "patch-remove-path", message: "remove without a path" };
  } else yield* lintPathless(type, { op, value }, dialect);
}

function* lintPathless(
  type: ResourceType,
  { op, value }: { readonly op: string; readonly value: Json },
  dialect: Dialect,
): Generator<Remark> {
  yield { rule: "patch-no-path", message: `${op} without a path` };
  if (!isObject(value)) {
    yield { rule: "attribute-type", message: `the value of ${op} without a path is an object` };
    return;
  }
  for (const [path, each] of Object.entries(value)) {
    if (path.toLowerCase() !== "schemas") yield* lintTarget(type, { path, value: each }, dialect);
  }
}

interface Aim {
  readonly path: string;
  readonly value: Json;
}

function* lintTarget(type: ResourceType, { path, value }: Aim, dialect: Dialect): Generator<Remark> {
  const parsed = parse(path);
  if (typeof parsed === "string") {
    yield { rule: "patch-path", message: `${shown(path)}: ${parsed}` };
    return;
  }
  const steps = resolvePath(type, parsed.path);
  const last = steps?.at(-1);
  if (steps === undefined || last === undefined) {
    yield { rule: "patch-path-unknown", message: `${type.kind} has no attribute ${parsed.path}` };
    return;
  }
  yield* lintFilterOf(parsed, last);
  const part = parsed.part === null ? null : (last.parts.byName.get(parsed.part.toLowerCase()) ?? null);
  if (parsed.part !== null && part === null) {
    yield { rule: "patch-path-unknown", message: `${last.name} has no part ${parsed.part}` };
    return;
  }
  const all = part === null ? steps : [...steps, part];
  const fixed = all.find(({ mutability }) => mutability === "readOnly" || mutability === "immutable");
  if (fixed !== undefined) yield { rule: "patch-read-only", message: `${shown(path)} is ${fixed.mutability}` };
  yield* lintGiven(part ?? last, { path: shown(path), value }, parsed.filter !== null && part === null);
  if (type.kind === "User") yield* lintDialect(steps, value, dialect);
}

function* lintGiven(attribute: Attribute, { path, value }: Aim, isOneOfMany: boolean): Generator<Remark> {
  // For a list, add takes one value as well as a list of them; a path with a filter leads to single values.
  const isSingle = attribute.multiValued && !isList(value);
  if ((isOneOfMany || isSingle) && value !== null) yield* lintElement(attribute, value, path);
  else yield* lintValue(attribute, value, path);
}

function* lintDialect(steps: readonly Attribute[], value: Json, dialect: Dialect): Generator<Remark> {
  const [first] = steps;
  const { changeable } = dialect.writes;
  if (first === undefined) return;
  if (changeable !== null && !changeable.includes(first.name)) {
    yield { rule: "dialect-fixed", message: `${first.name} does not change here` };
  }
  if (first.name === "active") yield* lintInactive(value, dialect);
  if (dialect.userLists === "single" && isList(value) && value.length > 1) {
    yield { rule: "dialect-one-value", message: `${first.name} has more than one value` };
  }
}

function* lintFilterOf({ filter }: PatchPath, last: Attribute): Generator<Remark> {
  if (filter === null) return;
  if (!last.multiValued) {
    yield { rule: "patch-path-filter", message: `${last.name} has one value, and the path filters it` };
    return;
  }
  try {
    compileElement(filter, last, "refuse");
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    yield { rule: "patch-path-filter", message: error.message };
  }
}

function parse(path: string): PatchPath | string {
  try {
    return parsePatchPath(path, 50);
  } catch (error) {
    if (error instanceof ScimError) return error.message;
    throw error;
  }
}

/** A path without the values in it: they are somebody's address or id, and every one would be a finding of its own. */
function shown(path: string): string {
  return path.replace(/"(?:[^"\\]|\\.)*"/g, '"…"');
}

/** The kind of resource that a path such as `/Users/1` leads to; null when to none. */
export function typeAt(path: string): ResourceType | null {
  const [, endpoint] = /^\/(Users|Groups)(?:\/|$)/.exec(path) ?? [];
  if (endpoint === undefined) return null;
  return endpoint === "Users" ? resourceTypes.User : resourceTypes.Group;
}

import { isEqual, isList, isObject, type Json, type JsonObject } from "../json.ts";
import { badRequest } from "../protocol/scim-error.ts";
import type { Attribute, Shape } from "./attribute.ts";

/**
 * Brings what a client sent into the form in which it is kept: attribute names as the schema spells them, types checked, unknown,
 * read-only and empty attributes dropped. Throws a ScimError invalidValue or invalidSyntax.
 */
export function normalizeObject(within: Shape, input: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(input)) {
    const attribute = within.byName.get(name.toLowerCase());
    if (attribute === undefined || attribute.mutability === "readOnly" || attribute.returned === "never") continue;
    if (seen.has(attribute.name)) throw badRequest("invalidSyntax", `${attribute.name} is given twice`);
    seen.add(attribute.name);
    const normal = normalizeValue(attribute, value);
    if (normal !== undefined) kept[attribute.name] = normal;
  }
  return kept;
}

/** Brings one attribute's value into the form in which it is kept, or undefined when that is nothing at all. */
export function normalizeValue(attribute: Attribute, value: Json): Json | undefined {
  if (value === null) return undefined;
  if (!attribute.multiValued) return normalizeElement(attribute, value);
  if (!isList(value)) throw badRequest("invalidValue", `${attribute.name} must be a list`);
  return normalizeElements(attribute, value);
}

/** Brings the elements of a multi-valued attribute into the form in which they are kept, without repeats; undefined when empty. */
export function normalizeElements(attribute: Attribute, elements: readonly Json[]): readonly Json[] | undefined {
  if (elements.length > MAX_ELEMENTS)
    throw badRequest("tooMany", `${attribute.name} has more than ${MAX_ELEMENTS} values`);
  const kept: Json[] = [];
  for (const element of elements) {
    const normal = normalizeElement(attribute, element);
    if (normal !== undefined && !kept.some((each) => isEqual(each, normal))) kept.push(normal);
  }
  if (kept.filter(isPrimary).length > 1)
    throw badRequest("invalidValue", `${attribute.name} has more than one primary value`);
  return kept.length === 0 ? undefined : kept;
}

/** The most values of one attribute; members are not counted, they are kept apart. */
const MAX_ELEMENTS = 1000;

/** Whether an element of a multi-valued attribute is the preferred one. */
export function isPrimary(element: Json): boolean {
  return isObject(element) && element["primary"] === true;
}

function normalizeElement(attribute: Attribute, value: Json): Json | undefined {
  if (attribute.type === "complex") {
    if (!isObject(value)) throw badRequest("invalidValue", `${attribute.name} must be an object`);
    const normal = normalizeObject(attribute.parts, value);
    return Object.keys(normal).length === 0 ? undefined : normal;
  }
  if (!hasType(attribute, value))
    throw badRequest("invalidValue", `${attribute.name} must be of type ${attribute.type}`);
  return value;
}

function hasType(attribute: Attribute, value: Json): boolean {
  switch (attribute.type) {
    case "boolean":
      return typeof value === "boolean";
    case "decimal":
      return typeof value === "number";
    case "integer":
      return Number.isInteger(value);
    case "dateTime":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
    case "string":
    case "reference":
      return typeof value === "string";
    case "complex":
      return isObject(value);
  }
}

import { isList, isObject, type Json, type JsonObject } from "../json.ts";
import type { Attribute, Shape } from "../schema/attribute.ts";
import { isPrimary } from "../schema/normalize.ts";
import type { Remark } from "./finding.ts";
import { kindOf } from "./named.ts";

/** What there is to say of an object by its schema. `where` is a path to it, empty for the resource itself. */
export function* lintObject(within: Shape, object: JsonObject, where = ""): Generator<Remark> {
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(object)) {
    const attribute = within.byName.get(name.toLowerCase());
    const path = where === "" ? name : `${where}.${name}`;
    if (attribute === undefined) {
      const isExtension = /^urn:/i.test(name);
      const rule = isExtension ? "extension-unknown" : "attribute-unknown";
      yield { rule, message: `there is no ${isExtension ? "extension" : "attribute"} ${path}` };
      continue;
    }
    if (seen.has(attribute.name)) yield { rule: "attribute-twice", message: `${path} is given twice` };
    seen.add(attribute.name);
    if (name !== attribute.name) yield { rule: "attribute-case", message: `${path} is spelled ${attribute.name}` };
    if (attribute.mutability === "readOnly") yield { rule: "attribute-read-only", message: `${path} is read-only` };
    else yield* lintValue(attribute, value, path);
  }
}

/** What there is to say of the value of one attribute. */
export function* lintValue(attribute: Attribute, value: Json, path: string): Generator<Remark> {
  if (value === null) return;
  if (!attribute.multiValued) {
    yield* lintElement(attribute, value, path);
    return;
  }
  if (!isList(value)) {
    yield { rule: "attribute-type", message: `${path} is a list` };
    return;
  }
  for (const element of value) yield* lintElement(attribute, element, path);
  if (value.filter(isPrimary).length > 1)
    yield { rule: "attribute-primary", message: `${path} has two primary values` };
}

/** What there is to say of one value of an attribute, which may be one of several. */
export function* lintElement(attribute: Attribute, value: Json, path: string): Generator<Remark> {
  if (attribute.type === "complex" && isObject(value)) {
    yield* lintObject(attribute.parts, value, path);
    return;
  }
  if (hasType(attribute, value)) return;
  yield { rule: "attribute-type", message: `${path} is of type ${attribute.type}, not ${kindOf(value)}` };
}

function hasType({ type }: Attribute, value: Json): boolean {
  switch (type) {
    case "boolean":
      return typeof value === "boolean";
    case "decimal":
      return typeof value === "number";
    case "integer":
      return Number.isInteger(value);
    case "string":
    case "reference":
    case "dateTime":
      return typeof value === "string";
    case "complex":
      return false;
  }
}

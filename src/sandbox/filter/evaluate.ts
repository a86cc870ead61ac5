import { isList, isObject, type Json } from "../json.ts";
import { badRequest } from "../protocol/scim-error.ts";
import type { Attribute, Shape } from "../schema/attribute.ts";
import { resolveDotted } from "../schema/resource-type.ts";
import type { Comparison, Filter, Literal } from "./parse.ts";

/** Reads one attribute of whatever is being filtered. */
type Source = (name: string) => Json | undefined;

/** Whether something matches a filter. */
export type Predicate = (source: Source) => boolean;

/** How paths become attributes, and what an unknown one means. */
export interface FilterScope {
  resolve(path: string): readonly Attribute[] | undefined;
  readonly unknownAttribute: "refuse" | "no-match";
}

/** Turns a filter into a predicate; throws a ScimError invalidFilter for attributes and comparisons that make no sense. */
export function compileFilter(filter: Filter, scope: FilterScope): Predicate {
  switch (filter.kind) {
    case "and": {
      const operands = filter.operands.map((each) => compileFilter(each, scope));
      return (source) => operands.every((matches) => matches(source));
    }
    case "or": {
      const operands = filter.operands.map((each) => compileFilter(each, scope));
      return (source) => operands.some((matches) => matches(source));
    }
    case "not": {
      const operand = compileFilter(filter.operand, scope);
      return (source) => !operand(source);
    }
    case "present":
      return withPath(filter.path, scope, (steps) => (source) => gather(source, steps).some(isPresent));
    case "values":
      return withPath(filter.path, scope, (steps) => {
        const matches = compileElement(filter.filter, lastOf(steps), scope.unknownAttribute);
        return (source) => gather(source, steps).some(matches);
      });
    case "compare":
      return withPath(filter.path, scope, (steps) => compileComparison(steps, filter.operator, filter.value));
  }
}

/** Turns the filter of a value path into a test of one element of a multi-valued (or complex) attribute. */
export function compileElement(
  filter: Filter,
  attribute: Attribute,
  unknownAttribute: FilterScope["unknownAttribute"],
): (element: Json) => boolean {
  const within: Shape = attribute.type === "complex" ? attribute.parts : simpleElement(attribute);
  const matches = compileFilter(filter, { resolve: (path) => resolveDotted(within, path), unknownAttribute });
  return (element) => matches((name) => (isObject(element) ? element[name] : name === "value" ? element : undefined));
}

function simpleElement(attribute: Attribute): Shape {
  const value: Attribute = { ...attribute, name: "value", multiValued: false };
  return { attributes: [value], byName: new Map([["value", value]]) };
}

function withPath(path: string, scope: FilterScope, use: (steps: readonly Attribute[]) => Predicate): Predicate {
  const steps = scope.resolve(path);
  if (steps !== undefined && lastOf(steps).returned !== "never") return use(steps);
  if (scope.unknownAttribute === "no-match") return () => false;
  throw badRequest("invalidFilter", `there is no attribute ${path} to filter by`);
}

function compileComparison(path: readonly Attribute[], operator: Comparison, value: Literal): Predicate {
  const steps = downToValue(path);
  if (value === null) {
    if (operator === "eq") return (source) => !gather(source, steps).some(isPresent);
    if (operator === "ne") return (source) => gather(source, steps).some(isPresent);
    throw badRequest("invalidFilter", `${operator} cannot compare with null`);
  }
  const compare = comparison(lastOf(steps), operator, value);
  if (operator !== "ne") return (source) => gather(source, steps).some(compare);
  return (source) => {
    const found = gather(source, steps);
    return found.length === 0 || found.some(compare);
  };
}

function downToValue(steps: readonly Attribute[]): readonly Attribute[] {
  const last = lastOf(steps);
  if (last.type !== "complex") return steps;
  const value = last.parts.byName.get("value");
  if (value !== undefined) return [...steps, value];
  throw badRequest("invalidFilter", `${last.name} is complex: compare one of its sub-attributes`);
}

function comparison(
  attribute: Attribute,
  operator: Comparison,
  value: string | number | boolean,
): (found: Json) => boolean {
  const wanted = comparable(attribute, value);
  const isText = typeof wanted === "string";
  if (wanted === undefined || typeof wanted !== expectedType(attribute)) {
    throw badRequest("invalidFilter", `${attribute.name} is of type ${attribute.type}, not ${typeof value}`);
  }
  if (typeof wanted === "boolean" && operator !== "eq" && operator !== "ne") {
    throw badRequest("invalidFilter", `${operator} cannot compare booleans`);
  }
  if (!isText && (operator === "co" || operator === "sw" || operator === "ew")) {
    throw badRequest("invalidFilter", `${operator} compares text, and ${attribute.name} is of type ${attribute.type}`);
  }
  const test = OPERATORS[operator];
  return (found) => {
    const have = comparable(attribute, found);
    return have !== undefined && typeof have === typeof wanted && test(have, wanted);
  };
}

type Scalar = string | number | boolean;

const OPERATORS: Readonly<Record<Comparison, (have: Scalar, wanted: Scalar) => boolean>> = {
  eq: (have, wanted) => have === wanted,
  ne: (have, wanted) => have !== wanted,
  co: (have, wanted) => String(have).includes(String(wanted)),
  sw: (have, wanted) => String(have).startsWith(String(wanted)),
  ew: (have, wanted) => String(have).endsWith(String(wanted)),
  gt: (have, wanted) => have > wanted,
  ge: (have, wanted) => have >= wanted,
  lt: (have, wanted) => have < wanted,
  le: (have, wanted) => have <= wanted,
};

/** A value in the form in which it is compared: text folded unless it is case-exact, instants as milliseconds. */
function comparable(attribute: Attribute, value: Json): Scalar | undefined {
  if (attribute.type === "dateTime") {
    const instant = typeof value === "string" ? Date.parse(value) : Number.NaN;
    return Number.isNaN(instant) ? undefined : instant;
  }
  if (typeof value === "string") return attribute.caseExact ? value : value.toLowerCase();
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

function expectedType(attribute: Attribute): "string" | "number" | "boolean" {
  if (attribute.type === "boolean") return "boolean";
  if (attribute.type === "decimal" || attribute.type === "integer" || attribute.type === "dateTime") return "number";
  return "string";
}

function gather(source: Source, steps: readonly Attribute[]): readonly Json[] {
  const [first, ...rest] = steps;
  let found = spread(first === undefined ? undefined : source(first.name));
  for (const step of rest) {
    found = found.flatMap((value) => (isObject(value) ? spread(value[step.name]) : []));
  }
  return found;
}

function spread(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

function isPresent(value: Json): boolean {
  if (value === null || value === "") return false;
  if (isList(value)) return value.some(isPresent);
  return !isObject(value) || Object.values(value).some(isPresent);
}

function lastOf(steps: readonly Attribute[]): Attribute {
  const last = steps.at(-1);
  if (last === undefined) throw new Error("an attribute path has no steps");
  return last;
}

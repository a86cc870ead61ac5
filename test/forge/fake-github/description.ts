import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";

type Json = Readonly<Record<string, unknown>>;

/** One operation of GitHub's published description, with the path parameters of a call. */
export interface Described {
  readonly id: string;
  readonly path: Readonly<Record<string, string>>;
  /** What is wrong with the parameters and the body by the description; empty when nothing is. */
  violations(query: URLSearchParams, body: unknown): readonly string[];
  /** An answer with every field that the description requires, where `told` says nothing with a made-up value; throws on a wrong one. */
  complete(status: number, told: unknown): unknown;
}

interface Operation extends Json {
  readonly operationId: string;
}

const require = createRequire(import.meta.url);
let loaded: Json | null = null;

/** GitHub's description of its API, as `@octokit/openapi` publishes it: read once, and only what is called is compiled. */
export function describe(method: string, pathname: string): Described | null {
  loaded ??= JSON.parse(readFileSync(require.resolve("@octokit/openapi/generated/api.github.com.json"), "utf8"));
  for (const [template, item] of Object.entries(objectOf(loaded?.["paths"]))) {
    const found = operationAt(template, objectOf(item)[method.toLowerCase()], pathname);
    if (found !== null) return found;
  }
  return null;
}

/** Operations whose answers take longer to compile than all others together: they are filled in and not checked. */
const costly = new Set(["pulls/get"]);

const patterns = new Map<string, RegExp>();

function operationAt(template: string, operation: unknown, pathname: string): Described | null {
  if (!isOperation(operation)) return null;
  const pattern = patterns.get(template) ?? new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
  patterns.set(template, pattern);
  const matched = pattern.exec(pathname)?.groups ?? (template === pathname ? {} : null);
  if (matched === null) return null;
  const path = Object.fromEntries(Object.entries(matched).map(([name, text]) => [name, decodeURIComponent(text)]));
  const declared = arrayOf(operation["parameters"]).map((each) => resolved(each));
  const content = objectOf(resolved(operation["requestBody"])["content"]);
  const bodySchema = objectOf(content["application/json"])["schema"];
  return {
    id: operation.operationId,
    path,
    violations: (query, body) => [
      ...parameterFaults(declared, path, query),
      ...(bodySchema === undefined || body === undefined ? [] : faults(validator(bodySchema), body, "body")),
    ],
    complete: (status, told) => {
      const response = resolved(objectOf(operation["responses"])[String(status)]);
      const schema = objectOf(objectOf(response["content"])["application/json"])["schema"];
      if (schema === undefined || told === undefined) return told;
      const whole = filled(schema, told);
      if (costly.has(operation.operationId)) return whole;
      const wrong = faults(validator(schema), whole, `${operation.operationId} ${status}`);
      if (wrong.length > 0) throw new Error(wrong.join("\n"));
      return whole;
    },
  };
}

function parameterFaults(
  declared: readonly Json[],
  path: Readonly<Record<string, string>>,
  query: URLSearchParams,
): readonly string[] {
  const known = new Set(declared.filter((each) => each["in"] === "query").map((each) => each["name"]));
  const unknown = [...query.keys()].filter((name) => !known.has(name)).map((name) => `no such parameter ${name}`);
  const wrong = declared.flatMap((each) => {
    const name = String(each["name"]);
    const text = each["in"] === "path" ? path[name] : (query.get(name) ?? undefined);
    if (text === undefined) return each["required"] === true ? [`no parameter ${name}`] : [];
    const schema = each["schema"];
    const isNumber = objectOf(schema)["type"] === "integer";
    return faults(validator(schema), isNumber ? Number(text) : text, name);
  });
  return [...unknown, ...wrong];
}

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, logger: false });
const compiled = new Map<unknown, ValidateFunction>();

function validator(schema: unknown): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const definitions: Record<string, unknown> = {};
  const root = rewritten(schema, definitions);
  const made = ajv.compile({ ...objectOf(root), definitions });
  compiled.set(schema, made);
  return made;
}

/** JSON Schema of an OpenAPI 3.0 schema: references point at `definitions`, and `nullable` is a type. */
function rewritten(schema: unknown, definitions: Record<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((each) => rewritten(each, definitions));
  if (typeof schema !== "object" || schema === null) return schema;
  const { $ref, nullable, example: _, ...rest }: { $ref?: unknown; nullable?: unknown; example?: unknown } = schema;
  const made: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) made[key] = rewritten(value, definitions);
  if (typeof $ref === "string") {
    const name = $ref.replaceAll(/[^\w-]/g, "_");
    if (!(name in definitions)) {
      definitions[name] = true;
      definitions[name] = rewritten(resolved({ $ref }), definitions);
    }
    made["$ref"] = `#/definitions/${name}`;
  }
  return nullable === true ? { anyOf: [{ type: "null" }, made] } : made;
}

function faults(validate: ValidateFunction, value: unknown, what: string): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath}: ${message ?? "is wrong"}`);
}

/** The told value, with what the schema requires beside it. */
function filled(written: unknown, told: unknown): unknown {
  const schema = resolved(written);
  if (Array.isArray(told)) return told.map((each) => filled(schema["items"], each));
  if (told !== undefined && (typeof told !== "object" || told === null)) return told;
  const whole = arrayOf(schema["allOf"]);
  if (whole.length > 0) return whole.reduce<unknown>((value, part) => filled(part, value), told);
  const variants = [...arrayOf(schema["anyOf"]), ...arrayOf(schema["oneOf"])];
  if (variants.length > 0) return filled(variants.find((part) => mayBe(part, told)) ?? variants[0], told);
  if (told === undefined && schema["nullable"] === true) return null;
  const properties = objectOf(schema["properties"]);
  if (schema["type"] === "object" || Object.keys(properties).length > 0) return filledObject(schema, properties, told);
  return told ?? made(schema);
}

/** Whether a told value may become one of this schema: arrays and objects apart, and what is told by name as it is enumerated. */
function mayBe(written: unknown, told: unknown): boolean {
  const schema = resolved(written);
  const whole = arrayOf(schema["allOf"]);
  if (whole.length > 0) return whole.every((part) => mayBe(part, told));
  if (isObject(told) && schema["type"] === "array") return false;
  return Object.entries(objectOf(schema["properties"])).every(([name, property]) => {
    const allowed = arrayOf(resolved(property)["enum"]);
    const value = objectOf(told)[name];
    return value === undefined || allowed.length === 0 || allowed.includes(value);
  });
}

function filledObject(schema: Json, properties: Json, told: unknown): unknown {
  const whole: Record<string, unknown> = { ...objectOf(told) };
  const names = new Set([...arrayOf(schema["required"]).map(String), ...Object.keys(whole)]);
  for (const name of names) whole[name] = filled(properties[name], whole[name]);
  return whole;
}

function made(schema: Json): unknown {
  const [first] = arrayOf(schema["enum"]);
  if (first !== undefined) return first;
  switch (schema["type"]) {
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return false;
    case "array":
      return [];
    case "string":
      return schema["format"] === "date-time" ? "2026-11-23T09:00:00Z" : "made-up";
    default:
      return null;
  }
}

function resolved(value: unknown): Json {
  const written = objectOf(value);
  const reference = written["$ref"];
  if (typeof reference !== "string") return written;
  return resolved(
    reference
      .slice(2)
      .split("/")
      .reduce<unknown>((at, key) => objectOf(at)[key], loaded),
  );
}

function isOperation(value: unknown): value is Operation {
  return typeof objectOf(value)["operationId"] === "string";
}

function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

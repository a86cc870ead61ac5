import { isRecord } from "../model/plain-json.ts";

/**
 * A contract as OPA's type checker understands it. It reads alternatives as anything at all, so that a field in one of them
 * could be misspelt: what is null or an object becomes the object (`is_null` asks for null), and every other value that may be
 * null becomes any value, so that it can be compared with null.
 */
export function compilerSchema(schema: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(schema)) return {};
  const { anyOf, items, properties, additionalProperties } = schema;
  if (Array.isArray(anyOf)) return oneOf(anyOf.filter(isRecord));
  if (schema["type"] === "array") return { type: "array", items: compilerSchema(items) };
  if (schema["type"] === "object" && isRecord(properties)) {
    const fields = Object.entries(properties).map(([name, field]) => [name, compilerSchema(field)]);
    return {
      type: "object",
      additionalProperties: additionalProperties === true,
      properties: Object.fromEntries(fields),
    };
  }
  if (schema["type"] === "object") return { type: "object", additionalProperties: {} };
  if (schema["type"] === "integer") return { type: "number" };
  if (Array.isArray(schema["enum"])) return { type: "string" };
  return typeof schema["type"] === "string" ? { type: schema["type"] } : {};
}

function oneOf(alternatives: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  const objects = alternatives.filter(({ type }) => type === "object").map(compilerSchema);
  const isObject = objects.length > 0 && alternatives.every(({ type }) => type === "object" || type === "null");
  if (!isObject) return {};
  const properties = objects.map((each) => each["properties"]);
  if (!properties.every(isRecord)) return { type: "object", additionalProperties: {} };
  return { type: "object", additionalProperties: false, properties: Object.assign({}, ...properties) };
}

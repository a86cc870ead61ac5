import type { Ajv2020, ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import type { XStatic } from "typebox/schema";
import type { Diagnostic } from "../model/diagnostic.ts";
import { quoted, wrong } from "./diagnose.ts";
import { didYouMean } from "./nearest.ts";
import type { Parsed, ValuePath } from "./parsed.ts";

/** A JSON Schema (2020-12) written `as const`, so that its type can be told from it. */
export type Schema = Readonly<Record<string, unknown>>;

/** What a document that fits a schema holds. */
export type Written<S extends Schema> = XStatic<S>;

/** A document's value with its type, or a diagnostic for everything that does not fit. */
type Checked<T> =
  | { readonly kind: "valid"; readonly value: T }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

/** Checks a document that was read. */
export type Check<T> = (document: Parsed) => Checked<T>;

/** A schema is compiled for one run: making its code better, and checking the schema itself, takes longer than it saves. Tests check them. */
export const swift = { code: { optimize: false }, validateSchema: false, validateFormats: false } as const;

const compiled = new WeakMap<Schema, ValidateFunction<unknown>>();
let loading: Promise<Ajv2020> | null = null;

/** Compiles a schema when it is first asked for; the compiler itself is loaded only then. */
export async function checkOf<S extends Schema>(schema: S): Promise<Check<Written<S>>> {
  loading ??= import("ajv/dist/2020.js").then(
    ({ Ajv2020: Compiler }) =>
      new Compiler({ ...swift, strict: true, allErrors: true, verbose: true, allowUnionTypes: true }),
  );
  const ajv = await loading;
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  const fits = (value: unknown): value is Written<S> => validate(value) === true;
  return (document) => {
    const { value } = document;
    if (fits(value)) return { kind: "valid", value };
    return { kind: "refused", diagnostics: diagnosticsOf(validate.errors ?? [], document) };
  };
}

/** One diagnostic for an error; branches of a choice and rules of a name are told by the choice and the name. */
function diagnosticsOf(errors: readonly ErrorObject[], document: Parsed): readonly Diagnostic[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf");
  return errors
    .filter((error) => {
      const isToldElsewhere = choices.some((choice) => isWithin(error, choice) && !isMeant(error, choice));
      return error.propertyName === undefined && !isToldElsewhere && meantBranch(error) === null;
    })
    .map((error) => explain(error, document));
}

function isWithin({ schemaPath, instancePath }: ErrorObject, choice: ErrorObject): boolean {
  return schemaPath.startsWith(`${choice.schemaPath}/`) && `${instancePath}/`.startsWith(`${choice.instancePath}/`);
}

function isMeant({ schemaPath }: ErrorObject, choice: ErrorObject): boolean {
  const branch = meantBranch(choice);
  return branch !== null && schemaPath.startsWith(`${choice.schemaPath}/${branch}/`);
}

/** Where a mapping stands and one branch alone is of mappings, its errors say more than the choice can; null elsewhere. */
function meantBranch({ keyword, schema, data }: ErrorObject): number | null {
  const isMapping = typeof data === "object" && data !== null && !Array.isArray(data);
  if (keyword !== "anyOf" || !isMapping || !Array.isArray(schema)) return null;
  const branches = schema.flatMap((branch: unknown, index) => (typeOf(branch) === "object" ? [index] : []));
  return branches.length === 1 ? (branches[0] ?? null) : null;
}

function typeOf(schema: unknown): unknown {
  return typeof schema === "object" && schema !== null && "type" in schema ? schema.type : null;
}

function explain(error: ErrorObject, document: Parsed): Diagnostic {
  const path = pathOf(error.instancePath);
  const at = document.at(path);
  const name = nameOf(path);
  switch (error.keyword) {
    case "additionalProperties":
      return unknownKey(error, document, path);
    case "required": {
      const missing = String(error.params["missingProperty"]);
      const message = `${name} lacks the key ${quoted(missing)}`;
      return wrong({ code: "missing-key", at, message, hint: `add ${missing}: …` });
    }
    case "type":
      return wrong({ code: "wrong-type", at, ...typeRemark(error, name) });
    case "anyOf":
      return wrong({ code: "wrong-type", at, message: `${name} has the wrong shape`, hint: descriptionOf(error) });
    case "enum":
      return wrong({ code: "not-allowed", at, ...enumRemark(error, name) });
    case "pattern":
      return wrong({
        code: "malformed",
        at,
        message: `${name} is ${quoted(error.data)}${strangeLetter(error.data)}`,
        hint: descriptionOf(error),
      });
    case "propertyNames":
      return wrong({
        code: "malformed",
        at: document.keyAt([...path, String(error.params["propertyName"])]),
        message: `${quoted(error.params["propertyName"])} is no name${strangeLetter(error.params["propertyName"])}`,
        hint: textOf(error.schema),
      });
    default:
      return wrong({ code: "out-of-range", at, message: `${name} ${error.message ?? ""}`, hint: descriptionOf(error) });
  }
}

function unknownKey(error: ErrorObject, document: Parsed, path: ValuePath): Diagnostic {
  const key = String(error.params["additionalProperty"]);
  const known = Object.keys(propertiesOf(error.parentSchema));
  return wrong({
    code: "unknown-key",
    at: document.keyAt([...path, key]),
    message: `${nameOf(path)} has no key ${quoted(key)}`,
    hint: didYouMean(key, known) ?? `known keys: ${known.join(", ")}`,
  });
}

/** Never the value: a secret may stand where a mapping is expected. */
function typeRemark(error: ErrorObject, name: string): { readonly message: string; readonly hint: string } {
  const expected = String(error.params["type"]).replaceAll(",", " or ");
  const found = error.data === null ? "empty" : Array.isArray(error.data) ? "a list" : `of type ${typeof error.data}`;
  const hint =
    error.data === null
      ? "give a value, or leave the key out"
      : expected === "string" && typeof error.data !== "object"
        ? "put it in quotes"
        : (descriptionOf(error) ?? `write ${articleOf(expected)}`);
  return { message: `${name} must be ${articleOf(expected)}, and is ${found}`, hint };
}

function enumRemark(error: ErrorObject, name: string): { readonly message: string; readonly hint: string } {
  const allowed: readonly unknown[] = error.params["allowedValues"] ?? [];
  const texts = allowed.map(String);
  const guess = typeof error.data === "string" ? didYouMean(error.data, texts) : null;
  const hint = `${guess === null ? "" : `${guess} `}allowed: ${texts.join(", ")}`;
  return { message: `${name} is ${quoted(error.data)}`, hint };
}

/** A letter that only looks like the one that was meant. */
function strangeLetter(value: unknown): string {
  const found = /[^\x20-\x7e]/u.exec(String(value))?.[0];
  const code = found?.codePointAt(0);
  return code === undefined ? "" : ` (it holds ${found}, U+${code.toString(16).toUpperCase().padStart(4, "0")})`;
}

function articleOf(type: string): string {
  if (type === "object") return "a mapping";
  if (type === "array") return "a list";
  if (type === "string") return "a text";
  return type === "integer" ? "a whole number" : `a ${type}`;
}

function nameOf(path: ValuePath): string {
  const text = path.map((step) => (/^\d+$/.test(String(step)) ? `[${step}]` : `.${step}`)).join("");
  return text === "" ? "the file" : shortPath(text.replace(/^\./, ""));
}

function shortPath(path: string): string {
  return path.length <= 80 ? path : `…${path.slice(-79)}`;
}

function pathOf(pointer: string): ValuePath {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function descriptionOf({ parentSchema }: ErrorObject): string | null {
  return textOf(parentSchema);
}

function textOf(schema: unknown): string | null {
  if (typeof schema !== "object" || schema === null || !("description" in schema)) return null;
  return typeof schema.description === "string" ? schema.description : null;
}

function propertiesOf(schema: ErrorObject["parentSchema"]): object {
  const properties: unknown = schema?.["properties"];
  return typeof properties === "object" && properties !== null ? properties : {};
}

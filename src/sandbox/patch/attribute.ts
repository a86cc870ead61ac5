import type { Dialect } from "../dialect.ts";
import { isEqual, isList, isObject, type Json, type JsonObject } from "../json.ts";
import { badRequest } from "../protocol/scim-error.ts";
import type { Attribute } from "../schema/attribute.ts";
import { isPrimary, normalizeElements, normalizeValue } from "../schema/normalize.ts";
import type { Operation, Target } from "./patch.ts";

/** Applies one operation to the attributes of a resource and gives the attributes that come of it. */
export function patchAttribute(
  attributes: JsonObject,
  operation: Operation,
  target: Target,
  dialect: Dialect,
): JsonObject {
  const aimed = target.part === null ? target.steps : [...target.steps, target.part];
  for (const step of aimed) {
    if (step.mutability === "readOnly") throw badRequest("mutability", `${step.name} is read-only`);
  }
  if (operation.op !== "remove" && operation.value === undefined) {
    throw badRequest("invalidValue", `${operation.op} of ${operation.path} needs a value`);
  }
  return descend(attributes, target.steps, { operation, target, dialect });
}

interface Edit {
  readonly operation: Operation;
  readonly target: Target;
  readonly dialect: Dialect;
}

function descend(holder: JsonObject, steps: readonly Attribute[], edit: Edit): JsonObject {
  const [step, ...rest] = steps;
  if (step === undefined) return holder;
  const current = holder[step.name];
  if (rest.length === 0) {
    const next =
      edit.target.selects === null ? editWhole(step, current, edit.operation) : editChosen(step, current, edit);
    return assign(holder, step, next);
  }
  if (step.multiValued) return assign(holder, step, editEach(step, current, { rest, edit }));
  return assign(holder, step, tidy(descend(isObject(current) ? current : {}, rest, edit)));
}

function assign(holder: JsonObject, attribute: Attribute, value: Json | undefined): JsonObject {
  if (attribute.returned === "never") return holder;
  if (value !== undefined) return { ...holder, [attribute.name]: value };
  if (attribute.required) throw badRequest("mutability", `${attribute.name} is required and cannot be removed`);
  if (!Object.hasOwn(holder, attribute.name)) return holder;
  const { [attribute.name]: _, ...others } = holder;
  return others;
}

function editWhole(attribute: Attribute, current: Json | undefined, operation: Operation): Json | undefined {
  if (operation.op === "remove") return removeWhole(attribute, current, operation.value);
  const value = operation.value ?? null;
  if (attribute.multiValued) {
    const given = value === null ? [] : isList(value) ? value : [value];
    const added = normalizeElements(attribute, given) ?? [];
    if (operation.op === "replace") return added.length === 0 ? undefined : added;
    const had = isList(current) ? current : [];
    const fresh = added.filter((element) => !had.some((each) => isEqual(each, element)));
    return tidy(onePrimary(attribute, had, [...had, ...fresh]));
  }
  if (value === null) return operation.op === "add" ? current : undefined;
  const normal = normalizeValue(attribute, value);
  return isObject(normal) && isObject(current) ? mergeParts(attribute, current, value) : (normal ?? current);
}

function removeWhole(attribute: Attribute, current: Json | undefined, value: Json | undefined): Json | undefined {
  if (!attribute.multiValued || value === undefined || value === null) return undefined;
  const gone = normalizeElements(attribute, isList(value) ? value : [value]) ?? [];
  return tidy((isList(current) ? current : []).filter((element) => !gone.some((each) => isEqual(each, element))));
}

function editChosen(attribute: Attribute, current: Json | undefined, edit: Edit): Json | undefined {
  const { operation, target, dialect } = edit;
  const had = isList(current) ? current : [];
  const isChosen = had.map((element) => target.selects?.(element) ?? true);
  if (!isChosen.includes(true)) {
    if (operation.op === "remove" && dialect.patch.missingTarget === "ignore") return current;
    throw badRequest("noTarget", `the filter chooses no value of ${attribute.name}`);
  }
  const next = had.flatMap((element, index) => {
    if (isChosen[index] !== true) return [element];
    const edited = editElement(attribute, element, edit);
    return edited === undefined ? [] : [edited];
  });
  return tidy(onePrimary(attribute, had, next));
}

function editElement(attribute: Attribute, element: Json, edit: Edit): Json | undefined {
  const { operation, target } = edit;
  if (target.part !== null) return editPart(element, target.part, operation);
  if (operation.op === "remove") return undefined;
  const value = operation.value ?? null;
  if (operation.op === "add" && isObject(element) && isObject(value)) return mergeParts(attribute, element, value);
  return normalizeElements(attribute, isList(value) ? value : [value])?.[0];
}

function editEach(
  attribute: Attribute,
  current: Json | undefined,
  down: { readonly rest: readonly Attribute[]; readonly edit: Edit },
): Json | undefined {
  const had = isList(current) ? current : [];
  if (had.length === 0) {
    if (down.edit.operation.op === "remove" && down.edit.dialect.patch.missingTarget === "ignore") return current;
    throw badRequest("noTarget", `${attribute.name} has no value`);
  }
  const next = had.flatMap((element) => {
    const edited = isObject(element) ? tidy(descend(element, down.rest, down.edit)) : element;
    return edited === undefined ? [] : [edited];
  });
  return tidy(onePrimary(attribute, had, next));
}

function editPart(element: Json, part: Attribute, operation: Operation): Json | undefined {
  const holder = isObject(element) ? element : {};
  return tidy(assign(holder, part, editWhole(part, holder[part.name], operation)));
}

/** Puts the given sub-attributes over the old ones; one given as null goes away, one not given stays. */
function mergeParts(attribute: Attribute, current: JsonObject, given: Json): Json | undefined {
  let merged = current;
  for (const [name, value] of Object.entries(isObject(given) ? given : {})) {
    const part = attribute.parts.byName.get(name.toLowerCase());
    if (part === undefined || part.mutability === "readOnly") continue;
    const operation: Operation = { op: "replace", path: part.name, value };
    merged = assign(merged, part, editWhole(part, merged[part.name], operation));
  }
  return tidy(merged);
}

/** A value that has just become primary takes that from the others, RFC 7644 section 3.5.2. */
function onePrimary(attribute: Attribute, before: readonly Json[], after: readonly Json[]): readonly Json[] {
  if (after.filter(isPrimary).length < 2) return after;
  const fresh = after.filter((element) => isPrimary(element) && !before.some((each) => isEqual(each, element)));
  const [chosen] = fresh;
  if (fresh.length !== 1) throw badRequest("invalidValue", `${attribute.name} would have more than one primary value`);
  return after.map((element) =>
    element === chosen || !isObject(element) || !isPrimary(element) ? element : { ...element, primary: false },
  );
}

/** What is empty is nothing: RFC 7643 section 2.5. */
function tidy(value: Json): Json | undefined {
  if (isList(value)) return value.length === 0 ? undefined : value;
  return isObject(value) && Object.keys(value).length === 0 ? undefined : value;
}

import type { AccountImage } from "../../model/change.ts";
import { type AttributeName, isActive, places, readAttribute, valuesOf, workEmail } from "./convert.ts";
import { isObject, type Json, type JsonObject, objectsField, textField } from "./json.ts";
import type { MemberRules, Profile, Slot } from "./profile.ts";
import { ENTERPRISE_SCHEMA, USER_SCHEMA } from "./schema-urn.ts";

/** One operation of a PATCH (RFC 7644 section 3.5.2). */
export interface Operation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly value?: Json;
}

/** The body of a PATCH. */
export function patchBody(operations: readonly Operation[]): JsonObject {
  const plain = operations.map(({ op, path, value }) => {
    return { op, path, ...(value === undefined ? {} : { value }) };
  });
  return { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: plain };
}

/** The body of a PUT: the account as it was looked at, with the operations of lists as wholes already made. */
export function putBody(user: JsonObject, operations: readonly Operation[]): JsonObject {
  const { meta: _, ...body }: Record<string, Json | undefined> = { ...user };
  for (const { path, value } of operations) {
    const isExtension = path.startsWith(`${ENTERPRISE_SCHEMA}:`);
    const [outer = path, inner] = isExtension
      ? [ENTERPRISE_SCHEMA, path.slice(ENTERPRISE_SCHEMA.length + 1)]
      : path.split(".");
    const key = Object.keys(body).find((each) => each.toLowerCase() === outer.toLowerCase()) ?? outer;
    const part = body[key];
    body[key] = inner === undefined ? value : { ...(isObject(part) ? part : {}), [inner]: value };
  }
  const schemas = ENTERPRISE_SCHEMA in body ? [USER_SCHEMA, ENTERPRISE_SCHEMA] : [USER_SCHEMA];
  return { ...body, schemas };
}

/** The body of a POST: what the image says and the profile has, or requires of a new account. */
export function userBody(image: AccountImage, profile: Profile): JsonObject {
  const body: Record<string, Json> = { userName: image.userName, active: image.active };
  if (image.externalId !== null) body["externalId"] = image.externalId;
  for (const name of new Set([...profile.attributes, ...profile.required])) {
    const value = image.attributes[name] ?? null;
    if (value !== null) put(body, name, value);
  }
  const schemas = ENTERPRISE_SCHEMA in body ? [USER_SCHEMA, ENTERPRISE_SCHEMA] : [USER_SCHEMA];
  return { schemas, ...body };
}

/** The operations, one for each attribute, that make a SCIM User what an image says; none when it is so. */
export function operationsFor(user: JsonObject, image: Partial<AccountImage>, profile: Profile): readonly Operation[] {
  const operations: Operation[] = [];
  const { userName, externalId, active } = image;
  if (userName !== undefined && userName.toLowerCase() !== textField(user, "userName")?.toLowerCase()) {
    operations.push({ op: "replace", path: "userName", value: userName });
  }
  if (externalId !== undefined && externalId !== textField(user, "externalId")) {
    const found = textField(user, "externalId");
    operations.push(assign("externalId", { found, wanted: externalId }));
  }
  if (active !== undefined && active !== isActive(user)) {
    operations.push({ op: "replace", path: "active", value: active });
  }
  for (const name of profile.attributes) {
    const wanted = image.attributes?.[name];
    const found = readAttribute(user, name);
    if (wanted === undefined || wanted === found) continue;
    operations.push(name === "email" ? emailOperation(user, wanted, profile) : assign(pathOf(name), { found, wanted }));
  }
  return operations;
}

/** The operations that give an account these values of a list and take those; none when it is so. */
export function holdingOperations(
  user: JsonObject,
  slot: Slot,
  what: { readonly give: readonly string[]; readonly take: readonly string[]; readonly profile: Profile },
): readonly Operation[] {
  const held = valuesOf(user, slot.attribute);
  const give = what.give.filter((value) => !held.includes(value));
  const take = what.take.filter((value) => held.includes(value));
  if (give.length + take.length === 0) return [];
  const path = slot.attribute;
  const isWhole = slot.cardinality === "one" || what.profile.update.lists === "whole";
  if (!isWhole) {
    const removals = take.map(
      (value): Operation => ({ op: "remove", path: `${path}[value eq ${JSON.stringify(value)}]` }),
    );
    if (give.length === 0) return removals;
    return [...removals, { op: "add", path, value: give.map((value) => ({ value })) }];
  }
  const kept = slot.cardinality === "one" && give.length > 0 ? [] : objectsField(user, path);
  const left = kept.filter((each) => !take.includes(textField(each, "value") ?? ""));
  const values = [...left, ...give.map((value) => ({ value }))];
  return [values.length === 0 ? { op: "remove", path } : { op: "replace", path, value: values }];
}

/** The operations that bring accounts into a group, or take them out of it. */
export function memberOperations(
  rules: MemberRules,
  ids: readonly string[],
  direction: "add" | "remove",
): readonly Operation[] {
  const value = ids.map((id) => ({ value: id }));
  if (direction === "add") return [{ op: "add", path: "members", value }];
  if (rules.removeStyle === "value-list") return [{ op: "remove", path: "members", value }];
  return ids.map((id) => ({ op: "remove", path: `members[value eq ${JSON.stringify(id)}]` }));
}

/** Most memberships that one request may change. */
export function membersPerPatch(rules: MemberRules, direction: "add" | "remove"): number {
  return direction === "remove" && rules.removeStyle === "per-member" ? 1 : rules.maxPerPatch;
}

function put(body: Record<string, Json>, name: AttributeName, value: string): void {
  const [outer, inner] = places[name];
  if (name === "email") body[outer] = [{ value, type: "work", primary: true }];
  else if (inner === undefined) body[outer] = value;
  else {
    const part = body[outer];
    body[outer] = { ...(isObject(part) ? part : {}), [inner]: value };
  }
}

function pathOf(name: AttributeName): string {
  const [outer, inner] = places[name];
  if (inner === undefined) return outer;
  return outer === ENTERPRISE_SCHEMA ? `${outer}:${inner}` : `${outer}.${inner}`;
}

function assign(path: string, step: { readonly found: string | null; readonly wanted: string | null }): Operation {
  if (step.wanted === null) return { op: "remove", path };
  return { op: step.found === null ? "add" : "replace", path, value: step.wanted };
}

/** Only the address that is read as ours changes; others stay. */
function emailOperation(user: JsonObject, wanted: string | null, profile: Profile): Operation {
  const emails = objectsField(user, "emails");
  const ours = workEmail(user) ?? { type: "work", primary: true };
  const type = textField(ours, "type");
  const alike = emails.filter((each) => textField(each, "type") === type);
  if (profile.update.lists === "value-path" && type !== null && alike.length === 1) {
    const path = `emails[type eq ${JSON.stringify(type)}]`;
    if (wanted === null) return { op: "remove", path };
    return { op: "replace", path: `${path}.value`, value: wanted };
  }
  const others = emails.filter((each) => each !== ours);
  const value = wanted === null ? others : [{ ...ours, value: wanted }, ...others];
  if (value.length > 0) return { op: emails.length === 0 ? "add" : "replace", path: "emails", value };
  return { op: "remove", path: "emails" };
}

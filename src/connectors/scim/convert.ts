import type { Account } from "../../model/access.ts";
import type { Entitlement } from "../../model/role.ts";
import { type AttributePath, valueAt } from "./attribute-path.ts";
import { field, isObject, type JsonObject, objectsField, textField } from "./json.ts";
import type { Profile, Slot } from "./profile.ts";
import { ENTERPRISE_SCHEMA } from "./schema-urn.ts";
import { signInOf } from "./sign-in.ts";

/** An attribute of accounts that SCIM knows. */
export type AttributeName = Profile["attributes"][number];

/** Where an attribute is: an attribute of the resource, a part of `name`, or one of the enterprise extension. */
export const places: Readonly<Record<AttributeName, readonly [string] | readonly [string, string]>> = {
  givenName: ["name", "givenName"],
  familyName: ["name", "familyName"],
  displayName: ["displayName"],
  email: ["emails"],
  title: ["title"],
  department: [ENTERPRISE_SCHEMA, "department"],
  costCenter: [ENTERPRISE_SCHEMA, "costCenter"],
  userType: ["userType"],
};

/** How accounts of one application are read. */
export interface Reading {
  readonly application: string;
  readonly profile: Profile;
  /** Those that are asked for and that the profile has. */
  readonly attributes: readonly AttributeName[];
  /** The attribute that tells of the last sign-in; null: nobody asks. */
  readonly lastSignIn: AttributePath | null;
}

/** The attributes among these names that a profile has. */
export function supported(profile: Profile, names: readonly string[]): readonly AttributeName[] {
  return profile.attributes.filter((name) => names.includes(name));
}

/** A SCIM User as an account; null when it has no id or no userName. */
export function toAccount(user: JsonObject, reading: Reading): Account | null {
  const id = textField(user, "id");
  const userName = textField(user, "userName");
  if (id === null || userName === null) return null;
  const attributes: Record<string, string | null> = {};
  for (const name of reading.attributes) attributes[name] = readAttribute(user, name);
  return {
    application: reading.application,
    id,
    externalId: textField(user, "externalId"),
    userName,
    active: isActive(user),
    attributes,
    entitlements: entitlementsOf(user, reading),
    version: reading.profile.etag ? versionOf(user) : null,
    lastSignIn: reading.lastSignIn === null ? null : signInOf(valueAt(user, reading.lastSignIn)),
  };
}

/** One attribute of a SCIM User; null when it is missing or empty. */
export function readAttribute(user: JsonObject, name: AttributeName): string | null {
  if (name === "email") {
    const email = workEmail(user);
    return email === undefined ? null : textField(email, "value");
  }
  const [outer, inner] = places[name];
  if (inner === undefined) return textField(user, outer);
  const part = field(user, outer);
  return isObject(part) ? textField(part, inner) : null;
}

/** The address that Rollcall manages: the one for work, else the primary, else the first. */
export function workEmail(user: JsonObject): JsonObject | undefined {
  const emails = objectsField(user, "emails");
  return (
    emails.find((each) => textField(each, "type")?.toLowerCase() === "work") ??
    emails.find((each) => field(each, "primary") === true) ??
    emails[0]
  );
}

/** The values of a list such as `roles`; a plain text counts as a value. */
export function valuesOf(user: JsonObject, attribute: string): readonly string[] {
  const list = field(user, attribute);
  if (list === undefined) return [];
  if (!Array.isArray(list)) return objectsField(user, attribute).flatMap((each) => textField(each, "value") ?? []);
  return list.flatMap((each) =>
    typeof each === "string" ? each : isObject(each) ? (textField(each, "value") ?? []) : [],
  );
}

/** The slot of an entitlement's type; null when this application has none on accounts. */
export function slotOf(profile: Profile, type: Entitlement["type"]): Slot | null {
  if (type === "group") return null;
  return type === "license" ? profile.license : profile.role;
}

/** What `attributes=` asks for, so that an answer holds what is compared and no more. */
export function projectionOf(reading: Reading): readonly string[] {
  const { profile, attributes, lastSignIn } = reading;
  const own = attributes.map((name) => {
    const [outer, inner] = places[name];
    if (inner === undefined) return outer;
    return outer === ENTERPRISE_SCHEMA ? `${outer}:${inner}` : `${outer}.${inner}`;
  });
  const slots = [profile.license, profile.role].flatMap((slot) => (slot === null ? [] : slot.attribute));
  const version = profile.etag ? ["meta.version"] : [];
  const signIn = lastSignIn === null ? [] : [lastSignIn.text];
  return [...new Set(["id", "externalId", "userName", "active", ...own, ...slots, ...version, ...signIn])];
}

/** `active` may be missing (RFC 7643 has no default), and some services write it as text. */
export function isActive(user: JsonObject): boolean {
  const active = field(user, "active");
  return typeof active === "string" ? active.toLowerCase() !== "false" : active !== false;
}

function entitlementsOf(user: JsonObject, { application, profile }: Reading): readonly Entitlement[] {
  const held: Entitlement[] = [];
  for (const type of ["license", "role"] as const) {
    const slot = profile[type];
    if (slot === null) continue;
    for (const value of valuesOf(user, slot.attribute)) held.push({ application, type, value });
  }
  return held.length === 0 ? none : held;
}

const none: readonly Entitlement[] = [];

function versionOf(user: JsonObject): string | null {
  const meta = field(user, "meta");
  return isObject(meta) ? textField(meta, "version") : null;
}

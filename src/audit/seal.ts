import { createHash } from "node:crypto";
import { canonical } from "../document/canonical.ts";

/** Stands for a value that the ledger does not keep. */
export interface Sealed {
  readonly sealed: string;
}

/**
 * An account's image without personal values: names of attributes stay, and so do true, false, null and the person's id
 * (`externalId`); every other value becomes a salted digest, by which somebody who knows the value can show that it was it.
 */
export function seal(value: unknown, salt: string): unknown {
  return sealAt(value, { salt, path: [] });
}

/** The digest that stands for a value at a path (`["attributes", "givenName"]`) of an image. */
export function sealedValue(
  value: unknown,
  where: { readonly salt: string; readonly path: readonly string[] },
): Sealed {
  const digest = createHash("sha256")
    .update(canonical([where.salt, where.path, value]))
    .digest("hex");
  return { sealed: `sha256:${digest}` };
}

function sealAt(value: unknown, where: { salt: string; path: readonly string[] }): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value;
  if (typeof value === "object" && !Array.isArray(value)) {
    const members = Object.entries(value).map(([name, member]) => {
      const path = [...where.path, name];
      return [name, isPersonId(path, member) ? member : sealAt(member, { ...where, path })];
    });
    return Object.fromEntries(members);
  }
  return sealedValue(value, where);
}

function isPersonId(path: readonly string[], value: unknown): boolean {
  return (
    path.length === 1 && path[0] === "externalId" && typeof value === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(value)
  );
}

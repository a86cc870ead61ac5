import { createHash } from "node:crypto";
import { canonicalText } from "./parse.ts";

/** Stands for a value that the ledger does not keep. */
export interface Sealed {
  readonly sealed: string;
}

/** What an entry's values are sealed with: its own salt; the id of its person needs no seal. */
export interface SealKey {
  readonly salt: string;
  readonly person: string | null;
}

/**
 * An account's image without personal values: names of attributes stay, and so do true, false, null and the entry's own
 * person; every other value becomes a salted digest, by which somebody who knows the value can show that it was it.
 */
export function seal(value: unknown, key: SealKey): unknown {
  return sealAt(value, { key, path: [] });
}

/** Tells what stands for a value from the value itself. */
export function isSealed(value: unknown): value is Sealed {
  return typeof value === "object" && value !== null && "sealed" in value && typeof value.sealed === "string";
}

/** The digest that stands for a value at a path (`["attributes", "givenName"]`) of an image. */
export function sealedValue(
  value: unknown,
  where: { readonly salt: string; readonly path: readonly string[] },
): Sealed {
  const digest = createHash("sha256").update(canonicalText([where.salt, where.path, value]));
  return { sealed: `sha256:${digest.digest("hex")}` };
}

function sealAt(value: unknown, where: { key: SealKey; path: readonly string[] }): unknown {
  const { key, path } = where;
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value;
  if (path[0] === "externalId" && path.length === 1 && value === key.person) return value;
  if (typeof value === "object" && !Array.isArray(value)) {
    const members = Object.entries(value);
    return Object.fromEntries(members.map(([name, member]) => [name, sealAt(member, { key, path: [...path, name] })]));
  }
  return sealedValue(value, { salt: key.salt, path });
}

/** Whether a value is the one that a seal stands for; false where the entry's salt is encrypted, as nobody can tell. */
export function isSealOf(
  sealed: Sealed,
  value: unknown,
  where: { readonly salt: string | undefined; readonly path: readonly string[] },
): boolean {
  const { salt, path } = where;
  return salt !== undefined && sealedValue(value, { salt, path }).sealed === sealed.sealed;
}

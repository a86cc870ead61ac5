import type { Account } from "../model/access.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { LiveGroup } from "./live-group.ts";

/** An account as one line: the same for the same account, however the application wrote it down. */
export function accountLine(account: Account): string {
  const { id, externalId, userName, active, attributes, entitlements } = account;
  const names = sortedNames(attributes);
  const parts: unknown[] = ["account", id, externalId, userName, active, names.length];
  for (const name of names) parts.push(name, attributes[name]);
  if (entitlements.length > 0) parts.push(...entitlements.map(entitlementKey).sort());
  return JSON.stringify(parts);
}

/** A group as one line, however it was cut into pages. */
export function groupLine({ id, name, members, asked }: LiveGroup): string {
  return JSON.stringify(["group", id, name, [...members].sort(), asked === null ? null : [...asked].sort()]);
}

/** Most accounts of a listing write their attributes in one order: sorting is for the others. */
function sortedNames(attributes: Account["attributes"]): readonly string[] {
  const names = Object.keys(attributes);
  return names.every((name, place) => place === 0 || (names[place - 1] ?? "") < name) ? names : names.sort();
}

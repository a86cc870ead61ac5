import type { Account } from "../model/access.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { LiveGroup } from "./live-group.ts";

/** An account as one line: the same for the same account, however the application wrote it down. */
export function accountLine(account: Account): string {
  const { id, externalId, userName, active, attributes } = account;
  const values: (string | null | undefined)[] = [];
  for (const name of sortedNames(attributes)) values.push(name, attributes[name]);
  const entitlements = account.entitlements.length === 0 ? none : account.entitlements.map(entitlementKey).sort();
  return JSON.stringify(["account", id, externalId, userName, active, values, entitlements]);
}

/** A group as one line, however it was cut into pages. */
export function groupLine({ id, name, members, asked }: LiveGroup): string {
  return JSON.stringify(["group", id, name, [...members].sort(), asked === null ? null : [...asked].sort()]);
}

const none: readonly string[] = [];

/** Most accounts of a listing write their attributes in one order: sorting is for the others. */
function sortedNames(attributes: Account["attributes"]): readonly string[] {
  const names = Object.keys(attributes);
  return names.every((name, place) => place === 0 || (names[place - 1] ?? "") < name) ? names : names.sort();
}

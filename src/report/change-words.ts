import type { AccountAttributes } from "../model/access.ts";
import type { Because } from "../model/because.ts";
import type { AccountImage, Change, ChangeKind } from "../model/change.ts";
import type { Entitlement } from "../model/role.ts";
import type { Source } from "../model/source.ts";

/** `+` gives, `~` alters, `-` takes away. */
export type Sign = "+" | "~" | "-";

interface KindWords {
  readonly sign: Sign;
  /** What is done to one. */
  readonly verb: string;
  /** What is counted, one and many: `3 disabled`, `1 seat released`. */
  readonly one: string;
  readonly many: string;
}

/** Every kind of change in words, in the order in which they are counted. */
export const kindWords: Readonly<Record<ChangeKind, KindWords>> = {
  "delete-account": { sign: "-", verb: "delete account", one: "deleted", many: "deleted" },
  "disable-account": { sign: "-", verb: "disable account", one: "disabled", many: "disabled" },
  "end-sessions": { sign: "-", verb: "end sessions", one: "session ended", many: "sessions ended" },
  revoke: { sign: "-", verb: "revoke", one: "revoked", many: "revoked" },
  "release-seat": { sign: "-", verb: "release seat", one: "seat released", many: "seats released" },
  "update-account": { sign: "~", verb: "update account", one: "updated", many: "updated" },
  "create-account": { sign: "+", verb: "create account", one: "created", many: "created" },
  "enable-account": { sign: "+", verb: "enable account", one: "enabled", many: "enabled" },
  grant: { sign: "+", verb: "grant", one: "granted", many: "granted" },
  "assign-seat": { sign: "+", verb: "assign seat", one: "seat assigned", many: "seats assigned" },
};

/** True for a change that takes something away from somebody. */
export function isDestructive(change: Pick<Change, "kind">): boolean {
  return kindWords[change.kind].sign === "-";
}

/** `group engineering`. */
export function entitlementWords(entitlement: Pick<Entitlement, "type" | "value">): string {
  return `${entitlement.type} ${entitlement.value}`;
}

/** What a change is about within its application: an entitlement, a seat, or nothing more than the account. */
export function objectWords(change: Change): string | null {
  switch (change.kind) {
    case "grant":
    case "revoke":
      return entitlementWords(change.entitlement);
    case "assign-seat":
    case "release-seat":
      return `seat ${change.pool} (${change.location})`;
    case "create-account":
    case "update-account":
    case "disable-account":
    case "enable-account":
    case "delete-account":
    case "end-sessions":
      return null;
  }
}

/** One managed field of an account that an update alters; null means absent. */
export interface Difference {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What an update alters, sorted by field; empty for every other kind. */
export function differences(change: Change): readonly Difference[] {
  if (change.kind !== "update-account") return [];
  const before = fields(change.before);
  const after = fields(change.after);
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .map((field) => ({ field, before: before.get(field) ?? null, after: after.get(field) ?? null }));
}

function fields(image: Partial<AccountImage>): ReadonlyMap<string, string | null> {
  const attributes: AccountAttributes = image.attributes ?? {};
  const found = new Map<string, string | null>(Object.entries(attributes));
  if (image.userName !== undefined) found.set("userName", image.userName);
  if (image.externalId !== undefined) found.set("externalId", image.externalId);
  if (image.active !== undefined) found.set("active", String(image.active));
  return found;
}

/** `department: Support -> Sales`. */
export function differenceWords(difference: Difference): string {
  return `${difference.field}: ${difference.before ?? "(none)"} -> ${difference.after ?? "(none)"}`;
}

/** `roles/engineer.yaml:8`. */
export function sourceWords(source: Source): string {
  return `${source.file}:${source.line}`;
}

/** One reason with the place where it was written. */
export function reasonWords(because: Because): string {
  switch (because.kind) {
    case "birthright":
      return `role ${because.role} (birthright ${sourceWords(because.at)})`;
    case "assignment":
      return `role ${because.role} (${because.reason}, ${sourceWords(because.at)})`;
    case "roster":
      return `${because.text} (${sourceWords(because.at)})`;
    case "no-rule":
      return because.text;
    case "pool":
      return `pool ${because.pool}: ${because.text} (${sourceWords(because.at)})`;
  }
}

/** All reasons behind a change, joined. */
export function becauseWords(because: readonly Because[]): string {
  return because.length === 0 ? "no reason given" : because.map(reasonWords).join("; ");
}

/** `1 change`, `2 changes`, `12,345 changes`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${String(number).replace(/\B(?=(\d{3})+$)/g, ",")} ${number === 1 ? one : many}`;
}

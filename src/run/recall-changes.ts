import type { LedgerEntry } from "../audit/schema.ts";
import { isSealed, isSealOf } from "../audit/seal.ts";
import type { AccountImage, Change } from "../model/change.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import { targetOf } from "../plan/deed.ts";
import {
  assignSeat,
  createAccount,
  deleteAccount,
  disableAccount,
  enableAccount,
  endSessions,
  grant,
  releaseSeat,
  revoke,
  type Subject,
  updateAccount,
} from "../plan/make-change.ts";
import { attributesOf } from "../plan/resolve.ts";

/** The changes of a recorded run as policy was asked about them. */
export interface RecalledChanges {
  readonly changes: readonly Change[];
  /** Values of accounts that the ledger keeps sealed and the files do not give: policy sees the seal in their place. */
  readonly sealed: number;
  /** Keys of entries that nobody can read as a change any more. */
  readonly lost: readonly string[];
}

/** Puts the entries of a run together again with the files of its commit: user names and the values of attributes are not in the ledger. */
export function recallChanges(entries: readonly LedgerEntry[], organization: Organization): RecalledChanges {
  const people = new Map(organization.people.map((person) => [person.id, person]));
  const seats = new Map(organization.pools.map(({ name, seat }) => [name, seat]));
  const made = new Set(entries.flatMap((entry) => (entry.kind === "create-account" ? accountOwner(entry) : [])));
  const seals = new Seals();
  const changes: Change[] = [];
  const lost: string[] = [];
  for (const entry of entries) {
    const person = people.get(entry.person ?? "") ?? null;
    const change = recallChange(entry, { person, isNew: made.has(accountOwner(entry)), seats, seals });
    if (change === null) lost.push(entry.key);
    else changes.push(change);
  }
  return { changes, sealed: seals.kept, lost };
}

function accountOwner({ application, person }: Pick<LedgerEntry, "application" | "person">): string {
  return `${application}/${person}`;
}

interface Known {
  readonly person: Person | null;
  /** The run made the account, so that it had no id when policy was asked. */
  readonly isNew: boolean;
  readonly seats: ReadonlyMap<string, Organization["pools"][number]["seat"]>;
  readonly seals: Seals;
}

function recallChange(entry: LedgerEntry, known: Known): Change | null {
  const change = changeOf(entry, known);
  if (change === null) return null;
  const { irreversible } = entry;
  return { ...change, key: entry.key, ...(irreversible === undefined ? {} : { irreversible }) };
}

function changeOf(entry: LedgerEntry, known: Known): Change | null {
  const { application, because } = entry;
  const { person, isNew, seals } = known;
  const account = isNew ? null : entry.account;
  const subject: Subject = { application, person: entry.person, account, userName: person?.userName ?? account ?? "" };
  const grounds = { because };
  switch (entry.kind) {
    case "create-account":
      return createAccount(subject, { ...emptyImage(subject), ...seals.open(entry, "after", person) }, grounds);
    case "update-account": {
      const values = { before: seals.open(entry, "before", person), after: seals.open(entry, "after", person) };
      return updateAccount(subject, values, grounds);
    }
    case "disable-account":
      return disableAccount(subject, grounds);
    case "enable-account":
      return enableAccount(subject, grounds);
    case "delete-account":
      return deleteAccount(subject, grounds);
    case "end-sessions":
      return endSessions(subject, grounds);
    case "grant":
    case "revoke": {
      const target = targetOf(entry);
      if (target?.kind !== "entitlement") return null;
      const give = entry.kind === "grant" ? grant : revoke;
      return give(subject, target.entitlement, grounds);
    }
    case "assign-seat":
    case "release-seat": {
      const target = targetOf(entry);
      const entitlement = target?.kind === "seat" ? known.seats.get(target.pool) : undefined;
      if (target?.kind !== "seat" || entitlement === undefined) return null;
      const seat = { entitlement, pool: target.pool, location: target.location };
      return entry.kind === "assign-seat" ? assignSeat(subject, seat, grounds) : releaseSeat(subject, seat, grounds);
    }
  }
}

function emptyImage({ userName, person }: Subject): AccountImage {
  return { userName, externalId: person, active: true, attributes: {} };
}

/** Opens the seals of values that the roster has; the others stay, and are counted. */
class Seals {
  kept = 0;

  open(entry: LedgerEntry, side: "before" | "after", person: Person | null): Partial<AccountImage> {
    const image = recordOf(entry[side]);
    const own = person === null ? {} : attributesOf(person);
    const read = (path: readonly string[], value: unknown, candidate: string | null | undefined) =>
      this.#value(value, candidate ?? null, { salt: entry.salt, path });
    const attributes = Object.entries(recordOf(image["attributes"])).map(([name, value]): [string, string | null] => [
      name,
      read(["attributes", name], value, own[name]),
    ]);
    return {
      ...("userName" in image ? { userName: read(["userName"], image["userName"], person?.userName) ?? "" } : {}),
      ...("externalId" in image ? { externalId: read(["externalId"], image["externalId"], person?.id) } : {}),
      ...(typeof image["active"] === "boolean" ? { active: image["active"] } : {}),
      ...("attributes" in image ? { attributes: Object.fromEntries(attributes) } : {}),
    };
  }

  #value(
    kept: unknown,
    candidate: string | null,
    where: { salt: string | undefined; path: readonly string[] },
  ): string | null {
    if (!isSealed(kept)) return typeof kept === "string" ? kept : null;
    if (candidate !== null && isSealOf(kept, candidate, where)) return candidate;
    this.kept += 1;
    return kept.sealed;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

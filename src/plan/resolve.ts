import type { AccountAttributes } from "../model/access.ts";
import type { Assignment } from "../model/assignment.ts";
import type { Because } from "../model/because.ts";
import { compareText } from "../model/compare.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Holding } from "../model/holding.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { LicensePool } from "../model/pool.ts";
import type { Role } from "../model/role.ts";
import { type BirthrightRow, matchRows } from "./birthright.ts";
import type { AccessBundle, Desired, DesiredAccount, DesiredApplication, SeatDemand } from "./desired.ts";
import { managedEntitlements } from "./managed.ts";
import { isPresent, isWithin } from "./presence.ts";

/** Who should have what at an instant, from what people wrote: pure, and the same for any order of input. */
export function resolve(organization: Organization, at: Instant): Desired {
  const accounts = new Map(organization.applications.map(({ name }) => [name, new Map<string, DesiredAccount>()]));
  const holdings = new Map<string, readonly Holding[]>();
  const demands: SeatDemand[] = [];
  const accessOf = accessByPerson(organization, at);
  for (const person of sortedById(organization.people)) {
    if (!isPresent(person, at)) continue;
    const access = accessOf(person);
    const attributes = attributesOf(person);
    holdings.set(person.id, access.holdings);
    for (const [pool, because] of access.seats) demands.push({ person, pool, because });
    for (const [application, { bundle, seatOnly }] of access.applications) {
      accounts.get(application)?.set(person.id, { person, userName: person.userName, attributes, bundle, seatOnly });
    }
  }
  const people = new Map(organization.people.map((person) => [person.id, person]));
  return { at, people, holdings, demands, applications: joinApplications(organization, accounts) };
}

/** What a set of roles held for given reasons comes to. */
interface Access {
  readonly holdings: readonly Holding[];
  readonly applications: ReadonlyMap<string, { readonly bundle: AccessBundle; readonly seatOnly: boolean }>;
  readonly seats: ReadonlyMap<string, readonly Because[]>;
}

/** Computed once per distinct set of matching rows; assignments are rare and computed for their person. */
function accessByPerson(organization: Organization, at: Instant): (person: Person) => Access {
  const roles = new Map(organization.roles.map((role) => [role.name, role]));
  const pools = new Map(organization.pools.map((pool) => [pool.name, pool]));
  const rowsOf = matchRows(organization.roles);
  const assigned = activeAssignments(organization.assignments, at);
  const numbers = new Map<BirthrightRow["rule"], number>();
  for (const role of organization.roles) for (const rule of role.birthright) numbers.set(rule, numbers.size);
  const known = new Map<string, Access>();
  return (person) => {
    const rows = rowsOf(person);
    const own = assigned.get(person.id);
    if (own !== undefined) return accessOf(holdingsOf(rows, own), roles, pools);
    const signature = rows.map(({ rule }) => numbers.get(rule)).join(",");
    const access = known.get(signature) ?? accessOf(holdingsOf(rows, []), roles, pools);
    known.set(signature, access);
    return access;
  };
}

function activeAssignments(
  assignments: readonly Assignment[],
  at: Instant,
): ReadonlyMap<string, readonly Assignment[]> {
  const byPerson = new Map<string, Assignment[]>();
  for (const assignment of assignments) {
    if (!isWithin(assignment.from, assignment.until, at)) continue;
    byPerson.set(assignment.person, [...(byPerson.get(assignment.person) ?? []), assignment]);
  }
  return byPerson;
}

function holdingsOf(rows: readonly BirthrightRow[], assignments: readonly Assignment[]): readonly Holding[] {
  const byRole = new Map<string, Because[]>();
  const add = (role: string, because: Because) => byRole.set(role, [...(byRole.get(role) ?? []), because]);
  for (const { role, rule } of rows) add(role.name, { kind: "birthright", role: role.name, at: rule.at });
  const ordered = assignments.toSorted(
    (a, b) => compareText(a.at.file, b.at.file) || a.at.line - b.at.line || compareText(a.role, b.role),
  );
  for (const { role, reason, at } of ordered) add(role, { kind: "assignment", role, reason, at });
  return [...byRole].sort(([a], [b]) => compareText(a, b)).map(([role, because]) => ({ role, because }));
}

function accessOf(
  holdings: readonly Holding[],
  roles: ReadonlyMap<string, Role>,
  pools: ReadonlyMap<string, LicensePool>,
): Access {
  const entitlements = new Map<string, Map<string, AccessBundle["entitlements"][number]>>();
  const reasons = new Map<string, Because[]>();
  const seats = new Map<string, readonly Because[]>();
  for (const { role, because } of holdings) {
    for (const grant of roles.get(role)?.grants ?? []) {
      const pool = grant.kind === "seat" ? pools.get(grant.pool) : undefined;
      const entitlement = grant.kind === "entitlement" ? grant.entitlement : pool?.seat;
      if (entitlement === undefined) continue;
      const { application } = entitlement;
      reasons.set(application, mergeBecause(reasons.get(application) ?? [], because));
      if (grant.kind === "seat") {
        seats.set(grant.pool, mergeBecause(seats.get(grant.pool) ?? [], because));
        continue;
      }
      const key = entitlementKey(entitlement);
      const held = entitlements.get(application) ?? new Map<string, AccessBundle["entitlements"][number]>();
      held.set(key, { key, entitlement, because: mergeBecause(held.get(key)?.because ?? [], because) });
      entitlements.set(application, held);
    }
  }
  const applications = new Map<string, { bundle: AccessBundle; seatOnly: boolean }>();
  for (const [application, because] of reasons) {
    const held = [...(entitlements.get(application)?.values() ?? [])].sort((a, b) => compareText(a.key, b.key));
    const bundle: AccessBundle = { entitlements: held, keys: new Set(held.map(({ key }) => key)), because };
    applications.set(application, { bundle, seatOnly: held.length === 0 });
  }
  return { holdings, applications, seats };
}

/** The same row or assignment counts once, however many grants it leads to. */
function mergeBecause(known: readonly Because[], more: readonly Because[]): Because[] {
  return [...known, ...more.filter((because) => !known.includes(because))];
}

function joinApplications(
  organization: Organization,
  accounts: ReadonlyMap<string, ReadonlyMap<string, DesiredAccount>>,
): ReadonlyMap<string, DesiredApplication> {
  const managed = managedEntitlements(organization);
  return new Map(
    organization.applications.map((application) => [
      application.name,
      {
        application,
        accounts: accounts.get(application.name) ?? new Map<string, DesiredAccount>(),
        managed: managed.get(application.name) ?? new Map<string, never>(),
        pools: organization.pools.filter((pool) => pool.seat.application === application.name),
      },
    ]),
  );
}

/** Attributes that an account shows of a person; columns that the roster does not have are not managed. */
function attributesOf(person: Person): AccountAttributes {
  const attributes: Record<string, string | null> = {
    givenName: person.givenName || null,
    familyName: person.familyName || null,
    displayName: `${person.givenName} ${person.familyName}`.trim() || person.userName,
    email: person.email,
    userType: person.kind,
  };
  for (const name of ["title", "department", "costCenter"]) {
    const value = person.attributes[name];
    if (value !== undefined) attributes[name] = value || null;
  }
  return attributes;
}

function sortedById(people: readonly Person[]): readonly Person[] {
  return people.toSorted((a, b) => compareText(a.id, b.id));
}

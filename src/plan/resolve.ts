import type { AccountAttributes } from "../model/access.ts";
import { compareText } from "../model/compare.ts";
import { groupBy } from "../model/group-by.ts";
import type { Holding } from "../model/holding.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import { isPresent, isWithin } from "../model/presence.ts";
import { type Access, accessOf, holdingsOf } from "./access.ts";
import { type BirthrightRow, matchRows } from "./birthright.ts";
import type { Desired, DesiredAccount, DesiredApplication, SeatDemand } from "./desired.ts";
import { managedEntitlements } from "./managed.ts";

/** Who should have what at an instant, from what people wrote: pure, and the same for any order of input. */
export function resolve(organization: Organization, at: Instant): Desired {
  const sorted = inOrder(organization);
  const accounts = new Map(sorted.applications.map(({ name }) => [name, new Map<string, DesiredAccount>()]));
  const people = new Map<string, Person>();
  const holdings = new Map<string, readonly Holding[]>();
  const demands: SeatDemand[] = [];
  const accessFor = accessByPerson(sorted, at);
  for (const person of sorted.people) {
    people.set(person.id, person);
    if (!isPresent(person, at)) continue;
    const access = accessFor(person);
    const attributes = attributesOf(person);
    holdings.set(person.id, access.holdings);
    for (const [pool, because] of access.seats) demands.push({ person, pool, because });
    for (const [application, { bundle, seatOnly }] of access.applications) {
      accounts.get(application)?.set(person.id, { person, userName: person.userName, attributes, bundle, seatOnly });
    }
  }
  return { at, people, holdings, demands, applications: joinApplications(sorted, accounts, at) };
}

/** The order in which things were written, or listed, must not matter. */
function inOrder(organization: Organization): Organization {
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => compareText(a.name, b.name);
  return {
    ...organization,
    people: organization.people.toSorted((a, b) => compareText(a.id, b.id)),
    roles: organization.roles.toSorted(byName),
    pools: organization.pools.toSorted(byName),
    applications: organization.applications.toSorted(byName),
  };
}

/** Computed once per distinct set of matching rows; assignments are rare and computed for their person. */
function accessByPerson(organization: Organization, at: Instant): (person: Person) => Access {
  const catalog = {
    roles: new Map(organization.roles.map((role) => [role.name, role])),
    pools: new Map(organization.pools.map((pool) => [pool.name, pool])),
  };
  const rowsOf = matchRows(organization.roles);
  const assigned = groupBy(
    organization.assignments.filter(({ from, until }) => isWithin(from, until, at)),
    ({ person }) => person,
  );
  const known: KnownAccess = { next: new Map(), access: null };
  return (person) => {
    const rows = rowsOf(person);
    const own = assigned.get(person.id);
    if (own !== undefined) return accessOf(holdingsOf(rows, own), catalog);
    const place = placeOf(known, rows);
    place.access ??= accessOf(holdingsOf(rows, []), catalog);
    return place.access;
  };
}

/** What has been computed, by the rows that match one after the other. */
interface KnownAccess {
  readonly next: Map<BirthrightRow, KnownAccess>;
  access: Access | null;
}

function placeOf(known: KnownAccess, rows: readonly BirthrightRow[]): KnownAccess {
  let place = known;
  for (const row of rows) {
    let next = place.next.get(row);
    if (next === undefined) {
      next = { next: new Map(), access: null };
      place.next.set(row, next);
    }
    place = next;
  }
  return place;
}

function joinApplications(
  organization: Organization,
  accounts: ReadonlyMap<string, ReadonlyMap<string, DesiredAccount>>,
  at: Instant,
): ReadonlyMap<string, DesiredApplication> {
  const managed = managedEntitlements(organization.roles, organization.pools);
  const ended = groupBy(
    organization.assignments.filter(({ until }) => until !== null && until <= at),
    ({ person }) => person,
  );
  return new Map(
    organization.applications.map((application) => [
      application.name,
      {
        application,
        accounts: accounts.get(application.name) ?? new Map<string, DesiredAccount>(),
        managed: managed.get(application.name) ?? new Map<string, never>(),
        pools: organization.pools.filter((pool) => pool.seat.application === application.name),
        ended,
      },
    ]),
  );
}

/** Columns of the roster that an account shows when the roster has them. */
const optionalColumns = ["title", "department", "costCenter"] as const;

/** Attributes that an account shows of a person; columns that the roster does not have are not managed. */
export function attributesOf(person: Person): AccountAttributes {
  const attributes: Record<string, string | null> = {
    givenName: person.givenName || null,
    familyName: person.familyName || null,
    displayName: `${person.givenName} ${person.familyName}`.trim() || person.userName,
    email: person.email,
    userType: person.kind,
  };
  for (const name of optionalColumns) {
    const value = person.attributes[name];
    if (value !== undefined) attributes[name] = value || null;
  }
  return attributes;
}

import type { Assignment } from "../model/assignment.ts";
import type { Change } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import { groupBy } from "../model/group-by.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import { absenceText, isPresent, isWithin } from "../model/presence.ts";
import type { Role, RoleGrant } from "../model/role.ts";
import type { Source } from "../model/source.ts";
import { resolve } from "./resolve.ts";

/** What the files have to say for changes made by hand to be what they ask for. */
export interface Adoption {
  /** Roles to be assigned. */
  readonly give: readonly { readonly person: string; readonly role: Role }[];
  /** Assignments that end. */
  readonly end: readonly Assignment[];
  /** What cannot be adopted, by the key of the change, and why. */
  readonly left: readonly { readonly key: string; readonly reason: string }[];
}

/**
 * Finds the assignments that make changes of hand (given as the changes that would put them back) what the files say, and nothing more: a role is
 * given only when all that it grants was given by hand, and an assignment ends only when nothing else goes with it.
 */
export function adopt(organization: Organization, changes: readonly Change[], at: Instant): Adoption {
  const people = new Map(organization.people.map((person) => [person.id, person]));
  const byPerson = groupBy(changes, ({ person }) => person);
  const parts = [...byPerson].map(([id, own]): Adoption => {
    const person = people.get(id ?? "");
    if (person === undefined) return leaveAll(own, "the account belongs to nobody on the roster");
    if (!isPresent(person, at)) return leaveAll(own, `${person.id} ${absenceText(person, at)} (${placeOf(person.at)})`);
    return adoptFor({ organization, person, at }, own);
  });
  return {
    give: parts.flatMap(({ give }) => give).sort((a, b) => compareText(keyOf(a), keyOf(b))),
    end: parts.flatMap(({ end }) => end),
    left: parts.flatMap(({ left }) => left).sort((a, b) => compareText(a.key, b.key)),
  };
}

function keyOf({ person, role }: Adoption["give"][number]): string {
  return `${person} ${role.name}`;
}

function leaveAll(changes: readonly Change[], reason: string): Adoption {
  return { give: [], end: [], left: changes.map(({ key }) => ({ key, reason })) };
}

interface Adopter {
  readonly organization: Organization;
  readonly person: Person;
  readonly at: Instant;
}

function adoptFor(adopter: Adopter, changes: readonly Change[]): Adoption {
  const given = rolesFor(adopter, changes);
  const ended = endsFor(adopter, changes);
  const after = thingsOf(adopter, (assignments) => [
    ...assignments.filter((each) => !ended.end.includes(each)),
    ...given.give.map((role) => anAssignment(adopter, role)),
  ]);
  const accounts = changes.flatMap((change) => leftAccount(adopter, change, after));
  const { id } = adopter.person;
  return {
    give: given.give.map((role) => ({ person: id, role })),
    end: ended.end,
    left: [...given.left, ...ended.left, ...accounts],
  };
}

type Left = Adoption["left"];

/** Fewest grants first, so that a role that gives exactly one thing is taken before one that gives two of them. */
function rolesFor(
  adopter: Adopter,
  changes: readonly Change[],
): { readonly give: readonly Role[]; readonly left: Left } {
  const { organization, person } = adopter;
  const asked = thingsOf(adopter, (assignments) => assignments);
  const byHand = thingsIn(changes, ["revoke", "release-seat"]);
  const wanted = new Map([...byHand].filter(([thing]) => !asked.has(thing)));
  const roles = organization.roles
    .map((role) => ({ role, things: role.grants.map((grant) => thingOfGrant(grant)) }))
    .toSorted((a, b) => a.things.length - b.things.length || a.role.risk - b.role.risk || byName(a.role, b.role));
  const give = new Map<Role, readonly string[]>();
  const left: { key: string; reason: string }[] = [];
  const covered = new Set<string>();
  for (const [thing, key] of byHand) {
    if (asked.has(thing))
      left.push({ key, reason: `a role of ${person.id} asks for it already, and the pool gives the seat to others` });
    if (asked.has(thing) || covered.has(thing)) continue;
    const givers = roles.filter(({ things }) => things.includes(thing));
    const exact = givers.find(({ things }) => things.every((each) => wanted.has(each)));
    if (exact === undefined) left.push({ key, reason: nearRoles(givers, wanted) });
    else {
      give.set(exact.role, exact.things);
      for (const each of exact.things) covered.add(each);
    }
  }
  return { give: withoutCovered(give), left };
}

/** A role that gives nothing beside what others give that are given as well is not needed. */
function withoutCovered(roles: ReadonlyMap<Role, readonly string[]>): readonly Role[] {
  const kept = new Map(roles);
  for (const [role, things] of roles) {
    const others = new Set([...kept].flatMap(([other, own]) => (other === role ? [] : own)));
    if (things.every((thing) => others.has(thing))) kept.delete(role);
  }
  return [...kept.keys()];
}

const mostRoles = 3;

function nearRoles(
  givers: readonly { readonly role: Role; readonly things: readonly string[] }[],
  wanted: ReadonlyMap<string, string>,
): string {
  if (givers.length === 0) return "no role gives it";
  const near = givers
    .map(({ role, things }) => ({ role, more: [...new Set(things)].filter((each) => !wanted.has(each)).sort() }))
    .toSorted((a, b) => a.more.length - b.more.length || byName(a.role, b.role))
    .slice(0, mostRoles)
    .map(({ role, more }) => `${role.name} would also give ${more.join(", ")}`);
  return `no role gives just that: ${near.join("; ")}`;
}

function endsFor(
  adopter: Adopter,
  changes: readonly Change[],
): { readonly end: readonly Assignment[]; readonly left: Left } {
  const { organization, person, at } = adopter;
  const taken = thingsIn(changes, ["grant", "assign-seat"]);
  const before = thingsOf(adopter, (assignments) => assignments);
  const holdings = holdingsOf(adopter);
  const end = new Set<Assignment>();
  const left: { key: string; reason: string }[] = [];
  for (const [thing, key] of taken) {
    const roles = organization.roles.filter(({ grants }) => grants.some((grant) => thingOfGrant(grant) === thing));
    const givers = new Set(roles.map(({ name }) => name));
    const because = holdings.filter(({ role }) => givers.has(role)).flatMap((holding) => holding.because);
    const row = because.find((each) => each.kind === "birthright");
    const own = organization.assignments.filter(
      (each) => each.person === person.id && givers.has(each.role) && isWithin(each.from, each.until, at),
    );
    const without = thingsOf(adopter, (assignments) =>
      assignments.filter((each) => !own.includes(each) && !end.has(each)),
    );
    const more = [...before].filter((each) => !without.has(each) && !taken.has(each));
    if (row !== undefined) left.push({ key, reason: birthrightReason(row.role, row.at, person) });
    else if (more.length > 0) left.push({ key, reason: moreReason(own, more) });
    else for (const each of own) end.add(each);
  }
  return { end: [...end], left };
}

function birthrightReason(role: string, at: Source, person: Person): string {
  return `it comes with ${role} by birthright (${placeOf(at)}), which no assignment gives: change that row, or the one of the person (${placeOf(person.at)})`;
}

function moreReason(assignments: readonly Assignment[], more: readonly string[]): string {
  const which = assignments.map(({ role, at }) => `${role} (${placeOf(at)})`).join(", ");
  return `ending the assignment of ${which} would also take ${more.join(", ")}`;
}

/** Unless roles that are given, or taken, change whether there is to be an account at all. */
function leftAccount(adopter: Adopter, change: Change, after: ReadonlySet<string>): Left {
  const { organization, person } = adopter;
  const isAsked = [...after].some((thing) => applicationOf(organization, thing) === change.application);
  const reason = `accounts follow the roster: change the row of ${person.id} (${placeOf(person.at)})`;
  switch (change.kind) {
    case "disable-account":
    case "delete-account":
      return isAsked ? [] : [{ key: change.key, reason }];
    case "create-account":
    case "enable-account":
      return isAsked ? [{ key: change.key, reason }] : [];
    case "update-account":
      return [
        {
          key: change.key,
          reason: `attributes follow the roster: change the row of ${person.id} (${placeOf(person.at)})`,
        },
      ];
    default:
      return [];
  }
}

/** `pool ide`, or `chat group:owners`: what is held by one way or another, by the key of the change that says so. */
function thingsIn(changes: readonly Change[], kinds: readonly Change["kind"][]): ReadonlyMap<string, string> {
  const things = new Map<string, string>();
  for (const change of changes.toSorted((a, b) => compareText(a.key, b.key))) {
    if (!kinds.includes(change.kind) || !("entitlement" in change)) continue;
    things.set("pool" in change ? `pool ${change.pool}` : entitlementThing(change.entitlement), change.key);
  }
  return things;
}

function thingOfGrant(grant: RoleGrant): string {
  return grant.kind === "seat" ? `pool ${grant.pool}` : entitlementThing(grant.entitlement);
}

function entitlementThing(
  entitlement: Parameters<typeof entitlementKey>[0] & { readonly application: string },
): string {
  return `${entitlement.application} ${entitlementKey(entitlement)}`;
}

function applicationOf({ pools }: Organization, thing: string): string | undefined {
  const [application, ...rest] = thing.split(" ");
  return application === "pool" ? pools.find(({ name }) => name === rest.join(" "))?.seat.application : application;
}

function thingsOf(
  { organization, person, at }: Adopter,
  change: (assignments: readonly Assignment[]) => readonly Assignment[],
): ReadonlySet<string> {
  const assignments = change(organization.assignments.filter((each) => each.person === person.id));
  const { applications, demands } = resolve({ ...organization, people: [person], assignments }, at);
  const held = [...applications].flatMap(([name, { accounts }]) =>
    [...(accounts.get(person.id)?.bundle.keys ?? [])].map((key) => `${name} ${key}`),
  );
  return new Set([...held, ...demands.map(({ pool }) => `pool ${pool}`)]);
}

function holdingsOf({ organization, person, at }: Adopter) {
  return resolve({ ...organization, people: [person] }, at).holdings.get(person.id) ?? [];
}

function anAssignment({ person, at }: Adopter, role: Role): Assignment {
  return { person: person.id, role: role.name, from: at, until: null, reason: "", kind: "standard", at: role.at };
}

function byName(a: Role, b: Role): number {
  return compareText(a.name, b.name);
}

function placeOf({ file, line }: Source): string {
  return `${file}:${line}`;
}

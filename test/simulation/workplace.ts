import type { Profile } from "../../src/connectors/scim/profile.ts";
import { generic } from "../../src/connectors/scim/profiles/generic.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Person } from "../../src/model/person.ts";
import type { Role, RoleGrant } from "../../src/model/role.ts";
import { anApplication, anOrganization, aPerson, aPool, aRole, aSource } from "../support/people.ts";
import type { Dice } from "./dice.ts";
import type { ServerHabits, ServerState } from "./scim-server.ts";
import { groupsOf, startingState } from "./starting-state.ts";

/** A small organisation, what its servers are like, and how they begin. */
export interface Workplace {
  /** What people want, first and later; the last one stays. */
  readonly wishes: readonly Organization[];
  readonly profiles: readonly Profile[];
  readonly servers: readonly { readonly habits: ServerHabits; readonly start: ServerState }[];
  /** Seats as `license:value` or `group:name`, by application. */
  readonly seats: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The bearer token of every application: it must be found nowhere. */
export const token = "canary-token-7c1f9a";
/** The instant at which every simulation begins. */
export const beginning = "2026-11-23T09:00:00Z";

const names = ["chat", "ide", "crm"] as const;

/** Throws an organisation of a few people and one to three applications. */
export function throwWorkplace(dice: Dice): Workplace {
  const applications = names.slice(0, dice.pick([1, 1, 1, 1, 2, 2, 3]));
  const people = Array.from({ length: 3 + dice.below(3) }, (_, index) => throwPerson(dice, index + 1));
  const pools = applications.flatMap((application) => (dice.chance(0.6) ? [throwPool(dice, application)] : []));
  const roles = throwRoles(
    dice,
    applications,
    pools.map(({ name }) => name),
  );
  const habits = applications.map((name) =>
    throwHabits(
      dice,
      name,
      pools.filter(({ seat }) => seat.application === name),
    ),
  );
  const first = anOrganization({
    ...{
      name: "sim",
      people,
      roles,
      pools,
      rosterGuard: { minPeople: 1, maxDrop: 1 },
      perSecond: dice.pick([50, 500]),
    },
    applications: applications.map((name) => throwApplication(dice, name)),
    assignments: people.flatMap(({ id }) => (id === "e1" || dice.chance(0.3) ? [assigned(id)] : [])),
    audit: {
      ...{ branch: "audit", signer: null, allowedSigners: "policies/allowed_signers" },
      ...{ revoked: "policies/revoked_keys" },
      ...{ anchor: "audit/anchor.json", witnesses: { keys: [], quorum: 0 } },
      remote: dice.chance(0.8) ? "origin" : null,
    },
  });
  const wishes = dice.chance(0.5) ? [first, changedMind(dice, first)] : [first];
  const profiles = habits.map((each) => throwProfile(dice, each));
  const seats = new Map(
    applications.map((name) => [
      name,
      new Set(pools.filter(({ seat }) => seat.application === name).map(({ seat }) => `${seat.type}:${seat.value}`)),
    ]),
  );
  const servers = habits.map((each) => ({ habits: each, start: startingState(dice, first, each) }));
  return { wishes, profiles, servers, seats };
}

function throwPerson(dice: Dice, number: number): Person {
  const isHere = number === 1 || dice.chance(0.75);
  return aPerson({
    id: `e${number}`,
    familyName: `Canary${number}`,
    ...(isHere ? {} : { status: "left", end: "2026-10-01T00:00:00Z" }),
    attributes: { department: dice.pick(["eng", "sales"]), location: "eu" },
  });
}

function throwPool(dice: Dice, application: string) {
  const isGroup = dice.chance(0.3);
  return aPool({
    name: `${application}-seats`,
    seat: { application, type: isGroup ? "group" : "license", value: isGroup ? `${application}-seated` : "PRO" },
    quota: {},
    overflow: 1 + dice.below(4),
    alertAt: 1,
  });
}

function throwRoles(dice: Dice, applications: readonly string[], pools: readonly string[]): readonly Role[] {
  const at = aSource("roles/role.yaml", 2);
  const grantsOf = (share: number): readonly RoleGrant[] => [
    ...applications.flatMap((application): readonly RoleGrant[] => [
      ...dice.some(groupsOf(application), share).map((value) => entitlement(application, "group", value)),
      ...dice.some(["reader", "writer"], share / 2).map((value) => entitlement(application, "role", value)),
    ]),
    ...dice.some(pools, share).map((pool): RoleGrant => ({ kind: "seat", pool, at })),
  ];
  const entitlement = (application: string, type: "group" | "role", value: string): RoleGrant => ({
    ...{ kind: "entitlement", at },
    entitlement: { application, type, value },
  });
  return [
    aRole({ name: "everybody", birthright: [{ conditions: {}, at }], grants: grantsOf(0.3) }),
    aRole({ name: "engineer", birthright: [{ conditions: { department: ["eng"] }, at }], grants: grantsOf(0.6) }),
    aRole({ name: "seller", birthright: [{ conditions: { department: ["sales"] }, at }], grants: grantsOf(0.6) }),
    aRole({
      name: "extra",
      grants: [...applications.map((each) => entitlement(each, "role", "guest")), ...grantsOf(0.4)],
    }),
  ];
}

function throwApplication(dice: Dice, name: string) {
  return anApplication({
    ...{ name, profile: `sim-${name}`, url: `https://${name}.example/scim/v2` },
    limits: { perSecond: dice.pick([20, 200]), concurrency: 1 + dice.below(4) },
    leaver: dice.chance(0.5) ? { kind: "delete", after: 86_400_000 } : { kind: "disable" },
    orphans: dice.pick(["disable", "report"]),
    unmanaged: dice.pick(["report", "report", "adopt"]),
    protect: { admins: { group: `${name}-owners`, atLeast: 1 }, people: ["e1"] },
  });
}

function throwHabits(dice: Dice, name: string, pools: Organization["pools"]): ServerHabits {
  return {
    name,
    unique: dice.chance(0.7),
    versions: dice.chance(0.6),
    maxPage: 2 + dice.below(9),
    tellsBack: dice.chance(0.5),
    isStrict: dice.chance(0.5),
    lag: dice.chance(0.15) ? 200 + dice.below(1500) : 0,
    quota: new Map(pools.map(({ seat, overflow }) => [`${seat.type}:${seat.value}`, overflow])),
  };
}

function throwProfile(dice: Dice, { name, maxPage, lag, versions }: ServerHabits): Profile {
  const isPut = dice.chance(0.2);
  return {
    ...generic,
    name: `sim-${name}`,
    paging: { mode: "index", maxCount: dice.pick([maxPage, 100]), inFlight: 1 + dice.below(3) },
    update: isPut ? { verb: "PUT", lists: "whole" } : { verb: "PATCH", lists: dice.pick(["value-path", "whole"]) },
    members: {
      ...{ readable: "full", checkBy: "none", maxPerPatch: dice.pick([1, 2, 100]) },
      removeStyle: dice.pick(["filter", "value-list", "per-member"]),
    },
    etag: versions,
    bulk: dice.chance(0.35) ? { maxOperations: 2 + dice.below(6), maxBytes: 100_000, counted: "request" } : null,
    filter: {
      ...generic.filter,
      users: dice.pick([["externalId", "userName"], ["externalId", "userName"], ["userName"]]),
    },
    readAfterWriteDelay: lag,
  };
}

function assigned(person: string) {
  const at = aSource("assignments/a.yaml", 2);
  return { person, role: "extra", from: null, until: null, reason: "REQ-1", kind: "standard", at } as const;
}

/** Somebody moves, leaves, comes back; who is protected stays. */
function changedMind(dice: Dice, before: Organization): Organization {
  const people = before.people.map((person): Person => {
    if (person.id === "e1" || !dice.chance(0.5)) return person;
    if (person.status === "left") return { ...person, status: "active", end: null };
    if (dice.chance(0.4)) return { ...person, status: "left", end: "2026-11-20T00:00:00Z" };
    const department = person.attributes["department"] === "eng" ? "sales" : "eng";
    return { ...person, attributes: { ...person.attributes, department } };
  });
  return {
    ...before,
    people,
    assignments: before.assignments.filter(({ person }) => person === "e1" || dice.chance(0.6)),
  };
}

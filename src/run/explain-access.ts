import { didYouMean } from "../document/nearest.ts";
import { RollcallError } from "../model/error.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import { isPresent } from "../model/presence.ts";
import type { WhyChain, WhyGift } from "../model/why.ts";
import type { Desired } from "../plan/desired.ts";
import { noticeStanding } from "../plan/notice-standing.ts";
import { resolve } from "../plan/resolve.ts";
import { seatStanding } from "../plan/seat-standing.ts";
import { readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** From the roster row and the rules to what somebody should have; asks no application. */
export async function explainAccess(
  world: World,
  scope: Scope,
  who: { readonly person: string; readonly application: string | null },
): Promise<{ readonly chain: WhyChain; readonly people: readonly Person[] }> {
  const { organization, at, diagnostics } = await readFiles(world, scope);
  if (organization === null) {
    throw new RollcallError(
      "input-invalid",
      `the files have ${diagnostics.length} mistakes: rollcall validate lists them`,
    );
  }
  const person = organization.people.find(
    ({ id, userName }) => id === who.person || userName === who.person.toLowerCase(),
  );
  if (person === undefined) {
    const hint = didYouMean(
      who.person,
      organization.people.flatMap(({ id, userName }) => [id, userName]),
    );
    throw new RollcallError(
      "input-invalid",
      `nobody on the roster has the id or user name ${who.person}${hinted(hint)}`,
    );
  }
  if (who.application !== null && !organization.applications.some(({ name }) => name === who.application)) {
    const hint = didYouMean(
      who.application,
      organization.applications.map(({ name }) => name),
    );
    throw new RollcallError("input-invalid", `rollcall.yaml has no application ${who.application}${hinted(hint)}`);
  }
  const desired = resolve(organization, at);
  const { id, kind, status } = person;
  const chain: WhyChain = {
    at,
    person: { id, kind, status, present: isPresent(person, at), at: person.at },
    roles: rolesOf(organization, desired, { person: id, application: who.application }),
    seats: standingsOf(organization, desired, { person, application: who.application }),
    accounts: null,
    unexplained: [],
  };
  return { chain, people: organization.people };
}

function hinted(hint: string | null): string {
  return hint === null ? "" : `; ${hint}`;
}

function rolesOf(organization: Organization, desired: Desired, who: { person: string; application: string | null }) {
  return (desired.holdings.get(who.person) ?? []).flatMap(({ role: name, because }) => {
    const role = organization.roles.find((candidate) => candidate.name === name);
    if (role === undefined) return [];
    const gives = giftsOf(organization, role.grants).filter(
      (gift) => who.application === null || applicationOf(gift) === who.application,
    );
    if (who.application !== null && gives.length === 0) return [];
    return [{ role: name, title: role.title, because, gives }];
  });
}

function standingsOf(
  organization: Organization,
  desired: Desired,
  { person, application }: { readonly person: Person; readonly application: string | null },
): WhyChain["seats"] {
  const asked = new Set(desired.demands.flatMap((demand) => (demand.person.id === person.id ? demand.pool : [])));
  const held = desired.holdings.get(person.id) ?? [];
  return organization.pools
    .filter(({ name, seat }) => asked.has(name) && (application === null || seat.application === application))
    .map((pool) => {
      const notice = noticeStanding(organization, pool, { person, at: desired.at });
      return seatStanding(pool, person, { held, notice });
    });
}

function giftsOf(organization: Organization, grants: Organization["roles"][number]["grants"]): readonly WhyGift[] {
  return grants.flatMap((grant): readonly WhyGift[] => {
    if (grant.kind === "entitlement")
      return [{ kind: "entitlement", entitlement: grant.entitlement, at: grant.at, live: "not-asked" }];
    const pool = organization.pools.find(({ name }) => name === grant.pool);
    if (pool === undefined) return [];
    const { application } = pool.seat;
    return [{ kind: "seat", pool: pool.name, application, location: null, at: grant.at, live: "not-asked" }];
  });
}

function applicationOf(gift: WhyGift): string {
  return gift.kind === "entitlement" ? gift.entitlement.application : gift.application;
}

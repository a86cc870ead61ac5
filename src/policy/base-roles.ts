import { compareText } from "../model/compare.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Organization } from "../model/organization.ts";
import type { Role } from "../model/role.ts";
import { exclusions } from "./policy-data.ts";

/** The part of an organization that says what roles give. */
type Catalog = Pick<Organization, "roles" | "pools">;

/**
 * The roles of a proposal as its base sees them: by their names, and by what they give. What a role is called and what it says of
 * itself is the proposal's; what its entitlements are worth is not.
 */
export function baseRoles(base: Catalog, proposal: Catalog): readonly Role[] {
  const known = describe(base);
  const ways = waysTo(known);
  const given = describe(proposal);
  const standsFor = new Map([...given.values()].map((one) => [one.role.name, standingFor(one, known, ways)]));
  const excluded = exclusionsBetween(standsFor, exclusions(base.roles));
  return [...given.values()].map(({ role, entitlements }) => {
    const own = known.get(role.name)?.role;
    const dearest = [...entitlements].flatMap((key) => ways.get(key)?.[0]?.role ?? []).reduce(riskier, null);
    const isWorthMore = dearest !== null && dearest.risk > (own?.risk ?? 0);
    const others = (standsFor.get(role.name) ?? []).flatMap((name) => known.get(name)?.role ?? []);
    return {
      ...role,
      owner: isWorthMore ? dearest.owner : (own ?? role).owner,
      risk: Math.max(role.risk, own?.risk ?? 0, dearest?.risk ?? 0),
      excludes: [...new Set([...role.excludes, ...(excluded.get(role.name) ?? [])])].sort(),
      maxDuration: shortest([role, ...others].map(({ maxDuration }) => maxDuration)),
    };
  });
}

/** A role with what it gives: seats as the entitlements that they are, by application and name. */
interface Given {
  readonly role: Role;
  readonly entitlements: ReadonlySet<string>;
}

function describe({ roles, pools }: Catalog): ReadonlyMap<string, Given> {
  const seats = new Map(pools.map(({ name, seat }) => [name, seat]));
  return new Map(
    roles.map((role) => {
      const found = role.grants.flatMap((grant) =>
        grant.kind === "entitlement" ? grant.entitlement : (seats.get(grant.pool) ?? []),
      );
      const keys = found.map((entitlement) => `${entitlement.application}/${entitlementKey(entitlement)}`);
      return [role.name, { role, entitlements: new Set(keys) }];
    }),
  );
}

/** By entitlement the roles that give it, least risky first: the first is the cheapest way to it that was ever agreed to. */
function waysTo(known: ReadonlyMap<string, Given>): ReadonlyMap<string, readonly Given[]> {
  const ways = new Map<string, Given[]>();
  const all = [...known.values()].sort((a, b) => a.role.risk - b.role.risk || compareText(a.role.name, b.role.name));
  for (const given of all) {
    for (const key of given.entitlements) {
      const others = ways.get(key);
      if (others === undefined) ways.set(key, [given]);
      else others.push(given);
    }
  }
  return ways;
}

function riskier(one: Role | null, other: Role): Role {
  if (one === null || other.risk > one.risk) return other;
  return other.risk === one.risk && other.name < one.name ? other : one;
}

/** Roles of the base that a role counts as: its own name, and each whose entitlements it gives and did not give there. */
function standingFor(
  { role, entitlements }: Given,
  known: ReadonlyMap<string, Given>,
  ways: ReadonlyMap<string, readonly Given[]>,
): readonly string[] {
  const own = known.get(role.name);
  const gained = [...entitlements].filter((key) => own?.entitlements.has(key) !== true);
  const others = new Set(gained.flatMap((key) => ways.get(key) ?? []));
  const covered = [...others].filter((other) => [...other.entitlements].every((key) => entitlements.has(key)));
  return [...(own === undefined ? [] : [role.name]), ...covered.map((other) => other.role.name)];
}

/** By role those that exclude it, because the roles of the base that they stand for do; one that unites two of them excludes itself. */
function exclusionsBetween(
  standsFor: ReadonlyMap<string, readonly string[]>,
  excluded: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, readonly string[]> {
  const standIns = new Map<string, string[]>();
  for (const [role, names] of standsFor) {
    for (const name of names) standIns.set(name, [...(standIns.get(name) ?? []), role]);
  }
  return new Map(
    [...standsFor].map(([role, names]) => {
      const others = names.flatMap((name) => [...(excluded.get(name) ?? [])]);
      return [role, others.flatMap((name) => standIns.get(name) ?? [])];
    }),
  );
}

function shortest(durations: readonly Role["maxDuration"][]): Role["maxDuration"] {
  const limits = durations.filter((duration) => duration !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

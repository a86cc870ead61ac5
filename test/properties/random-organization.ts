import fc from "fast-check";
import type { Account } from "../../src/model/access.ts";
import type { Application } from "../../src/model/application.ts";
import type { Assignment } from "../../src/model/assignment.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Person } from "../../src/model/person.ts";
import type { LicensePool } from "../../src/model/pool.ts";
import type { BirthrightRule, Entitlement, Role, RoleGrant } from "../../src/model/role.ts";
import { anAccount, LiveApplication, noon } from "../support/live-application.ts";
import { anApplication, anAssignment, anOrganization, aPerson, aPool, aRole, aSource } from "../support/people.ts";

/** Before, at and after the instant that is planned for. */
const instants = ["2026-10-01T00:00:00Z", "2026-11-23T11:59:59Z", noon, "2026-11-23T12:00:01Z", "2027-01-01T00:00:00Z"];
const ids = ["e1", "e2", "e3", "e4", "e5", "e6", "e7"];
const roleNames = ["r1", "r2", "r3", "r4", "r5"];
const groups = ["g1", "g2", "g3"];
const departments = ["Engineering", "Sales", "Design"];
const locations = ["eu", "us", "apac"];

const grantables: readonly Entitlement[] = [
  ...groups.map((value): Entitlement => ({ application: "chat", type: "group", value })),
  { application: "chat", type: "role", value: "admin" },
  { application: "chat", type: "license", value: "PLUS" },
  { application: "ide-vendor", type: "group", value: "license-admins" },
];

const instant = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(...instants) },
);

function person(id: string): fc.Arbitrary<Person> {
  return fc
    .record({
      kind: fc.constantFrom("employee", "employee", "contractor", "guest", "service"),
      status: fc.constantFrom("active", "active", "active", "leave", "left"),
      start: instant,
      end: instant,
      department: fc.constantFrom(...departments),
      location: fc.constantFrom(...locations),
    })
    .map(({ department, location, ...rest }) => aPerson({ id, ...rest, attributes: { department, location } }));
}

const people = fc.shuffledSubarray(ids, { minLength: 3 }).chain((chosen) => fc.tuple(...chosen.map(person)));

const rule: fc.Arbitrary<BirthrightRule> = fc
  .record(
    {
      department: fc.uniqueArray(fc.constantFrom(...departments), { minLength: 1, maxLength: 2 }),
      kind: fc.uniqueArray(fc.constantFrom("employee", "contractor", "service"), { minLength: 1, maxLength: 2 }),
      location: fc.uniqueArray(fc.constantFrom(...locations), { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .chain((conditions) => fc.nat(40).map((line) => ({ conditions, at: aSource("roles/r.yaml", line + 1) })));

const roleGrant: fc.Arbitrary<RoleGrant> = fc.oneof(
  fc
    .constantFrom(...grantables)
    .map((entitlement): RoleGrant => ({ kind: "entitlement", entitlement, at: aSource("roles/r.yaml", 9) })),
  fc
    .constantFrom("seats", "ide", "ide-plus", "ide-max")
    .map((pool): RoleGrant => ({ kind: "seat", pool, at: aSource("roles/r.yaml", 10) })),
);

function role(name: string): fc.Arbitrary<Role> {
  return fc
    .record({
      risk: fc.nat(100),
      birthright: fc.array(rule, { minLength: 1, maxLength: 2 }),
      grants: fc.array(roleGrant, { minLength: 1, maxLength: 4 }),
    })
    .map((rest) => aRole({ name, ...rest }));
}

const roles = fc.shuffledSubarray(roleNames, { minLength: 2 }).chain((chosen) => fc.tuple(...chosen.map(role)));

const assignments: fc.Arbitrary<readonly Assignment[]> = fc.array(
  fc
    .record({
      person: fc.constantFrom(...ids),
      role: fc.constantFrom(...roleNames),
      from: instant,
      until: instant,
      line: fc.nat(90),
    })
    .map(({ line, ...rest }) => anAssignment({ ...rest, at: aSource("assignments/a.yaml", line + 1) })),
  { maxLength: 6 },
);

/** A pool of up to a few seats, for a seat that looks like this. */
export function randomPool(name: string, seat: Entitlement): fc.Arbitrary<LicensePool> {
  return fc
    .record({
      quota: fc.record({ eu: fc.nat(3), us: fc.nat(2) }, { requiredKeys: ["eu"] }),
      overflow: fc.nat(2),
      priority: fc.subarray([
        { kind: "role", role: "r1" },
        { kind: "attribute", attribute: "department", value: "Design" },
      ] as const),
    })
    .map((rest) => aPool({ name, seat, ...rest }));
}

/** What a seat of the better tiers looks like. */
const betterSeats = {
  plus: { application: "ide-vendor", type: "license", value: "PLUS" },
  max: { application: "ide-vendor", type: "group", value: "max-users" },
} as const satisfies Record<string, Entitlement>;

const pools = fc
  .tuple(
    randomPool("seats", { application: "chat", type: "group", value: "seated" }),
    randomPool("ide", { application: "ide-vendor", type: "license", value: "ALL" }),
    randomPool("ide-plus", betterSeats.plus),
    randomPool("ide-max", betterSeats.max),
    fc.boolean(),
  )
  .map(([seats, ide, plus, max, areTiers]) => {
    const tiers = areTiers ? [ide, plus, max].map((pool, at) => ({ ...pool, tier: tierOf(at + 1) })) : [ide, plus, max];
    return [seats, ...tiers];
  });

function tierOf(rank: number): LicensePool["tier"] {
  return { product: "suite", rank };
}

function application(name: string): fc.Arbitrary<Application> {
  return fc
    .record({
      unmanaged: fc.constantFrom("report", "adopt", "remove"),
      orphans: fc.constantFrom("disable", "report"),
    })
    .map((rest) => anApplication({ name, ...rest }));
}

/** An organisation of a few people, roles, pools, of which three may be tiers of one product, and two applications. */
export const randomOrganization: fc.Arbitrary<Organization> = fc
  .record({ people, roles, assignments, pools, applications: fc.tuple(application("chat"), application("ide-vendor")) })
  .map((parts) => anOrganization(parts));

const entitlements: readonly Entitlement[] = [
  ...grantables.filter(({ type }) => type !== "group"),
  { application: "ide-vendor", type: "license", value: "ALL" },
  betterSeats.plus,
];

interface AccountWish {
  readonly owner: string | null;
  readonly name: string;
  readonly active: boolean;
  readonly drift: Readonly<Record<string, string | null>>;
  readonly held: readonly Entitlement[];
  readonly groups: readonly string[];
}

function account(allGroups: readonly string[], owner: fc.Arbitrary<string | null>): fc.Arbitrary<AccountWish> {
  return fc.record({
    owner,
    name: fc.constantFrom(...ids, "x1", "x2", "x3", "own", "own", "own", "own"),
    active: fc.boolean(),
    drift: fc.record(
      { department: fc.constantFrom("Sales", null), title: fc.constant("kept"), email: fc.constant(null) },
      { requiredKeys: [] },
    ),
    held: fc.subarray([...entitlements]),
    groups: fc.subarray([...allGroups]),
  });
}

/** Everybody's account, or not, in whatever state; orphans, and accounts that are not ours. User names are unique. */
function randomLive(
  name: string,
  allGroups: readonly string[],
  options: { duplicates?: boolean } = {},
): fc.Arbitrary<LiveApplication> {
  const owned = fc.uniqueArray(account(allGroups, fc.constantFrom(...ids, "gone1", "gone2")), {
    selector: ({ owner }) => owner,
  });
  const any = fc.array(account(allGroups, fc.constantFrom(...ids, "gone1")), { maxLength: 8 });
  const strange = fc.array(account(allGroups, fc.constant(null)), { maxLength: 4 });
  return fc
    .record({
      accounts: fc.tuple(options.duplicates === true ? any : owned, strange).map((both) => both.flat()),
      secretive: fc.option(fc.constantFrom(...allGroups), { nil: null, freq: 4 }),
    })
    .map(({ accounts, secretive }) => {
      const live = new LiveApplication(name, allGroups);
      for (const [place, wish] of accounts.entries()) put(live, wish, place);
      if (secretive !== null) live.secretive.add(secretive);
      return live;
    });
}

function put(live: LiveApplication, wish: AccountWish, place: number): void {
  const base = `${wish.name === "own" ? (wish.owner ?? "y") : wish.name}@acme.example`;
  const taken = new Set([...live.accounts.values()].map(({ userName }) => userName.toLowerCase()));
  const userName = taken.has(base) ? `${place}.${base}` : place % 3 === 0 ? base.toUpperCase() : base;
  const plain: Account = anAccount({ externalId: wish.owner, id: `id${place}`, userName, active: wish.active });
  const held = wish.held.filter(({ application: where }) => where === live.name);
  live.with({ ...plain, attributes: { ...plain.attributes, ...wish.drift }, entitlements: held }, ...wish.groups);
}

/** Both applications of `randomOrganization`: chat, then ide-vendor. */
export function randomLives(
  options: { duplicates?: boolean } = {},
): fc.Arbitrary<readonly [LiveApplication, LiveApplication]> {
  return fc.tuple(
    randomLive("chat", [...groups, "seated", "elsewhere"], options),
    randomLive("ide-vendor", ["license-admins", "max-users"], options),
  );
}

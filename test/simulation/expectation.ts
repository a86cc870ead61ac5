import type { Organization } from "../../src/model/organization.ts";
import type { Person } from "../../src/model/person.ts";
import { holders, type ScimServer } from "./scim-server.ts";
import { isActive, textOf, type User } from "./scim-user.ts";

/** What somebody should hold in one application, worked out from the files without any code of the product. */
interface Due {
  /** `group:name` and `role:value`; seats are not among them. */
  readonly holds: ReadonlySet<string>;
  /** Pools of which a seat is asked for. */
  readonly seats: ReadonlySet<string>;
}

/** What a person should hold in an application; null: no account. */
export function dueOf({ roles, assignments, pools }: Organization, person: Person, application: string): Due | null {
  if (person.status === "left") return null;
  const own = roles.filter(
    ({ name, birthright }) =>
      birthright.some(
        ({ conditions }) => conditions["department"]?.includes(person.attributes["department"] ?? "") ?? true,
      ) || assignments.some((each) => each.person === person.id && each.role === name),
  );
  const grants = own.flatMap(({ grants }) => grants);
  const holds = grants.flatMap((grant) =>
    grant.kind === "entitlement" && grant.entitlement.application === application
      ? [`${grant.entitlement.type}:${grant.entitlement.value}`]
      : [],
  );
  const seats = grants.flatMap((grant) => {
    const pool = grant.kind === "seat" ? pools.find(({ name }) => name === grant.pool) : undefined;
    return pool?.seat.application === application ? [pool.name] : [];
  });
  return holds.length + seats.length === 0 ? null : { holds: new Set(holds), seats: new Set(seats) };
}

/** Every entitlement of an application that a role names. */
export function managed({ roles }: Organization, application: string): readonly string[] {
  const grants = roles.flatMap(({ grants }) => grants);
  return [
    ...new Set(
      grants.flatMap((grant) =>
        grant.kind === "entitlement" && grant.entitlement.application === application
          ? [`${grant.entitlement.type}:${grant.entitlement.value}`]
          : [],
      ),
    ),
  ];
}

/** I1: what is not as it should be on a server, in words; `blocked` people cannot be helped there. */
export function differences(
  organization: Organization,
  server: ScimServer,
  blocked: ReadonlySet<string>,
): readonly string[] {
  const { name } = server.habits;
  const found: string[] = [];
  for (const person of organization.people) {
    if (blocked.has(`${name}/${person.id}`)) continue;
    const due = dueOf(organization, person, name);
    const own = accountsOf(server, person.id);
    const active = own.filter(isActive);
    const isSeatOnly = due !== null && due.holds.size === 0;
    if (due === null && active.length > 0) found.push(`${name}: ${person.id} can still sign in`);
    if (due !== null && !isSeatOnly && active.length !== 1)
      found.push(`${name}: ${person.id} has ${active.length} active accounts`);
    for (const target of managed(organization, name)) {
      const isHeld = holders(server.state, target).some((id) => own.some((user) => user.id === id));
      if (isHeld !== (due?.holds.has(target) ?? false))
        found.push(`${name}: ${person.id} ${isHeld ? "holds" : "lacks"} ${target}`);
    }
    const [account] = active;
    if (due !== null && account !== undefined) found.push(...wrongFields(person, account, name));
  }
  // Who has two accounts may sit with one of them and not be seen to sit by the plan.
  if ([...blocked].some((place) => place.startsWith(`${name}/`))) return found;
  return [...found, ...wrongSeats(organization, server)];
}

function accountsOf({ state }: ScimServer, person: string): readonly User[] {
  return [...state.users.values()].filter((user) => textOf(user, "externalId") === person);
}

function wrongFields(person: Person, account: User, name: string): readonly string[] {
  const wanted = `${person.givenName} ${person.familyName}`;
  const isNamed = textOf(account, "userName")?.toLowerCase() === person.userName.toLowerCase();
  return [
    ...(textOf(account, "displayName") === wanted ? [] : [`${name}: ${person.id} is shown under another name`]),
    ...(isNamed ? [] : [`${name}: ${person.id} signs in under another name`]),
  ];
}

/** Those who ask sit, as far as there are seats; nobody of ours sits who does not ask. */
function wrongSeats(organization: Organization, server: ScimServer): readonly string[] {
  const { name } = server.habits;
  const ids = new Set(organization.people.map(({ id }) => id));
  return organization.pools.flatMap((pool) => {
    if (pool.seat.application !== name) return [];
    const asking = organization.people.filter(
      (person) => dueOf(organization, person, name)?.seats.has(pool.name) === true,
    );
    const sitting = holders(server.state, `${pool.seat.type}:${pool.seat.value}`).map((id) =>
      server.state.users.get(id),
    );
    const people = sitting.map((user) => (user === undefined ? null : textOf(user, "externalId")));
    const ours = people.filter((id) => id !== null && ids.has(id));
    const wrong = ours.filter((id) => !asking.some((person) => person.id === id));
    const free = pool.overflow - (people.length - ours.length);
    const due = Math.max(0, Math.min(asking.length, free));
    return [
      ...wrong.map((id) => `${name}: ${id} sits in ${pool.name} without asking`),
      ...(ours.length === due ? [] : [`${name}: ${ours.length} of ${due} seats of ${pool.name} are taken`]),
    ];
  });
}

import type { Organization } from "../../src/model/organization.ts";
import type { Person } from "../../src/model/person.ts";
import type { Dice } from "./dice.ts";
import type { ServerHabits, ServerState } from "./scim-server.ts";
import type { Group, Members, User } from "./scim-user.ts";

/** What a server has when the story begins: half right, half left over, and some that is not ours. */
export function startingState(dice: Dice, { people }: Organization, habits: ServerHabits): ServerState {
  const { name } = habits;
  const users = people.flatMap((person): readonly User[] =>
    person.id === "e1" || dice.chance(0.75) ? [accountOf(dice, person, name)] : [],
  );
  if (dice.chance(0.3)) users.push(accountBy(name, "x9", { userName: "orphan@acme.example", externalId: "x9" }));
  if (dice.chance(0.3)) users.push(accountBy(name, "u1", { userName: "visitor@acme.example" }));
  // Whoever is protected cannot lose anything: the guard would stop the plan.
  const others = users.filter(({ fields }) => fields["externalId"] !== "e1");
  const seated = [...habits.quota].map(([target, quota]) => ({
    target,
    holders: dice.some(others, 0.5).slice(0, quota),
  }));
  const names = [...groupsOf(name), ...seated.flatMap(({ target }) => groupName(target))];
  const groups = names.map((group): Group => {
    const seats = seated.find(({ target }) => target === `group:${group}`);
    const members = seats === undefined ? dice.some(others, 0.4) : seats.holders;
    return { id: `g-${group}`, name: group, members: new Set(members.map(({ id }) => id)) };
  });
  const owners = users.filter(({ fields }) => fields["externalId"] === "e1").map(({ id }) => id);
  groups.push({ id: `g-${name}-owners`, name: `${name}-owners`, members: new Set(owners) });
  const licensed = new Set(seated.flatMap(({ target, holders }) => (target === "license:PRO" ? holders : [])));
  const all = users.map((user) => (licensed.has(user) ? withLicense(user) : user));
  return {
    users: new Map(all.map((user) => [user.id, user])),
    groups: new Map(groups.map((group) => [group.id, group])),
  };
}

function groupName(target: string): readonly string[] {
  return target.startsWith("group:") ? [target.slice("group:".length)] : [];
}

function accountOf(dice: Dice, person: Person, server: string): User {
  const isOld = dice.chance(0.3);
  const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  const { givenName, familyName, userName, kind, attributes } = person;
  return accountBy(server, person.id, {
    userName: isOld && dice.chance(0.3) ? `old-${userName}` : userName,
    externalId: person.id,
    name: { givenName, familyName },
    displayName: isOld ? "Old Name" : `${givenName} ${familyName}`,
    emails: [{ value: person.email, type: "work", primary: true }],
    userType: kind,
    [enterprise]: { department: isOld ? "old" : (attributes["department"] ?? null) },
    active: person.id === "e1" || dice.chance(person.status === "left" ? 0.4 : 0.7),
    roles: dice
      .some(person.id === "e1" ? ["foreign"] : ["reader", "writer", "foreign"], 0.3)
      .map((value) => ({ value })),
  });
}

function accountBy(server: string, id: string, fields: Members): User {
  return { id: `${server}-id-${id}`, version: 1, fields: { active: true, nickName: "mine", ...fields } };
}

function withLicense(user: User): User {
  return { ...user, fields: { ...user.fields, entitlements: [{ value: "PRO" }] } };
}

/** Groups of an application that roles may name. */
export function groupsOf(application: string): readonly string[] {
  return [`${application}-a`, `${application}-b`];
}

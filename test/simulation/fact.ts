import type { ChangeKind } from "../../src/model/change.ts";
import { type Group, held, isActive, textOf, type User } from "./scim-user.ts";

/** One thing that became different on a server, whoever did it. */
export interface Fact {
  readonly what: "create" | "delete" | "enable" | "disable" | "update" | "give" | "take";
  readonly account: string;
  readonly person: string | null;
  readonly userName: string;
  /** `group:name`, `license:value` or `role:value` of what is given or taken; names of the fields of an update, joined. */
  readonly target: string | null;
  /** What goes with an account that is deleted, each as a target. */
  readonly along?: readonly string[];
}

/** The fact as a kind of change, when what is held is no seat. */
export const kindOf = {
  create: "create-account",
  delete: "delete-account",
  enable: "enable-account",
  disable: "disable-account",
  update: "update-account",
  give: "grant",
  take: "revoke",
} as const satisfies Record<Fact["what"], ChangeKind>;

/** What became different about one account; what goes with one that is deleted is part of that, `groups` among it. */
export function factsOfUser(
  before: User | undefined,
  after: User | undefined,
  groups: Iterable<Group>,
): readonly Fact[] {
  const user = after ?? before;
  if (user === undefined) return [];
  const subject = { account: user.id, person: textOf(user, "externalId"), userName: textOf(user, "userName") ?? "" };
  if (before === undefined) return [{ ...subject, what: "create", target: null }];
  if (after === undefined) return [{ ...subject, what: "delete", target: null, along: [...heldBy(user, groups)] }];
  const facts: Fact[] = [];
  if (isActive(before) !== isActive(after))
    facts.push({ ...subject, what: isActive(after) ? "enable" : "disable", target: null });
  const names = changedFields(before, after);
  if (names.length > 0) facts.push({ ...subject, what: "update", target: names.join(",") });
  for (const [list, type] of lists) {
    const [had, has] = [held(before, list), held(after, list)];
    for (const value of has)
      if (!had.includes(value)) facts.push({ ...subject, what: "give", target: `${type}:${value}` });
    for (const value of had)
      if (!has.includes(value)) facts.push({ ...subject, what: "take", target: `${type}:${value}` });
  }
  return facts;
}

const lists = [
  ["entitlements", "license"],
  ["roles", "role"],
] as const;

function* heldBy(user: User, groups: Iterable<Group>): Generator<string> {
  for (const [list, type] of lists) for (const value of held(user, list)) yield `${type}:${value}`;
  for (const { name, members } of groups) if (members.has(user.id)) yield `group:${name}`;
}

/** What became different about the members of a group. */
export function factsOfGroup(before: Group, after: Group, users: ReadonlyMap<string, User>): readonly Fact[] {
  const facts: Fact[] = [];
  const note = (id: string, what: "give" | "take") => {
    const user = users.get(id);
    const person = user === undefined ? null : textOf(user, "externalId");
    const userName = user === undefined ? id : (textOf(user, "userName") ?? "");
    facts.push({ what, account: id, person, userName, target: `group:${after.name}` });
  };
  for (const id of after.members) if (!before.members.has(id)) note(id, "give");
  for (const id of before.members) if (!after.members.has(id)) note(id, "take");
  return facts;
}

const others = new Set(["active", "entitlements", "roles", "schemas", "meta", "id"]);

function changedFields(before: User, after: User): readonly string[] {
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)]);
  return [...names].filter((name) => {
    if (others.has(name)) return false;
    const [a, b] = [before.fields[name], after.fields[name]];
    return a !== b && JSON.stringify(a) !== JSON.stringify(b);
  });
}

import { dueOf, managed } from "./expectation.ts";
import type { RequestKind } from "./fault.ts";
import { holders, type ServerState } from "./scim-server.ts";
import { isActive, textOf, type User } from "./scim-user.ts";
import type { Workplace } from "./workplace.ts";

/** Kinds of change that the first plan will have, and how many, of one server or of all: faults are aimed where something is to be hit. */
export function likelyKinds({ wishes, servers }: Workplace, server?: string): ReadonlyMap<RequestKind, number> {
  const [wish] = wishes;
  const kinds = new Map<RequestKind, number>();
  if (wish === undefined) return kinds;
  const add = (kind: RequestKind) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  for (const { habits, start } of servers) {
    if (server !== undefined && habits.name !== server) continue;
    const application = wish.applications.find(({ name }) => name === habits.name);
    for (const person of wish.people) {
      const account = [...start.users.values()].find((user) => textOf(user, "externalId") === person.id);
      const due = dueOf(wish, person, habits.name);
      if (due !== null && account === undefined) add("create-account");
      if (account === undefined) continue;
      if (due === null && isActive(account)) add("disable-account");
      if (due === null && !isActive(account) && application?.leaver.kind === "delete") add("delete-account");
      if (due !== null && !isActive(account)) add("enable-account");
      if (due !== null && textOf(account, "displayName") === "Old Name") add("update-account");
      for (const target of managed(wish, habits.name)) {
        const isDue = due?.holds.has(target) ?? false;
        if (isDue !== isHeld(start, target, account)) add(isDue ? "grant" : "revoke");
      }
      for (const { name, seat } of wish.pools.filter((pool) => pool.seat.application === habits.name)) {
        const isDue = due?.seats.has(name) ?? false;
        if (isDue !== isHeld(start, `${seat.type}:${seat.value}`, account)) add(isDue ? "assign-seat" : "release-seat");
      }
    }
  }
  return kinds;
}

function isHeld(state: ServerState, target: string, { id }: User): boolean {
  return holders(state, target).includes(id);
}

import type { Assignment } from "../model/assignment.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import { isWithin } from "../model/presence.ts";

/** An assignment that holds at some instant, as policy sees it. */
type Active = Pick<Assignment, "role" | "kind" | "reason" | "from" | "until">;

/** Assignments that hold at an instant, by person, in an order of their own. */
export function activeAssignments(
  { assignments }: Pick<Organization, "assignments">,
  at: Instant,
): ReadonlyMap<string, readonly Active[]> {
  const active = new Map<string, Active[]>();
  for (const { person, role, kind, reason, from, until } of assignments) {
    if (!isWithin(from, until, at)) continue;
    const known = active.get(person);
    if (known === undefined) active.set(person, [{ role, kind, reason, from, until }]);
    else known.push({ role, kind, reason, from, until });
  }
  for (const own of active.values()) own.sort(byText);
  return active;
}

/** Every assignment is built with its keys in one order, so its JSON is its sort key. */
function byText(a: Active, b: Active): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

import type { Assignment } from "../model/assignment.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import { isWithin } from "../model/presence.ts";
import { chainKey, emergencyChains } from "./emergency-chains.ts";

/** An assignment that holds at some instant, as policy sees it. */
export interface ActiveAssignment extends Pick<Assignment, "role" | "kind" | "reason" | "from" | "until"> {
  /** Of an emergency the end of the last one of this role that is planned for the person; of others their own `until`. */
  readonly through: Instant | null;
}

/** Assignments that hold at an instant, by person, in an order of their own. */
export function activeAssignments(
  { assignments }: Pick<Organization, "assignments">,
  at: Instant,
): ReadonlyMap<string, readonly ActiveAssignment[]> {
  const chains = emergencyChains({ assignments }, at);
  const active = new Map<string, ActiveAssignment[]>();
  for (const assignment of assignments) {
    const { person, role, kind, reason, from, until } = assignment;
    if (!isWithin(from, until, at)) continue;
    const chain = kind === "emergency" ? chains.get(chainKey(assignment)) : undefined;
    const { through } = chain ?? { through: until };
    const known = active.get(person);
    const fact = { role, kind, reason, from, until, through };
    if (known === undefined) active.set(person, [fact]);
    else known.push(fact);
  }
  for (const own of active.values()) own.sort(byText);
  return active;
}

/** Every assignment is built with its keys in one order, so its JSON is its sort key. */
function byText(a: ActiveAssignment, b: ActiveAssignment): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

import type { Assignment } from "../model/assignment.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import { endsLater } from "../model/presence.ts";

/** The emergency assignments of one role to one person that are not over, as one: an emergency is not planned ahead. */
export interface EmergencyChain {
  readonly person: string;
  readonly role: string;
  /** When the first of them begins; the instant that was asked about where it says nothing. */
  readonly from: Instant;
  /** When the last of them ends; null when one has no end. */
  readonly through: Instant | null;
}

/** Chains at an instant, by `chainKey`. */
export function emergencyChains(
  { assignments }: Pick<Organization, "assignments">,
  at: Instant,
): ReadonlyMap<string, EmergencyChain> {
  const chains = new Map<string, EmergencyChain>();
  for (const assignment of assignments) {
    const { person, role, kind, until } = assignment;
    if (kind !== "emergency" || (until !== null && until <= at)) continue;
    const from = assignment.from ?? at;
    const known = chains.get(chainKey(assignment)) ?? { person, role, from, through: until };
    chains.set(chainKey(assignment), {
      ...{ person, role, from: from < known.from ? from : known.from },
      through: endsLater(until, known.through) ? until : known.through,
    });
  }
  return chains;
}

/** One person and one role. */
export function chainKey({ person, role }: Pick<Assignment, "person" | "role">): string {
  return JSON.stringify([person, role]);
}

import type { Change } from "../model/change.ts";
import type { Organization } from "../model/organization.ts";
import type { GuardStop } from "../model/plan.ts";
import { type GuardInput, guard } from "./guard.ts";
import { movedGuards } from "./moved-guards.ts";

/**
 * What stops besides `own` because the guards of a base commit hold as well: a proposal takes no protection away from itself, and
 * does not leave what they hold for.
 */
export function baseGuards(
  input: Omit<GuardInput, "changes">,
  base: Organization,
  found: { readonly own: readonly GuardStop[]; readonly changes: readonly Change[] },
): readonly GuardStop[] {
  const held = new Map(base.applications.map((application) => [application.name, application]));
  const applications = input.organization.applications.map((application) => {
    const { protect, guard: limits } = held.get(application.name) ?? application;
    return { ...application, protect, ...(limits === undefined ? {} : { guard: limits }) };
  });
  const overall = base.guards === undefined ? {} : { guards: base.guards };
  const organization = { ...input.organization, ...overall, applications, rosterGuard: base.rosterGuard };
  const known = new Set(found.own.map(textOf));
  return [
    ...movedGuards(input.organization, base),
    ...guard({ ...input, organization, changes: found.changes }).filter((stop) => !known.has(textOf(stop))),
  ];
}

function textOf(stop: GuardStop): string {
  return `${stop.guard} ${stop.message}`;
}

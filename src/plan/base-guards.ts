import type { Change } from "../model/change.ts";
import type { Organization } from "../model/organization.ts";
import type { GuardStop } from "../model/plan.ts";
import { type GuardInput, guard } from "./guard.ts";

/** What stops besides `own` because the guards of a base commit hold as well: a proposal takes no protection away from itself. */
export function baseGuards(
  input: Omit<GuardInput, "changes">,
  base: Organization,
  found: { readonly own: readonly GuardStop[]; readonly changes: readonly Change[] },
): readonly GuardStop[] {
  const protections = new Map(base.applications.map(({ name, protect }) => [name, protect]));
  const applications = input.organization.applications.map((application) => ({
    ...application,
    protect: protections.get(application.name) ?? application.protect,
  }));
  const organization = { ...input.organization, applications, rosterGuard: base.rosterGuard };
  const known = new Set(found.own.map(textOf));
  return guard({ ...input, organization, changes: found.changes }).filter((stop) => !known.has(textOf(stop)));
}

function textOf(stop: GuardStop): string {
  return `${stop.guard} ${stop.message}`;
}

import type { Consent } from "../apply/approvals.ts";
import type { Reviews } from "../model/approval.ts";
import type { Organization } from "../model/organization.ts";

/** What was said of a plan, and whom the organisation believes. */
export function consentOf({ people, teams, approvals }: Organization, reviews: Reviews): Consent {
  return { reviews, people, teams: teams ?? null, expire: approvals?.expire ?? null };
}

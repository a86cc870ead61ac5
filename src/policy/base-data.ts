import type { Organization } from "../model/organization.ts";
import { baseRoles } from "./base-roles.ts";
import { type PolicyData, policyData } from "./policy-data.ts";

/**
 * A proposal as its base sees it: a role is at least as risky as the base takes it for, by its name and by what it gives, excludes at
 * least as much, is held no longer, and answers to somebody whom the base knows.
 */
export function seenFromBase(base: Organization, proposal: Organization): Organization {
  return { ...proposal, roles: baseRoles(base, proposal) };
}

/** What the policies of a base look things up in: its own thresholds, and what it sees of a proposal. */
export function baseData({ thresholds }: Pick<Organization, "thresholds">, seen: Organization): PolicyData {
  return policyData({ ...seen, thresholds });
}

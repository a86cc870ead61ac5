import type { Organization } from "../model/organization.ts";
import type { Role } from "../model/role.ts";
import { type PolicyData, policyData } from "./policy-data.ts";

/**
 * What the policies of a base look things up in: its own thresholds, and the proposal's roles, pools and applications, where
 * a role that the base knows is at least as risky, excludes at least as much, is held no longer, and answers to the same owner.
 */
export function baseData(base: Organization, proposal: Organization): PolicyData {
  const known = new Map(base.roles.map((role) => [role.name, role]));
  const roles = proposal.roles.map((role) => notWeaker(role, known.get(role.name)));
  return policyData({ ...proposal, thresholds: base.thresholds, roles });
}

function notWeaker(role: Role, known: Role | undefined): Role {
  if (known === undefined) return role;
  const longest = [role.maxDuration, known.maxDuration].filter((duration) => duration !== null);
  return {
    ...role,
    owner: known.owner,
    risk: Math.max(role.risk, known.risk),
    excludes: [...new Set([...role.excludes, ...known.excludes])].sort(),
    maxDuration: longest.length === 0 ? null : Math.min(...longest),
  };
}

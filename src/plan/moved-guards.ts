import type { AuditSettings } from "../model/audit-settings.ts";
import type { Organization } from "../model/organization.ts";
import type { GuardStop } from "../model/plan.ts";

/** What stops because a proposal leaves what its base looks after, or what remembers: applications, and the ledger. */
export function movedGuards(proposal: Organization, base: Organization): readonly GuardStop[] {
  return [...removedApplications(proposal, base), ...movedLedger(proposal.audit, base.audit)];
}

/** An application with another name is another one: nobody reads the accounts of the old one any more. */
function removedApplications(proposal: Organization, base: Organization): readonly GuardStop[] {
  const named = new Set(proposal.applications.map(({ name }) => name));
  const removed = base.applications.flatMap(({ name }) => (named.has(name) ? [] : [name])).sort();
  if (removed.length === 0) return [];
  const message = `rollcall.yaml would not name ${removed.join(", ")} any more: nobody would be cut off there, and its guards would be gone`;
  return [{ guard: "applications.removed", message }];
}

/** Keys of `audit` that say which ledger it is, and whom it is believed. */
const keys = ["branch", "remote", "allowedSigners", "revoked", "anchor"] as const satisfies (keyof AuditSettings)[];

function movedLedger(proposal: AuditSettings, base: AuditSettings): readonly GuardStop[] {
  const moved = keys.filter((key) => proposal[key] !== base[key]);
  if (moved.length === 0) return [];
  const changes = moved.map((key) => `audit.${key} from ${base[key] ?? "none"} to ${proposal[key] ?? "none"}`);
  return [
    { guard: "audit.moved", message: `the ledger would be another, or be believed to others: ${changes.join(", ")}` },
  ];
}

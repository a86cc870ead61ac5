import { type Consent, countedApprovals, countedOverrides, standingOf } from "../apply/standing.ts";
import type { Instant } from "../model/instant.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Plan } from "../model/plan.ts";

/** What of the reviews counted at an instant: the journal and the ledger keep no more. */
export function agreedTo(plan: Plan, consent: Consent, at: Instant): Pick<RunRecord, "approvals" | "overrides"> {
  const standing = standingOf(plan, consent, at);
  const overrides = countedOverrides(standing);
  return { approvals: countedApprovals(standing), ...(overrides.length === 0 ? {} : { overrides }) };
}

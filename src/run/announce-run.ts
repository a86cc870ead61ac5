import type { Journal } from "../apply/journal.ts";
import type { IntentEvent } from "../model/ledger-event.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Plan } from "../model/plan.ts";
import { instantOf } from "../ports/clock.ts";
import type { OpenLedger } from "./open-ledger.ts";
import type { RunWorld } from "./world.ts";

/** Who makes a plan so, and who agreed. */
interface Announcing {
  readonly world: Pick<RunWorld, "engine" | "clock">;
  readonly journal: Journal;
  readonly agreed: Pick<RunRecord, "approvals" | "overrides">;
  /** Shuts out older plans: nothing can refuse this one any more. */
  begin(): Promise<void>;
}

/** Tells the ledger before a run's first change: a run that vanishes leaves it open. Throws `plan-stale` for policies that were replaced. */
export async function announceRun(
  ledger: Pick<OpenLedger, "refuseReturned" | "note">,
  plan: Plan,
  by: Announcing,
): Promise<void> {
  if (plan.changes.length === 0) return by.begin();
  await ledger.refuseReturned(plan.basis);
  await by.begin();
  await ledger.note(intentOf(plan, by));
}

function intentOf({ digest, operations, basis, organization, changes }: Plan, by: Announcing): IntentEvent {
  const { run, opened } = by.journal;
  return {
    ...{ kind: "intent", id: `intent:${run}`, run, organization, actor: opened.actor },
    ...{ engine: by.world.engine, at: instantOf(by.world.clock) },
    ...{ plan: { digest, operations, at: basis.at }, commit: basis.commit, policy: basis.policy },
    changes: changes.length,
    ...by.agreed,
  };
}

import type { Journal } from "../apply/journal.ts";
import type { IntentEvent } from "../model/ledger-event.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Plan } from "../model/plan.ts";
import { instantOf } from "../ports/clock.ts";
import type { RunWorld } from "./world.ts";

/** What the ledger is told before a run's first change: a run that vanishes leaves it open. */
export function intentOf(
  { digest, operations, basis, organization, changes }: Plan,
  by: {
    readonly world: Pick<RunWorld, "engine" | "clock">;
    readonly journal: Journal;
    readonly agreed: Pick<RunRecord, "approvals" | "overrides">;
  },
): IntentEvent {
  const { run, opened } = by.journal;
  return {
    ...{ kind: "intent", id: `intent:${run}`, run, organization, actor: opened.actor },
    ...{ engine: by.world.engine, at: instantOf(by.world.clock) },
    ...{ plan: { digest, operations, at: basis.at }, commit: basis.commit, policy: basis.policy },
    changes: changes.length,
    ...by.agreed,
  };
}

import type { Halt } from "../apply/health.ts";
import type { ApplySettings } from "../model/apply-settings.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Recorded } from "./open-ledger.ts";
import { postFault, postJson } from "./post-json.ts";
import type { RunWorld } from "./world.ts";

/** What somebody is called for. */
export interface Alarm {
  readonly halt: Halt;
  readonly record: RunRecord;
  readonly recorded: Recorded;
}

/** Tells whoever `apply.alarm` names of a halt, at most three times; never throws: an alarm that fails is said, and no reason to fail. */
export async function raiseAlarm(
  world: RunWorld,
  { settings }: { readonly settings: Pick<ApplySettings, "alarm"> },
  alarm: Alarm,
): Promise<void> {
  if (settings.alarm === null) return;
  try {
    // A run that was stopped by a signal still says that it is at a halt.
    const { signal } = new AbortController();
    await postJson(world, { to: settings.alarm, key: "apply.alarm", body: bodyOf(alarm) }, signal);
    world.emit({ kind: "alarm-raised" });
  } catch (error) {
    world.emit({ kind: "alarm-failed", reason: postFault(error) });
  }
}

/** No personal data: counts, and where the ledger has the rest. */
function bodyOf({ halt, record, recorded }: Alarm): string {
  return JSON.stringify({
    format_version: "1.0",
    kind: "halted",
    cause: halt.kind,
    organization: record.organization,
    run: record.run,
    sequence: recorded.sequence,
    ring: halt.ring,
    reason: halt.reason,
    counts: record.counts,
    at: record.finished,
  });
}

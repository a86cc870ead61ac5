import type { Fault, HostFault } from "./fault.ts";
import { type Told, tell } from "./tell.ts";

/** What came of dying everywhere. */
export interface Exhausted {
  readonly runs: number;
  readonly bad: readonly Told[];
}

/** Ways to die: the disk stays, the disk loses what was not synced, the disk is gone. */
const deaths: readonly HostFault[] = ["kill", "power-cut", "runner-lost"];

/**
 * Tells one story again and again, with a death before and after every step that changes anything outside of the process; with `pairs` also
 * with a second death at every such step of the life that follows. `stride` leaves steps out, evenly.
 */
export async function dieEverywhere(
  seed: number,
  how: { readonly stride: number; readonly pairs: boolean; readonly kinds?: readonly HostFault[] },
): Promise<Exhausted> {
  const { stride, pairs, kinds = deaths } = how;
  const bad: Told[] = [];
  let runs = 0;
  const attempt = async (faults: readonly Fault[]): Promise<readonly number[]> => {
    const next = faults.length + 1;
    const steps: number[] = [];
    const told = await tell(seed, faults, (life, step, what) => {
      if (life === next && isOutward(what)) steps.push(step);
    });
    runs += 1;
    if (told.violations.length > 0) bad.push(told);
    return steps;
  };
  const first = await attempt([]);
  for (const [at, step] of first.entries()) {
    if (at % stride !== 0) continue;
    for (const what of kinds) {
      const death: Fault = { kind: "host", what, life: 1, step };
      const second = await attempt([death]);
      if (!pairs) continue;
      for (const [place, later] of second.entries())
        if ((place + at) % stride === 0) await attempt([death, { kind: "host", what, life: 2, step: later }]);
    }
  }
  return { runs, bad };
}

/** Reads change nothing, and an object of git that nothing names is nothing. */
function isOutward(what: string): boolean {
  return !/ (?:GET|fetch|git) /.test(what);
}

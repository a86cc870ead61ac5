import type { Fault } from "./fault.ts";
import { type Told, tell } from "./tell.ts";

/** Tells a bad story again with ever fewer faults, as long as it stays bad. */
export async function shrink(seed: number): Promise<Told> {
  let told = await tell(seed);
  for (let at = 0; at < told.faults.length; ) {
    const fewer: readonly Fault[] = told.faults.filter((_, index) => index !== at);
    const again = await tell(seed, fewer);
    if (again.violations.length > 0) told = again;
    else at += 1;
  }
  return told;
}

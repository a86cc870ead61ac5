import { RollcallError } from "../model/error.ts";
import type { RunWorld } from "./world.ts";

/** Tries again while somebody else is applying, as long as that is wanted. */
export async function patiently<T>(
  { until, clock, signal }: Pick<RunWorld, "clock" | "signal"> & { readonly until: number },
  take: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const left = until - clock.now();
    const taken = await take().catch((error: unknown) => {
      if (left > 0 && error instanceof RollcallError && error.code === "apply-locked") return null;
      throw error;
    });
    if (taken !== null) return taken;
    await clock.sleep(Math.min(left, pollEvery), signal);
  }
}

/** Milliseconds between two looks whether somebody else is still applying. */
const pollEvery = 3_000;

import { answerLimit } from "../../src/forge/patience.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { FakeClock } from "./fake-clock.ts";

/** What calling GitHub takes of the world: pauses are jumped over, and an answer may take as long as it takes. */
export function patience() {
  const clock = new FakeClock();
  const sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    if (milliseconds === answerLimit) await new Promise((_, reject) => signal?.addEventListener("abort", reject));
  };
  const passing: Clock = { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep };
  return { clock: passing, signal: new AbortController().signal };
}

/** Whether everything is to be run that the documentation speaks of, or what an integration run has time for. */
export const isFull = process.env["RELIABILITY_FULL"] === "1";

/** The first number at an integration run, the second where everything is run. */
export function times(few: number, all: number): number {
  return isFull ? all : few;
}

/** What the randomness of this run comes from; `RELIABILITY_SEED` gives the same again. */
export const seed = Number(process.env["RELIABILITY_SEED"] ?? Date.now() % 1_000_000);

/** Random numbers from 0 to 1 that a seed decides (mulberry32). */
export function dice(of: number): () => number {
  let state = of >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

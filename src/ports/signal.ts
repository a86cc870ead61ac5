import { setMaxListeners } from "node:events";

/** A signal that aborts with the first of these; any number of waits may listen to it, and Node sees no leak in that. */
export function firstOf(...signals: readonly AbortSignal[]): AbortSignal {
  const first = AbortSignal.any([...signals]);
  setMaxListeners(0, first);
  return first;
}

import type { Emit } from "../model/event.ts";

/** Where progress goes when nobody watches. */
export const silent: Emit = () => {};

import type { Dialect } from "../dialect.ts";
import { plain } from "./generic.ts";

/** Zscaler Internet Access and ZIdentity, by help.zscaler.com: five requests a second. */
export const zscaler: Dialect = { ...plain, rate: { perSecond: 5, burst: 5, retryAfter: "seconds" } };

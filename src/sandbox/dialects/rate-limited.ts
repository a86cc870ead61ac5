import type { Dialect } from "../dialect.ts";
import { generic } from "./generic.ts";

/** After services that meter requests: 429 with Retry-After above 50 a second. */
export const rateLimited: Dialect = {
  ...generic,
  etag: "none",
  rate: { perSecond: 50, burst: 20, retryAfter: "seconds" },
  bulk: { supported: false, maxOperations: 0 },
};

import type { Dialect } from "../dialect.ts";
import { generic } from "./generic.ts";

/** After services that sell seats as entitlements: a further holder of a full licence is refused, also by the vendor's own count. */
export const licensed: Dialect = {
  ...generic,
  bulk: { supported: false, maxOperations: 0 },
  quota: { attribute: "entitlements", limits: { ALL_PRODUCTS: 100 }, countsDisabled: true, refusal: 409 },
};

import type { Entitlement } from "./role.ts";

/** Name of an entitlement within its application: `group:engineering`. */
export function entitlementKey(entitlement: Pick<Entitlement, "type" | "value">): string {
  return `${entitlement.type}:${entitlement.value}`;
}

import { canonical } from "../document/canonical.ts";
import { sha256 } from "../document/digest.ts";
import type { Thresholds } from "../model/organization.ts";
import type { RunnablePolicy } from "../policy/compile.ts";

/**
 * Everything that judges, as one digest: the rules, and every number that they judge by. Whoever brings an old number back brings an
 * old policy back. The same on every machine, and for the same numbers in another layout.
 */
export function policyInForce({ digest }: Pick<RunnablePolicy, "digest">, thresholds: Thresholds): string {
  return sha256(canonical({ rules: digest, thresholds }));
}

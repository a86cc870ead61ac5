import { decodePlan } from "../apply/plan-file.ts";
import type { Plan } from "../model/plan.ts";

/** A plan from its file; throws `plan-tampered` when a digest does not fit. */
export function readPlan(text: string): Plan {
  return decodePlan(text);
}

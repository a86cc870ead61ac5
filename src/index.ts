export type { Connector } from "./connectors/connector.ts";
export { RollcallError } from "./model/error.ts";
export type { Plan } from "./model/plan.ts";
export { type ApplyRequest, applyPlan } from "./run/apply-plan.ts";
export type { ApplyResult } from "./run/apply-session.ts";
export { makePlan, type PlanResult } from "./run/make-plan.ts";
export { validateFiles } from "./run/validate-files.ts";
export { verifyLedgerOf } from "./run/verify-ledger.ts";
export type { Scope, World } from "./run/world.ts";

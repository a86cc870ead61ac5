import { Ajv, type ValidateFunction } from "ajv";
import { canonical } from "../document/canonical.ts";
import { sha256 } from "../document/digest.ts";
import { swift } from "../document/validate.ts";
import type { Change } from "../model/change.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { Plan } from "../model/plan.ts";
import { type PlanDocument, planSchema } from "./plan-schema.ts";

/** Gives a plan the digests that approvals, re-planning and the ledger hold on to. */
export function sealPlan(draft: Omit<Plan, "operations" | "digest">): Plan {
  const unsealed = { ...draft, operations: operationsOf(draft.changes.map(({ change }) => change)) };
  return { ...unsealed, digest: sha256(canonical(unsealed)) };
}

/** The plan as a file: canonical JSON (RFC 8785) and a newline. */
export function encodePlan(plan: Plan): string {
  return `${canonical(plan)}\n`;
}

/** Reads a plan file and believes nothing in it that can be computed. Throws `plan-tampered`. */
export function decodePlan(text: string): Plan {
  const value = bare(parseJson(text));
  refuseOtherFormats(value);
  if (!isPlanDocument(value)) throw tampered(`does not follow the plan format at ${firstError()}`);
  const { digest, ...unsealed } = value;
  if (sha256(canonical(unsealed)) !== digest)
    throw tampered("was changed after it was made: its digest does not match");
  if (operationsOf(value.changes.map(({ change }) => change)) !== value.operations) {
    throw tampered("was changed after it was made: the digest of its operations does not match");
  }
  return value;
}

/** Throws `plan-expired` from the instant on at which the plan has waited too long. */
export function checkExpiry({ basis }: Plan, now: Instant): void {
  if (now < basis.expires) return;
  throw new RollcallError("plan-expired", `the plan expired at ${basis.expires}, and it is ${now}; make a new one`);
}

/** What one change would do, without why: the same in two plans that do the same. */
export function digestOfChange(change: Change): string {
  return sha256(canonical(deedOf(change)));
}

/** What would be done, without why: the same for two plans that do the same in the same order. */
function operationsOf(changes: readonly Change[]): string {
  return sha256(canonical(changes.map((change) => ({ change: deedOf(change) }))));
}

function deedOf({ because: _because, needs: _needs, ...done }: Change) {
  return done;
}

/** Made ready when the first plan is read: making one needs no check. */
let ready: ValidateFunction<PlanDocument> | null = null;

function validator(): ValidateFunction<PlanDocument> {
  ready ??= new Ajv({ ...swift, discriminator: true }).compile<PlanDocument>(planSchema);
  return ready;
}

function isPlanDocument(value: unknown): value is PlanDocument {
  return validator()(value);
}

function firstError(): string {
  const [error] = validator().errors ?? [];
  return `${error?.instancePath === "" ? "its top" : error?.instancePath}: ${error?.message ?? "unknown"}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw tampered("is not JSON", cause);
  }
}

/** `plan --format json` tells beside the plan what is there of its approvals; that is no part of it, and nobody believes it. */
function bare(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("approvals" in value)) return value;
  const { approvals: _told, ...plan } = value;
  return plan;
}

function refuseOtherFormats(value: unknown): void {
  const version =
    typeof value === "object" && value !== null && "format_version" in value ? value.format_version : null;
  if (version === "1.0") return;
  const found = typeof version === "string" ? `has the format ${version.slice(0, 20)}` : "names no format";
  throw new RollcallError(
    "plan-tampered",
    `the plan file ${found}, and this version reads 1.0; make the plan again with this version`,
  );
}

function tampered(what: string, cause?: unknown): RollcallError {
  return new RollcallError("plan-tampered", `the plan file ${what}; make the plan again`, { cause });
}

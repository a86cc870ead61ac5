import { checkApplicable } from "../apply/check.ts";
import { decodePlan } from "../apply/plan-file.ts";
import type { ShownPart } from "../apply/standing.ts";
import { parseDuration } from "../document/instant.ts";
import type { Reviews } from "../model/approval.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant, Milliseconds } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import { tooOld } from "../plan/roster-guard.ts";
import { instantOf } from "../ports/clock.ts";
import { applyRun } from "./apply-run.ts";
import type { ApplyResult, Replanned } from "./apply-session.ts";
import { checkBase } from "./check-base.ts";
import { consentFor } from "./consent.ts";
import { planWith } from "./make-plan.ts";
import { type OpenConnectors, openConnectors } from "./open-connectors.ts";
import { openLedger } from "./open-ledger.ts";
import { openPersonKeys } from "./open-person-keys.ts";
import { type Files, readFiles } from "./read-files.ts";
import { recordedFiles } from "./recorded-files.ts";
import { rollBack } from "./roll-back.ts";
import type { World } from "./world.ts";

/** What to apply, and who agreed. */
export interface ApplyRequest {
  readonly planText: string;
  readonly reviews: Reviews;
  /** What was shown of the plan before it was made, and what was said of it there; left out: nothing. */
  readonly shown?: readonly ShownPart[];
  /** Commit to read the files from; null reads the working directory. */
  readonly ref: string | null;
  /** Moment that counts as now for the plan's expiry; null is now. */
  readonly at: string | null;
  /** Commit whose policies must have judged the plan; null or left out: whoever the plan says. */
  readonly policiesFrom?: string | null;
  /** Applications whose changes are made, the others are left out; null: all. */
  readonly only?: readonly string[] | null;
  /** Somebody looked into the last halt and says to go on. */
  readonly resumes?: boolean;
  /** How long to wait for somebody else's apply to end, as `10m`; null: not at all. */
  readonly wait?: string | null;
}

/** Makes a plan so, exactly as it stands, and records it; throws before the first write when it may not. */
export async function applyPlan(world: World, request: ApplyRequest): Promise<ApplyResult> {
  const plan = decodePlan(request.planText);
  const files = await readFiles(world, { ref: request.ref, at: plan.basis.at });
  const { organization } = files;
  if (organization === null) return { kind: "invalid", diagnostics: files.diagnostics };
  await checkBase(world, plan, request.policiesFrom ?? null);
  const only = onlyOf(request, organization);
  const personKeys = await openPersonKeys(world, organization.audit);
  const ledger = await openLedger(world, organization, { files, personKeys });
  const here = { plan, files, organization, request };
  const result = await applyRun(world, {
    ...{ plan, planText: request.planText, ledger, only },
    consent: { ...(await consentFor(world, { ...here, reviews: request.reviews })), shown: request.shown ?? [] },
    at: request.at,
    ...{ settings: organization.apply, remote: organization.audit.remote, resumes: request.resumes ?? false },
    wait: waitOf(request),
    files: recordedFiles(plan, organization, files.rosterSource),
    connect: (beforeWrite) => openConnectors(world, organization, { profiles: files.profiles, beforeWrite }),
    check: (start) => check(world, here, start),
    replan: (connectors) => replan(world, { ...here, connectors }),
  });
  const failed = organization.apply.rollback === "ring" && plan.basis.undoes === undefined ? failedRing(result) : null;
  if (result.kind !== "applied" || failed === null) return result;
  const apply = (undo: ApplyRequest) => applyPlan(world, undo);
  return { ...result, rolledBack: await rollBack(world, request, { ...failed, apply }) };
}

function failedRing(result: ApplyResult): { readonly sequence: number; readonly ring: number } | null {
  if (result.kind !== "applied" || result.halt?.kind !== "gate") return null;
  return { sequence: result.recorded.sequence, ring: result.halt.ring };
}

/** A roster that was young enough for the plan may be too old by the time it is applied. */
function withAge(plan: Plan, organization: Organization, now: Instant): Plan {
  const known = new Set(plan.guards.map(({ guard }) => guard));
  return { ...plan, guards: [...plan.guards, ...tooOld(organization, now).filter(({ guard }) => !known.has(guard))] };
}

interface Here {
  readonly plan: Plan;
  readonly files: Files;
  readonly organization: Organization;
  readonly request: ApplyRequest;
}

function waitOf({ wait = null }: ApplyRequest): Milliseconds {
  const milliseconds = wait === null ? 0 : parseDuration(wait);
  if (milliseconds !== null) return milliseconds;
  throw new RollcallError("input-invalid", `${wait} is no duration: write 10m, or 45s`);
}

function onlyOf({ only }: ApplyRequest, { applications }: Organization): ReadonlySet<string> | null {
  const unknown = only?.find((name) => !applications.some((application) => application.name === name));
  if (unknown !== undefined) {
    const known = applications.map(({ name }) => name).join(", ");
    throw new RollcallError("input-invalid", `there is no application ${unknown}; there are ${known}`);
  }
  return only == null ? null : new Set(only);
}

/** An interrupted run goes on when the files are still those it was planned from; live state has moved by its own hand. */
function check(world: World, { plan, files, request }: Here, start: "begins" | "goes-on"): void {
  const now = start === "goes-on" ? plan.basis.at : (request.at ?? instantOf(world.clock));
  checkApplicable(plan, { now, inputs: files.inputs, replanned: null });
}

/** Reads and plans again, and goes on only if exactly the same operations come out. */
async function replan(world: World, here: Here & { readonly connectors: OpenConnectors }): Promise<Replanned> {
  const { plan, files, organization, connectors, request } = here;
  const { undoes = null, proposers = [], base } = plan.basis;
  const judging = { from: base?.commit ?? null, proposers };
  const again = await planWith(world, { files, organization, connectors, undo: undoes, judging });
  if (again.kind === "invalid") return again;
  const { operations, basis } = again.plan;
  const now = request.at ?? instantOf(world.clock);
  const replanned = { operations, live: basis.live, policy: basis.policy, judged: again.plan };
  checkApplicable(plan, { now, inputs: files.inputs, replanned });
  return { ...again, plan: withAge(again.plan, organization, now) };
}

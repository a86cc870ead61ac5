import { checkApplicable } from "../../src/apply/check.ts";
import { encodePlan } from "../../src/apply/plan-file.ts";
import type { Profile } from "../../src/connectors/scim/profile.ts";
import { noReviews } from "../../src/model/approval.ts";
import type { Plan } from "../../src/model/plan.ts";
import { instantOf } from "../../src/ports/clock.ts";
import { applyRun } from "../../src/run/apply-run.ts";
import type { Replanned } from "../../src/run/apply-session.ts";
import { type OpenConnectors, openConnectors } from "../../src/run/open-connectors.ts";
import { openLedgerOf } from "../../src/run/open-ledger.ts";
import type { World } from "../../src/run/world.ts";
import { cheapSigner } from "./cheap-signatures.ts";
import { inputsOf, planNow, type Wish } from "./planning.ts";

/** What is to be applied, and what it is held against. */
export interface Task extends Wish {
  readonly plan: Plan;
  readonly profiles: readonly Profile[];
  /** How long to wait for somebody else's apply to end, in milliseconds. */
  readonly wait: number;
}

/** How an apply came to its end without an error. */
export type Finish = "already-applied" | "completed" | "partial";

/** `rollcall apply`: as `run/apply-plan.ts`, without files and policies around it. */
export async function applyTask(world: World, task: Task): Promise<Finish> {
  const { plan, organization, profiles } = task;
  const { audit, apply: settings } = organization;
  const { git, clock, random } = world;
  if (git === null) throw new Error("there is no repository");
  const place = { git, branch: audit.branch, remote: audit.remote };
  const ledger = await openLedgerOf({ ...place, signer: cheapSigner, allowedSigners: null, clock, random });
  const result = await applyRun(world, {
    ...{ plan, planText: encodePlan(plan), consent, settings, remote: audit.remote, ledger },
    ...{ at: null, only: null, resumes: true, wait: task.wait },
    connect: (beforeWrite) => openConnectors(world, organization, { profiles, beforeWrite }),
    check: (start) => check(world, task, start),
    replan: (connectors) => replan(world, task, connectors),
  });
  if (result.kind === "invalid") throw new Error("there are no files that could be wrong");
  if (result.kind === "already-applied") return result.kind;
  return result.conclusion === "completed" ? "completed" : "partial";
}

/** Nobody is asked: nothing that the simulation plans needs an approval. */
const consent = { reviews: noReviews, people: [], teams: null, expire: null };

function check({ clock }: World, { plan, organization }: Task, start: "begins" | "goes-on"): void {
  const now = start === "goes-on" ? plan.basis.at : instantOf(clock);
  checkApplicable(plan, { now, inputs: inputsOf(organization), replanned: null });
}

async function replan(world: World, task: Task, connectors: OpenConnectors): Promise<Replanned> {
  const again = await planNow(world, task, connectors);
  const { operations, basis } = again;
  const replanned = { operations, live: basis.live, policy: basis.policy };
  checkApplicable(task.plan, { now: instantOf(world.clock), inputs: inputsOf(task.organization), replanned });
  return { kind: "planned", plan: again };
}

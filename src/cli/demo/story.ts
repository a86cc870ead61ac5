import { join } from "node:path";
import { noReviews, type Review } from "../../model/approval.ts";
import { RollcallError } from "../../model/error.ts";
import type { Plan } from "../../model/plan.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { outcomeText } from "../../report/outcome-text.ts";
import { planText } from "../../report/plan-text.ts";
import { approvalsOf } from "../../report/verdict.ts";
import { applyPlan } from "../../run/apply-plan.ts";
import { makePlan } from "../../run/make-plan.ts";
import { savePlan } from "../../run/save-plan.ts";
import type { World } from "../../run/world.ts";
import type { Console } from "../console.ts";
import { namesOf } from "../show-plan.ts";

/** Where a demo happens. */
export interface Stage {
  readonly world: World;
  readonly console: Console;
}

/** A chapter's heading. */
export function chapter(console: Console, title: string): void {
  const line = console.color ? `\x1b[1m${title}\x1b[0m` : title;
  console.print(`\n${line}\n${"=".repeat(title.length)}`);
}

/** Plans for an instant and shows the plan as a reviewer sees it. */
export async function planAndShow({ world, console }: Stage, at: string): Promise<Plan> {
  const result = await makePlan(world, { ref: null, at });
  if (result.kind === "invalid") {
    console.print(diagnosticsText(result.diagnostics, { color: console.color }));
    throw new RollcallError("input-invalid", "the example organisation does not hold");
  }
  await savePlan(world, planPath(world), result.plan);
  console.print(
    planText(result.plan, namesOf(result.organization.people), {
      color: console.color,
      width: console.width,
      verbose: false,
    }),
  );
  return result.plan;
}

/** Applies a plan with the approvals that it asks for, given here by invented people. */
export async function approveAndApply({ world, console }: Stage, plan: Plan): Promise<void> {
  const bytes = await world.disk.read(planPath(world));
  const reviews = reviewsFor(plan);
  for (const { by, team } of reviews) console.print(`approved by ${by} for ${team}`);
  const planText = new TextDecoder().decode(bytes ?? new Uint8Array());
  const result = await applyPlan(world, { planText, reviews: { ...noReviews, reviews }, ref: null, at: plan.basis.at });
  if (result.kind !== "applied") throw new Error(`the plan was not applied: ${result.kind}`);
  console.print(outcomeText(result, { color: console.color, width: console.width }));
  if (result.conclusion !== "completed") throw new Error("not every change was applied");
}

function reviewsFor(plan: Plan): readonly Review[] {
  return approvalsOf(plan).flatMap(({ from, count }) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ state: "approved", operations: plan.operations, isBot: false, mayWrite: null },
      by: `reviewer-${index + 1}-of-${from}`,
      team: from,
      at: plan.basis.at,
    })),
  );
}

function planPath(world: World): string {
  return join(world.state, "demo.plan.json");
}

import type { Decision } from "../model/decision.ts";
import type { Joiners } from "../model/joiner.ts";
import type { Organization } from "../model/organization.ts";
import type { Composition } from "../plan/compose.ts";
import type { Desired } from "../plan/desired.ts";
import type { Observed } from "../plan/diff.ts";
import { changeInputs } from "../policy/change-input.ts";
import type { RunnablePolicy } from "../policy/compile.ts";
import { openPolicy } from "../policy/evaluate.ts";
import { planInput } from "../policy/plan-input.ts";
import { policyData } from "../policy/policy-data.ts";
import type { World } from "./world.ts";

/** What policy is asked about. */
export interface JudgeInput {
  readonly organization: Organization;
  readonly desired: Desired;
  readonly observed: readonly Observed[];
  readonly composition: Pick<Composition, "changes" | "allocation" | "costs">;
  readonly peopleBefore: number | null;
  readonly joiners: Joiners;
}

/** One decision a change, in order, and one on the plan as a whole. */
export interface Judgement {
  readonly decisions: readonly Decision[];
  readonly planDecision: Decision;
}

/** Asks the compiled policies; whatever goes wrong comes back as a denial, never as silence. */
export async function judgeChanges(world: World, compiled: RunnablePolicy, input: JudgeInput): Promise<Judgement> {
  const facts = factsOf(input);
  const { changes } = input.composition;
  const policy = await openPolicy(compiled, policyData(input.organization), world);
  try {
    world.emit({ kind: "judging", done: 0, total: changes.length });
    const decisions = await policy.judge(changeInputs(changes, facts));
    return { decisions, planDecision: await policy.judgePlan(planInput(changes, facts)) };
  } finally {
    await policy.close();
  }
}

function factsOf(input: JudgeInput) {
  const { organization, desired, peopleBefore, observed, composition } = input;
  const { allocation, costs } = composition;
  const live = Object.fromEntries(observed.map(({ application, accounts }) => [application, accounts]));
  const { people, holdings, at } = desired;
  const pools = { seats: allocation.summaries, waiting: allocation.waiting, costs };
  const joiners = input.joiners.byPerson;
  return { organization, joiners, people, holdings, at, peopleBefore, live, pools };
}

import type { Decision } from "../model/decision.ts";
import type { Joiners } from "../model/joiner.ts";
import type { LedgerHistory } from "../model/ledger-history.ts";
import type { Organization } from "../model/organization.ts";
import { isFresh } from "../model/sign-ins.ts";
import { strictest } from "../model/strictest.ts";
import { administratorsAfter } from "../plan/administrators.ts";
import type { Composition } from "../plan/compose.ts";
import type { Desired } from "../plan/desired.ts";
import type { Observed } from "../plan/diff.ts";
import { allSignIns } from "../plan/live-sign-ins.ts";
import { changeInputs } from "../policy/change-input.ts";
import type { RunnablePolicy } from "../policy/compile.ts";
import { openPolicy } from "../policy/evaluate.ts";
import type { Facts } from "../policy/facts.ts";
import { planInput } from "../policy/plan-input.ts";
import { type PolicyData, policyData } from "../policy/policy-data.ts";
import type { BasePolicies } from "./base-policies.ts";
import type { World } from "./world.ts";

/** What policy is asked about. */
export interface JudgeInput {
  readonly organization: Organization;
  readonly desired: Desired;
  readonly observed: readonly Observed[];
  readonly composition: Pick<Composition, "changes" | "allocation" | "costs">;
  readonly peopleBefore: number | null;
  readonly before: Facts["before"];
  readonly history: LedgerHistory;
  readonly proposers: readonly string[];
  /** The policies of a base commit, which judge as well; null: only the proposal's own. */
  readonly base: BasePolicies | null;
  readonly joiners: Joiners;
}

/** One decision a change, in order, and one on the plan as a whole. */
export interface Judgement {
  readonly decisions: readonly Decision[];
  readonly planDecision: Decision;
}

/** Asks the compiled policies, and those of the base; the stricter word holds. Whatever goes wrong comes back as a denial, never as silence. */
export async function judgeChanges(world: World, compiled: RunnablePolicy, input: JudgeInput): Promise<Judgement> {
  const facts = factsOf(input);
  world.emit({ kind: "judging", done: 0, total: input.composition.changes.length });
  const own = policyData(input.organization);
  const proposed = await ask(world, { compiled, data: own, facts, changes: input.composition.changes });
  const { base } = input;
  if (base === null || base.isSame(compiled, own)) return proposed;
  const data = base.dataFor(input.organization);
  const seen = { ...facts, organization: base.seen(input.organization) };
  const earlier = await ask(world, { compiled: base.compiled, data, facts: seen, changes: input.composition.changes });
  return {
    decisions: proposed.decisions.map((decision, index) => strictest(decision, earlier.decisions[index])),
    planDecision: strictest(proposed.planDecision, earlier.planDecision),
  };
}

interface Question {
  readonly compiled: RunnablePolicy;
  readonly data: PolicyData;
  readonly facts: Facts;
  readonly changes: Composition["changes"];
}

async function ask(world: World, { compiled, data, facts, changes }: Question): Promise<Judgement> {
  const policy = await openPolicy(compiled, data, world);
  try {
    const decisions = await policy.judge(changeInputs(changes, facts));
    return { decisions, planDecision: await policy.judgePlan(planInput(changes, facts, decisions)) };
  } finally {
    await policy.close();
  }
}

function factsOf(input: JudgeInput): Facts {
  const { organization, desired, observed, composition, peopleBefore, before, history, proposers, base } = input;
  const { changes, allocation, costs } = composition;
  return {
    ...{ organization, people: desired.people, holdings: desired.holdings, at: desired.at },
    ...{ peopleBefore, before, history, proposers, joiners: input.joiners.byPerson },
    signIns: allSignIns(organization, observed).filter((each) => isFresh(each, desired.at)),
    changedPolicies: base?.changed ?? null,
    live: Object.fromEntries(observed.map(({ application, accounts }) => [application, accounts])),
    administrators: administratorsAfter(organization, observed, changes),
    pools: { seats: allocation.summaries, waiting: allocation.waiting, costs },
  };
}

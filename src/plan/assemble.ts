import type { Change, ChangeKind } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Decision } from "../model/decision.ts";
import type { Organization } from "../model/organization.ts";
import type { ApplicationSummary, Basis, Plan, PlannedChange, Waiting } from "../model/plan.ts";
import type { Composition } from "./compose.ts";
import type { Observed } from "./diff.ts";
import { protectedDenials } from "./protected-seats.ts";

/** The parts of a plan, each in its final words. */
export interface AssembleInput {
  readonly organization: Organization;
  readonly basis: Basis;
  readonly composition: Composition;
  readonly observed: readonly Observed[];
  /** One for each change, in order. */
  readonly decisions: readonly Decision[];
  readonly planDecision: Decision;
  /** People who count as here. */
  readonly people: number;
  /** Mutating requests at best, by application. */
  readonly calls: ReadonlyMap<string, number>;
}

/** A plan before it is sealed with its digests; the same input in any order gives the same value. */
export function assemble(input: AssembleInput): Omit<Plan, "operations" | "digest"> {
  const { organization, composition } = input;
  const { changes, allocation } = composition;
  return {
    format_version: "1.0",
    organization: organization.name,
    basis: input.basis,
    changes: changes.map((change, index) => planned(change, input.decisions[index])),
    decision: withPools(input.planDecision, organization, composition),
    guards: composition.guards,
    seats: allocation.summaries,
    costs: composition.costs,
    waiting: allocation.waiting,
    findings: composition.findings,
    applications: summaries(input),
    people: input.people,
  };
}

/** A change that nobody judged is denied: silence is not consent. */
function planned(change: Change, decision: Decision | undefined): PlannedChange {
  const denials = [{ rule: "engine.not-judged", message: "no decision was made on this change" }];
  return {
    change,
    decision: decision ?? { verdict: "deny", risk: 100, factors: [], denials, warnings: [], approvals: [] },
  };
}

/** What pools deny, whatever policy says. */
function withPools(decision: Decision, organization: Organization, composition: Composition): Decision {
  const denials = [
    ...fullDenials(organization, composition.allocation.waiting),
    ...protectedDenials(organization, composition),
  ];
  if (denials.length === 0) return decision;
  return { ...decision, verdict: "deny", denials: [...decision.denials, ...denials] };
}

/** A pool that denies when it is full denies the plan that would let somebody wait for it. */
function fullDenials({ pools }: Organization, waiting: readonly Waiting[]): Decision["denials"] {
  const strict = new Set(pools.filter(({ whenFull }) => whenFull === "deny").map(({ name }) => name));
  return waiting
    .filter(({ pool }) => strict.has(pool))
    .map(({ pool, person, reason }) => ({
      rule: "pool.full",
      message: `${person} gets no seat of ${pool}: ${reason}`,
    }));
}

function summaries({ composition, observed, calls }: AssembleInput): readonly ApplicationSummary[] {
  const counts = countKinds(composition.changes);
  return observed
    .toSorted((a, b) => compareText(a.application, b.application))
    .map(({ application, accounts, groups, verdict }) => ({
      application,
      accounts,
      groups,
      listing: verdict.kind,
      calls: calls.get(application) ?? 0,
      changes: counts.get(application) ?? {},
    }));
}

function countKinds(changes: readonly Change[]): ReadonlyMap<string, Partial<Record<ChangeKind, number>>> {
  const counts = new Map<string, Partial<Record<ChangeKind, number>>>();
  for (const { application, kind } of changes) {
    const own = counts.get(application) ?? {};
    counts.set(application, own);
    own[kind] = (own[kind] ?? 0) + 1;
  }
  return counts;
}

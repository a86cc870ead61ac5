import { RollcallError } from "../model/error.ts";
import type { Instant, Milliseconds } from "../model/instant.ts";
import type { Plan } from "../model/plan.ts";
import { isStricter } from "../model/strictest.ts";
import { checkExpiry } from "./plan-file.ts";

/** The world as it is now, to be held against what a plan stands on. */
export interface Present {
  readonly now: Instant;
  /** Digest of every input file, by path. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What planning again gives; null before it was done. */
  readonly replanned: {
    /** `Plan.operations`. */
    readonly operations: string;
    readonly live: Readonly<Record<string, string>>;
    readonly policy?: string;
    /** What policy says now. */
    readonly judged?: Pick<Plan, "changes" | "decision">;
  } | null;
}

/**
 * Throws `plan-expired`, or `plan-stale`, naming what moved, unless planning now gives the same operations from the same files. A plan for a
 * moment to come is stale too: what it gives is not due, and no plan of today could be applied after it.
 */
export function checkApplicable(plan: Plan, present: Present): void {
  checkExpiry(plan, present.now);
  refuseFuture(plan, present.now);
  const files = moved(plan.basis.inputs, present.inputs);
  if (files.length > 0) throw stale(`${listed(files)} changed since it was made`);
  const { replanned } = present;
  if (replanned === null) return;
  if (replanned.policy !== undefined && replanned.policy !== plan.basis.policy)
    throw stale("the policies changed since it was made");
  if (replanned.operations === plan.operations) {
    if (replanned.judged !== undefined && addsRisk(plan, replanned.judged))
      throw stale("policy asks for more now than when it was made: a risk, a verdict or an approval has risen");
    return;
  }
  const applications = moved(plan.basis.live, replanned.live);
  if (applications.length > 0) throw stale(`the live state of ${listed(applications)} changed since it was made`);
  throw stale(
    "the same files and the same live state ask for other changes now: an assignment began or ended, or somebody signed in",
  );
}

/** Clocks of who plans and who applies may differ by so much. */
const skew: Milliseconds = 5 * 60_000;

function refuseFuture({ basis }: Plan, now: Instant): void {
  if (Date.parse(basis.at) <= Date.parse(now) + skew) return;
  throw new RollcallError(
    "plan-stale",
    `the plan is for ${basis.at}, and it is ${now}: apply it then, or make one for now, without --at`,
  );
}

/** Whether the same operations are judged more strictly now: an approval was given for the risk that was shown. */
function addsRisk(plan: Plan, now: Pick<Plan, "changes" | "decision">): boolean {
  if (isStricter(now.decision, plan.decision)) return true;
  return now.changes.some(({ decision }, index) => {
    const known = plan.changes[index]?.decision;
    return known === undefined || isStricter(decision, known);
  });
}

/** Names whose digest differs, or that only one side has. */
function moved(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}

const mostNamed = 5;

function listed(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  return names.slice(0, mostNamed).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

function stale(what: string): RollcallError {
  return new RollcallError("plan-stale", `the plan is stale: ${what}; make a new one`);
}

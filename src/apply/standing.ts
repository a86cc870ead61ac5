import type { Approval, GuardOverride, Review } from "../model/approval.ts";
import { type ApprovalStanding, isApproved } from "../model/approval-standing.ts";
import { compareText } from "../model/compare.ts";
import type { AskedApproval } from "../model/decision.ts";
import type { Instant } from "../model/instant.ts";
import type { Plan } from "../model/plan.ts";
import { standingOn, type Witnesses } from "./approvals.ts";

/** Who said what of a plan, and of parts of it that were shown before it was made. */
export interface Consent extends Witnesses {
  /** From the oldest to the newest; left out: none. */
  readonly shown?: readonly ShownPart[];
}

/** Changes that a pull request has shown as they are in the plan, and what was said of them there. */
export interface ShownPart {
  /** What policy asked for each of them then, by its key: it is asked for still. */
  readonly changes: ReadonlyMap<string, readonly AskedApproval[]>;
  /** Of the commit that the pull request started from; the reviews name the operations of the plan. */
  readonly witnesses: Witnesses;
}

/**
 * What is there of the approvals that a plan needs at an instant, and what is missing. A part that was shown before stands on what
 * was said of it there, when that is enough for all of it that nothing before stands on; all else is asked of those who look at the
 * plan, and whoever asks for changes is heard.
 */
export function standingOf(plan: Plan, { shown = [], ...own }: Consent, at: Instant): ApprovalStanding {
  const agreed: ApprovalStanding[] = [];
  const settled = new Set<string>();
  const open: ShownPart[] = [];
  for (const part of shown) {
    const asWhole = plan.changes.every(({ change }) => part.changes.has(change.key));
    const standing = standingIn(plan, part, { settled, asWhole, at });
    if (!isApproved(standing)) {
      open.push(part);
      continue;
    }
    agreed.push(standing);
    if (asWhole) return together(agreed);
    for (const key of part.changes.keys()) settled.add(key);
  }
  // Nobody has looked at the plan itself: then what is missing is what is missing in each part.
  if (own.reviews.reviews.length === 0)
    for (const part of open.toReversed()) {
      agreed.push(standingIn(plan, part, { settled, asWhole: false, at }));
      for (const key of part.changes.keys()) settled.add(key);
    }
  const said = open.flatMap(({ witnesses }) => witnesses.reviews.reviews.map(ofOther));
  const reviews = { ...own.reviews, reviews: [...said, ...own.reviews.reviews] };
  const rest = { covers: (key: string) => !settled.has(key), alsoAsked: askedOf(shown), asWhole: true };
  return together([...agreed, standingOn(plan, rest, { ...own, reviews }, at)]);
}

/** How a part stands, without what is settled. */
function standingIn(
  plan: Plan,
  { changes, witnesses }: ShownPart,
  { settled, asWhole, at }: { readonly settled: ReadonlySet<string>; readonly asWhole: boolean; readonly at: Instant },
): ApprovalStanding {
  const covers = (key: string) => changes.has(key) && !settled.has(key);
  return standingOn(plan, { covers, alsoAsked: changes, asWhole }, witnesses, at);
}

/** What is no word on this plan; that it asks for changes is heard. */
function ofOther(review: Review): Review {
  return { ...review, operations: null };
}

/** Everything that was asked in any of them. */
function askedOf(shown: readonly ShownPart[]): ReadonlyMap<string, readonly AskedApproval[]> {
  const asked = new Map<string, readonly AskedApproval[]>();
  for (const { changes } of shown)
    for (const [key, needs] of changes) asked.set(key, [...(asked.get(key) ?? []), ...needs]);
  return asked;
}

/** The last of several, with what each team has agreed to, and who asks for changes, in any of them. */
function together(standings: readonly ApprovalStanding[]): ApprovalStanding {
  const [last] = standings.slice(-1);
  if (last === undefined) throw new Error("a plan stands on something");
  const needs = standings.flatMap((each) => each.needs).sort((a, b) => compareText(a.from, b.from));
  const blocks = standings.flatMap((each) => each.blocks);
  return {
    ...last,
    needs,
    blocks: blocks.filter(({ by }, index) => blocks.findIndex((each) => each.by === by) === index),
  };
}

/** Approvals that count, as a run keeps them. */
export function countedApprovals({ needs }: ApprovalStanding): readonly Approval[] {
  return needs.flatMap(({ counted }) => counted);
}

/** Overrides that count, as a run keeps them. */
export function countedOverrides({ overrides }: ApprovalStanding): readonly GuardOverride[] {
  return overrides.flatMap(({ isPossible, counted }) => (isPossible ? counted : []));
}

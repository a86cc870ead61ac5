import type { ApprovalStanding } from "../model/approval-standing.ts";
import type { Plan, PlannedChange } from "../model/plan.ts";
import { count, isDestructive } from "./change-words.ts";
import { type Block, type Part, type Row, tableBlock, withinLimit } from "./markdown-block.ts";
import { footMarkup, headMarkup, type WriteRates } from "./markdown-head.ts";
import { lossBlock, thingRows } from "./markdown-rows.ts";
import { mostAnnotations, type PlanAnnotation, planAnnotations } from "./plan-annotations.ts";
import { fitMarkdown } from "./plan-markdown.ts";
import { type PlanVerdict, verdictOf } from "./verdict.ts";
import { sizeWords, verdictTitles } from "./verdict-words.ts";

/** A plan as the check on a commit: markdown in `summary` and `text`, at most 65,535 bytes each; text only where one is not enough. */
export interface PlanCheck {
  readonly conclusion: "success" | "action_required" | "failure";
  /** Plain text without a name from outside. */
  readonly title: string;
  readonly summary: string;
  readonly text: string | null;
  readonly annotations: readonly PlanAnnotation[];
}

const limit = 65_000;

/**
 * The check of a plan. What needs approval is `action_required`: a required check that is `neutral` lets a merge through. A plan is
 * no success either whose removals do not all fit, or which stands on a listing that cannot be trusted.
 */
export function planCheck(
  plan: Plan,
  options: { readonly standing?: ApprovalStanding; readonly rates?: WriteRates } = {},
): PlanCheck {
  const standing = options.standing ?? null;
  const { summary, text, isWhole } = listing(plan, options);
  const all = planAnnotations(plan);
  const rest = all.length - mostAnnotations;
  const note = rest > 0 ? `\n${count(rest, "more annotation")} on lines of files would not fit here.\n` : "";
  return {
    conclusion: conclusionOf(plan, verdictOf(plan, standing), isWhole),
    title: `${verdictTitles[verdictOf(plan, standing)]}: ${sizeWords(plan)}`,
    summary: summary + note,
    text,
    annotations: all.slice(0, mostAnnotations),
  };
}

function conclusionOf(plan: Plan, verdict: PlanVerdict, isWhole: boolean): PlanCheck["conclusion"] {
  if (plan.applications.some(({ listing }) => listing === "untrusted")) return "failure";
  switch (verdict) {
    case "stopped":
    case "denied":
      return "failure";
    case "needs-approval":
      return "action_required";
    case "nothing-to-do":
    case "approved":
    case "ready":
      return isWhole ? "success" : "action_required";
  }
}

interface Listing {
  readonly summary: string;
  readonly text: string | null;
  readonly isWhole: boolean;
}

/** The comment's own text or, when that cannot show all, head and short rows that go on in the text of the check. */
function listing(plan: Plan, options: { readonly standing?: ApprovalStanding; readonly rates?: WriteRates }): Listing {
  const whole = fitMarkdown(plan, { people: new Map() }, { ...options, limit });
  if (whole.isWhole) return { summary: whole.text, text: null, isWhole: true };
  const head = headMarkup(plan, options.standing ?? null, options.rates ?? null);
  const foot = footMarkup(plan);
  const blocks = blocksOf(plan.changes);
  const room = limit - head.length - foot.length - 200;
  const [first, later] = split(blocks, room);
  const summary = head + withinLimit(first.map(partOf), room + 200).text + foot;
  const rest = withinLimit(later.map(partOf), limit);
  return { summary, text: rest.text === "" ? null : rest.text, isWhole: rest.isWhole };
}

/** What a reviewer has to see, in its shortest form: each thing, and whom it is about. */
function blocksOf(changes: readonly PlannedChange[]): readonly Block[] {
  const isDenied = ({ decision }: PlannedChange) => decision.verdict === "deny" || decision.denials.length > 0;
  const denied = changes.filter(isDenied);
  const taken = changes.filter((each) => !isDenied(each) && isDestructive(each.change));
  const asked = changes.filter(
    (each) => !isDenied(each) && !isDestructive(each.change) && each.decision.verdict === "needs-approval",
  );
  return [
    block(`Denied (${denied.length})`, denied, "denied changes"),
    block(`Takes access away (${taken.length})`, taken, "changes that take access away"),
    block(`Gives access that needs approval (${asked.length})`, asked, "changes that need approval"),
  ];
}

function block(title: string, changes: readonly PlannedChange[], what: string): Block {
  return lossBlock(tableBlock(title, ["what", "", "who"], thingRows(changes)), what);
}

function partOf(each: Block): Part {
  return { must: true, variants: each.rows.length === 0 ? [] : [each] };
}

/** The blocks as far as they fit into the room, and what goes on after that. */
function split(blocks: readonly Block[], room: number): readonly [readonly Block[], readonly Block[]] {
  const first: Block[] = [];
  const later: Block[] = [];
  let left = room;
  for (const each of blocks) {
    const own = each.rows.length === 0 ? 0 : each.head.length + each.foot.length + each.title.length + 2;
    const shown = later.some(({ rows }) => rows.length > 0) ? 0 : fitting(each.rows, left - own);
    const used = each.rows.slice(0, shown).reduce((sum, { text }) => sum + text.length, 0);
    left -= shown === 0 ? 0 : own + used;
    first.push({ ...each, rows: each.rows.slice(0, shown) });
    later.push({ ...each, rows: each.rows.slice(shown) });
  }
  return [first, later];
}

function fitting(rows: readonly Row[], room: number): number {
  let left = room;
  const index = rows.findIndex(({ text }) => {
    left -= text.length;
    return left < 0;
  });
  return index === -1 ? rows.length : index;
}

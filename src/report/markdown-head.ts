import type { ApprovalStanding } from "../model/approval-standing.ts";
import type { Plan } from "../model/plan.ts";
import { count } from "./change-words.ts";
import { code } from "./markdown-escape.ts";
import { glanceMarkup, type WriteRates } from "./markdown-glance.ts";
import { riskiest, riskWords } from "./risk-words.ts";
import { undoAdvice, undoTitle } from "./undo-words.ts";
import { countsOf, verdictOf } from "./verdict.ts";
import { heldWords, verdictSentence, verdictTitles } from "./verdict-words.ts";

export type { WriteRates } from "./markdown-glance.ts";

/** What a reader sees before scrolling: the verdict, the size, the risk, and all of the plan in counts. */
export function headMarkup(plan: Plan, standing: ApprovalStanding | null, rates: WriteRates | null): string {
  const title = `## Rollcall plan: ${verdictTitles[verdictOf(plan, standing)]}\n\n`;
  const verdict = `**${verdictSentence(plan, code, standing)}**\n\n`;
  const glance = glanceMarkup(plan, standing, rates);
  return title + verdict + riskMarkup(plan) + heldMarkup(plan) + undoMarkup(plan) + glance;
}

/** What stands at the top of a comment that cannot show all that a reviewer has to see. */
export function unreviewable(elsewhere: string): string {
  return `> [!CAUTION]\n> **This plan cannot be reviewed here: what takes access away, is denied or needs approval does not all fit.** ${elsewhere}.\n\n`;
}

/** What the plan is, for whoever compares it with another. */
export function footMarkup({ basis, digest, operations }: Plan): string {
  const short = (text: string): string => code(text.slice(0, "sha256:".length + 12));
  const commit = basis.commit === null ? "a working directory" : `commit ${code(basis.commit.slice(0, 12))}`;
  return [
    `<sub>Plan ${short(digest)}, operations ${short(operations)}, of ${commit} at ${code(basis.at)}, expires ${code(basis.expires)}; `,
    `policy ${short(basis.policy)}, Rollcall ${code(basis.engine)}.</sub>\n`,
  ].join("");
}

/** All that is left where not even the head fits. */
export function tooShort(plan: Plan): string {
  const { changes } = countsOf(plan);
  return `Rollcall plan: ${verdictTitles[verdictOf(plan)]}. ${count(changes, "change")}; too long to show here, rollcall show on the plan file lists each.\n`;
}

function riskMarkup({ changes, decision }: Plan): string {
  const change = riskiest(changes.map((planned) => planned.decision));
  const whole = decision.risk === 0 ? [] : [`of the plan as a whole ${riskWords(decision, code)}`];
  const each = change === null ? [] : [`of its riskiest change ${riskWords(change, code)}`];
  const words = [...whole, ...each].join("; ");
  return words === "" ? "" : `Risk ${words}\n\n`;
}

function heldMarkup(plan: Plan): string {
  const words = heldWords(plan);
  return words === null ? "" : `${words}\n\n`;
}

function undoMarkup({ basis: { undoes } }: Plan): string {
  return undoes === undefined ? "" : `**${undoTitle(undoes)}** (${code(undoes.run)}). ${undoAdvice}\n\n`;
}

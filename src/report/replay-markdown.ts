import type { DecisionDifference, ReplayedRun, ReplayTotals } from "../model/replay.ts";
import { count } from "./change-words.ts";
import { code, entities } from "./markdown-escape.ts";
import { spokenWords, totalWords, transitionWords } from "./replay-words.ts";

/** Most decisions of one run in a comment. */
const mostShown = 10;

/** One recorded run where something comes out differently or could not be judged; nothing for the others. */
export function replayedRunMarkdown(run: ReplayedRun): string {
  const head = `**Run ${run.sequence}** ${entities(run.at)}`;
  if (run.kind === "unjudged") return `- ${head}: not judged again: ${entities(run.message)}\n`;
  const { recorded, atTheTime, proposed, differences, unlike, notes } = run;
  if (differences.length === 0 && unlike.length === 0 && notes.length === 0) return "";
  const rest = differences.length - mostShown;
  const lines = [
    `- ${head}: recorded ${recorded}, then ${atTheTime ?? "unknown"}, proposed **${proposed}**`,
    ...differences.slice(0, mostShown).map(differenceLine),
    ...(rest > 0 ? [`  - and ${count(rest, "more decision")}`] : []),
    ...(unlike.length === 0 ? [] : [`  - ${count(unlike.length, "decision")} not as recorded`]),
    ...notes.map((note) => `  - ${entities(note)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** What all runs came to, for a comment. */
export function replayTotalsMarkdown(totals: ReplayTotals): string {
  const { moves, rules } = totals;
  const moved = moves.map(({ before, after, decisions }) => `| ${before} | ${after} | ${decisions} |`);
  const spoken = rules.map(({ fires, ceases, ...rule }) => `| ${code(spokenWords(rule))} | ${fires} | ${ceases} |`);
  return [
    `\n${totalWords(totals)}`,
    ...(moved.length === 0 ? [] : ["\n| before | proposed | decisions |\n|---|---|---|", ...moved]),
    ...(spoken.length === 0 ? [] : ["\n| rule | begins to speak | ceases |\n|---|---|---|", ...spoken]),
    "",
  ].join("\n");
}

function differenceLine(difference: DecisionDifference): string {
  const { key, fires, ceases } = difference;
  const rules = [
    ...fires.map((rule) => `+ ${code(spokenWords(rule))}`),
    ...ceases.map((rule) => `− ${code(spokenWords(rule))}`),
  ];
  const what = key === null ? "the plan as a whole" : code(key);
  return `  - ${what}: ${entities(transitionWords(difference)).replaceAll("&#45;&#62;", "→")}${rules.length === 0 ? "" : `; ${rules.join(", ")}`}`;
}

import type { DecisionDifference, ReplayedRun, ReplayTotals, Verdict } from "../model/replay.ts";
import { count } from "./change-words.ts";
import { blank, type Ink, ink, type Line, line, render, type TextOptions, table } from "./lines.ts";
import { spokenWords, totalWords, transitionWords } from "./replay-words.ts";

const verdictInk: Readonly<Record<Verdict, Ink>> = {
  allow: "add",
  warn: "warn",
  "needs-approval": "warn",
  deny: "remove",
};

/** Most decisions of one run that are told of; JSON has all. */
const mostShown = 20;

/** One recorded run: its three verdicts, and every decision that comes out differently with the rules that make the difference. */
export function replayedRunText(run: ReplayedRun, options: TextOptions): string {
  const head = [ink("strong", `Run ${run.sequence}`), `  ${run.at}  `];
  if (run.kind === "unjudged")
    return render([line(0, ...head, ink("warn", `not judged again: ${run.message}`))], options);
  const { recorded, atTheTime, proposed, differences, unlike, notes } = run;
  const shown = differences.slice(0, mostShown);
  const rest = differences.length - shown.length;
  return render(
    [
      line(
        0,
        ...head,
        `${count(run.changes, "change")}: recorded `,
        ink(verdictInk[recorded], recorded),
        ", then ",
        atTheTime === null ? "unknown" : ink(verdictInk[atTheTime], atTheTime),
        ", proposed ",
        ink(verdictInk[proposed], proposed),
      ),
      ...shown.flatMap(differenceLines),
      ...(rest > 0 ? [line(2, ink("faint", `and ${count(rest, "more decision")}; --format json lists each`))] : []),
      ...(unlike.length === 0 ? [] : [line(2, ink("warn", unlikeWords(unlike)))]),
      ...notes.map((note) => line(2, ink("faint", note))),
    ],
    options,
  );
}

/** What all runs came to: how decisions moved, and which rules begin or cease to speak. */
export function replayTotalsText(totals: ReplayTotals, options: TextOptions): string {
  const { moves, rules } = totals;
  return render(
    [
      blank,
      line(0, ink("strong", totalWords(totals))),
      ...table(
        2,
        moves.map(({ before, after, decisions }) => [
          count(decisions, "decision"),
          [ink(verdictInk[before], before), " -> ", ink(verdictInk[after], after)],
        ]),
      ),
      ...table(
        2,
        rules.map(({ fires, ceases, ...rule }) => [spokenWords(rule), `begins ${fires}`, `ceases ${ceases}`]),
      ),
    ],
    options,
  );
}

function differenceLines(difference: DecisionDifference): readonly Line[] {
  const { key, fires, ceases } = difference;
  return [
    line(2, key ?? "the plan as a whole", "  ", ink("strong", transitionWords(difference))),
    ...fires.map((rule) => line(6, ink("add", "+"), ` ${spokenWords(rule)}`)),
    ...ceases.map((rule) => line(6, ink("remove", "-"), ` ${spokenWords(rule)}`)),
  ];
}

function unlikeWords(unlike: readonly string[]): string {
  const [first = ""] = unlike;
  const more = unlike.length > 1 ? ` and ${count(unlike.length - 1, "more")}` : "";
  return `the policies of its commit do not give again what was recorded: ${first}${more}`;
}

import type { DriftedChange, DriftReport, PendingChange } from "../model/drift.ts";
import type { Names } from "../model/names.ts";
import { kindWords, objectWords } from "./change-words.ts";
import { askedWords, driftSentence, momentWords, pendingWords, standings } from "./drift-words.ts";
import { blank, ink, type Line, line, render, section, type TextOptions } from "./lines.ts";
import { shortPersonWords } from "./person-words.ts";
import { findingLines } from "./plan-text.ts";
import { riskWords } from "./risk-words.ts";

/** What was changed by hand, for somebody at a terminal; then what is pending, and the findings. `verbose` folds nothing. */
export function driftText(
  report: DriftReport,
  names: Names,
  options: TextOptions & { readonly verbose: boolean },
): string {
  const lines = [
    line(0, `${report.organization}: `, ink(report.drift.length > 0 ? "warn" : "strong", driftSentence(report))),
    blank,
    ...section(
      "Changed by hand",
      report.drift.flatMap((each) => driftedLines(each, names)),
    ),
    ...section("Pending: comes with the next apply", pendingLines(report.pending, names, options.verbose)),
    ...findingLines(report, options.verbose),
  ];
  return render(lines.slice(0, -1), options);
}

function driftedLines(drifted: DriftedChange, names: Names): readonly Line[] {
  const { change, decision, since } = drifted;
  const told = standings(change).map(({ what, now, should }) => `${what}: ${now}, should be: ${should}`);
  const asked = askedWords(drifted);
  const back = `putting it back: ${verdictWords[decision.verdict]}${asked.length === 0 ? "" : ` by ${asked.join(", ")}`}`;
  return [
    line(2, ink("strong", change.application), `  ${whoOf(drifted, names)}  `, ink("warn", told.join("; "))),
    line(4, `changed after ${momentWords(since)}; ${back}, risk ${riskWords(decision)}`),
    line(4, ink("faint", change.key)),
  ];
}

const verdictWords = {
  allow: "allowed",
  warn: "allowed, with a warning",
  "needs-approval": "needs approval",
  deny: "denied",
} as const;

const mostPending = 20;

function pendingLines(pending: readonly PendingChange[], names: Names, verbose: boolean): readonly Line[] {
  const shown = verbose ? pending : pending.slice(0, mostPending);
  const rest = pending.length - shown.length;
  return [
    ...shown.map((each) => {
      const { change, why } = each;
      const what = [kindWords[change.kind].verb, objectWords(change)].filter(Boolean).join(" ");
      return line(2, `${change.application}  ${whoOf(each, names)}  ${what}  `, ink("faint", pendingWords(why)));
    }),
    ...(rest > 0 ? [line(2, ink("faint", `and ${rest} more (--verbose shows each)`))] : []),
  ];
}

function whoOf({ change }: Pick<DriftedChange, "change">, names: Names): string {
  return change.person === null ? change.userName : shortPersonWords(names, change.person);
}

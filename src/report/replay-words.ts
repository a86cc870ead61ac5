import type { DecisionDifference, JudgedVerdict, ReplayTotals, SpokenRule } from "../model/replay.ts";
import { count } from "./change-words.ts";

/** `allow -> deny`; with both risks where these alone differ. */
export function transitionWords({ before, after }: Pick<DecisionDifference, "before" | "after">): string {
  const words = ({ verdict, risk }: JudgedVerdict) =>
    before.risk === after.risk ? verdict : `${verdict} (risk ${risk})`;
  return `${words(before)} -> ${words(after)}`;
}

/** `deny sod.exclusive-roles`, `approval privileged.owner-approval by platform`. */
export function spokenWords({ says, rule, from }: SpokenRule): string {
  return `${says} ${rule}${from === null ? "" : ` by ${from}`}`;
}

/** What a replay came to in one or two sentences. */
export function totalWords({ runs, judged, unjudged, differing }: ReplayTotals): string {
  if (runs === 0) return "No run is recorded in this time.";
  const skipped =
    unjudged.length === 0
      ? ""
      : ` ${count(unjudged.length, "run")} could not be judged again: ${unjudged.slice(0, mostNamed).join(", ")}${
          unjudged.length > mostNamed ? ` and ${unjudged.length - mostNamed} more` : ""
        }.`;
  const found =
    differing.decisions === 0
      ? `${count(judged, "run")} judged again: nothing comes out differently.`
      : `${count(judged, "run")} judged again: ${count(differing.decisions, "decision")} in ${count(differing.runs, "run")} would come out differently.`;
  return `${found}${skipped}`;
}

/** Most runs that are named in a sentence. */
const mostNamed = 20;

import type { Outcome, OutcomeStatus } from "../model/outcome.ts";
import { count } from "./change-words.ts";
import { blank, type Ink, ink, type Line, line, render, type Span, type TextOptions, table, whole } from "./lines.ts";

/** What an apply did, and where the ledger keeps it; `recorded` is null when no manifest was written. */
export interface AppliedRun {
  readonly outcomes: readonly Outcome[];
  readonly recorded: { readonly sequence: number; readonly commit: string } | null;
  /** Why it did not go on to its end; null or left out when it did. */
  readonly halt?: { readonly kind: "gate" | "surge"; readonly ring: number; readonly reason: string } | null;
  /** What became of the ring that did not pass, when it was to be put back. */
  readonly rolledBack?:
    | { readonly kind: "rolled-back"; readonly sequence: number; readonly isWhole: boolean }
    | { readonly kind: "left"; readonly reason: string }
    | null;
}

/** Every status in the order of a report, worst first. */
export const statusOrder = [
  "failed",
  "refused",
  "unverified",
  "not-reached",
  "applied",
  "unchanged",
] as const satisfies readonly OutcomeStatus[];

/** The colour of a status. */
export const statusInk: Readonly<Record<OutcomeStatus, Ink>> = {
  failed: "remove",
  refused: "remove",
  unverified: "warn",
  "not-reached": "warn",
  applied: "add",
  unchanged: "faint",
};

const nextSteps: Readonly<Record<OutcomeStatus, string>> = {
  failed: "Apply again: what is done already stays unchanged. What fails again needs somebody to look.",
  refused: "The account is not as it was when the plan was made: make a new plan.",
  unverified: "Accepted, but not seen when read back: plan again later, and see whether it is still there.",
  "not-reached": "Apply again to go on from here.",
  applied: "",
  unchanged: "",
};

/** More changes than this that were not reached are counted; the manifest lists each. */
const mostNotReached = 20;

/** The result of an apply: counts, everything that did not work with its reason and what to do next, and the manifest. */
export function outcomeText(run: AppliedRun, options: TextOptions): string {
  return render(
    [
      countLine(run.outcomes),
      blank,
      ...statusOrder.flatMap((each) => statusLines(run, each)),
      ...haltLines(run),
      recordLine(run),
    ],
    options,
  );
}

function countLine(outcomes: readonly Outcome[]): Line {
  if (outcomes.length === 0) return line(0, "Nothing to apply.");
  const counts = statusOrder.toReversed().flatMap((status): Span[] => {
    const number = withStatus(outcomes, status).length;
    return number === 0 ? [] : [whole(statusInk[status], count(number, status, status)), "  "];
  });
  const recovered = outcomes.filter((outcome) => outcome.recovered).length;
  const note =
    recovered === 0 ? [] : [ink("faint", `(${recovered} found done by an earlier run that could not say so)`)];
  return line(0, ...counts, ...note);
}

function withStatus(outcomes: readonly Outcome[], status: OutcomeStatus): readonly Outcome[] {
  return outcomes.filter((outcome) => outcome.status === status);
}

function statusLines({ outcomes }: AppliedRun, status: OutcomeStatus): readonly Line[] {
  const own = withStatus(outcomes, status);
  if (own.length === 0 || status === "applied" || status === "unchanged") return [];
  const shown = status === "not-reached" ? own.slice(0, mostNotReached) : own;
  const rest = own.length - shown.length;
  return [
    line(0, ink(statusInk[status], status), ` (${own.length}). ${nextSteps[status]}`),
    ...table(
      2,
      shown.map(({ key, reason, attempts }) => [key, reason ?? "no reason given", ink("faint", tries(attempts))]),
    ),
    ...(rest > 0 ? [line(2, ink("faint", `and ${count(rest, "more", "more")}; the manifest lists each`))] : []),
    blank,
  ];
}

function tries(attempts: number): string {
  return attempts > 1 ? count(attempts, "attempt") : "";
}

/** What happened, and the two ways on from there. */
function haltLines({ halt = null, recorded, rolledBack = null }: AppliedRun): readonly Line[] {
  if (halt === null || recorded === null) return [];
  const undo = `rollcall plan --undo ${recorded.sequence}`;
  const rings = halt.kind === "gate" ? ` (with --ring ${halt.ring}, that ring alone)` : "";
  return [
    line(0, ink("remove", "Halted"), `: ${halt.reason}. Nobody applies until somebody has looked into it.`),
    ...(rolledBack === null ? [] : [line(2, rollbackText(rolledBack))]),
    line(2, `${undo} plans how to put back what this run did${rings}.`),
    line(2, "rollcall apply PLAN --resume goes on, with a new plan."),
    blank,
  ];
}

function rollbackText(rolledBack: NonNullable<AppliedRun["rolledBack"]>): string {
  return rolledBack.kind === "rolled-back"
    ? `That ring was put back${rolledBack.isWhole ? "" : " in part"} as manifest ${rolledBack.sequence}.`
    : `That ring was not put back: ${rolledBack.reason}.`;
}

function recordLine({ recorded }: AppliedRun): Line {
  if (recorded === null) return line(0, ink("warn", "No manifest was written."));
  return line(0, `Recorded as manifest ${recorded.sequence} in commit ${recorded.commit.slice(0, 12)}.`);
}

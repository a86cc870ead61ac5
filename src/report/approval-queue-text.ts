import type { ApprovalQueue, PendingNeed, PendingPlan } from "../model/approval-queue.ts";
import { count } from "./change-words.ts";
import { csv } from "./csv.ts";
import { blank, type Ink, ink, type Line, line, render, type TextOptions, table, whole } from "./lines.ts";
import { ageWords } from "./queue-text.ts";

/** The plans that wait for somebody, overdue ones first, and what each waits for. */
export function approvalQueueText(queue: ApprovalQueue, options: TextOptions): string {
  const { waiting, overdue, oldestSeconds, sla, plans } = queue;
  const allowed = `an approval may take ${ageWords(sla / 1000)}`;
  const head =
    oldestSeconds === null
      ? line(0, "No plan waits for approval.")
      : line(
          0,
          ink("strong", `${count(waiting, "plan")} ${waiting === 1 ? "waits" : "wait"} for approval`),
          `, the oldest for ${ageWords(oldestSeconds)}; ${allowed}: `,
          overdue === 0 ? "none is overdue" : ink("remove", `${overdue} overdue`),
        );
  return render(
    plans.length === 0 ? [head] : [head, blank, ...table(0, plans.map(planCells)), ...hint(plans)],
    options,
  );
}

/** One row for each plan and each thing that it waits for. */
export function approvalQueueCsv({ plans }: ApprovalQueue): string {
  const head = [
    "file",
    "state",
    "overdue",
    "since",
    "age_seconds",
    "changes",
    "operations",
    "missing",
    "from",
    "have",
    "required",
  ];
  const rows = plans.flatMap((plan) => {
    const { file, state, isOverdue, since, ageSeconds, changes, operations } = plan;
    const own = [file, state, isOverdue ? "yes" : "no", since, ageSeconds, changes, operations];
    const needs = plan.missing.map(({ kind, from, have, required }) => [...own, kind, from, have, required]);
    return needs.length > 0 ? needs : [[...own, null, null, null, null]];
  });
  return csv([head, ...rows]);
}

const stateInk: Readonly<Record<PendingPlan["state"], Ink>> = {
  waiting: "warn",
  settled: "add",
  hopeless: "faint",
  expired: "faint",
};

function planCells({ file, state, isOverdue, ageSeconds, missing }: PendingPlan) {
  const mark = isOverdue ? whole("remove", "overdue") : whole(stateInk[state], state);
  return [mark, file, ageWords(ageSeconds), missing.map(needWords).join(", ")];
}

function needWords({ kind, from, have, required }: PendingNeed): string {
  switch (kind) {
    case "changes-requested":
      return `${from} asks for changes`;
    case "guard":
      return `guard ${from} (${have} of ${required})`;
    case "team":
      return `${from} (${have} of ${required})`;
  }
}

function hint(plans: readonly PendingPlan[]): readonly Line[] {
  const isOver = plans.some(({ state }) => state === "expired" || state === "hopeless");
  return isOver
    ? [
        blank,
        line(0, ink("faint", "Expired and hopeless plans wait for nobody: make them again, or remove their files.")),
      ]
    : [];
}

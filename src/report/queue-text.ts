import type { Names } from "../model/names.ts";
import type { QueuedChange, ReviewQueue } from "../model/queue.ts";
import { count, kindWords } from "./change-words.ts";
import { blank, ink, type Line, line, render, type TextOptions, whole } from "./lines.ts";
import { statusInk, statusOrder } from "./outcome-text.ts";
import { shortPersonWords } from "./person-words.ts";

/** What waits in the review queue, the oldest first, and what to do about each kind of end. */
export function queueText(queue: ReviewQueue, names: Names, options: TextOptions): string {
  const { changes } = queue;
  if (changes.length === 0)
    return render([line(0, "Nothing waits: every change that was tried has succeeded since.")], options);
  return render(
    [
      line(0, ink("strong", `${count(changes.length, "change")} to look at`), ", the oldest first"),
      blank,
      ...changes.flatMap((change) => changeLines(change, queue, names)),
      blank,
      ...adviceLines(changes),
    ],
    options,
  );
}

function changeLines(change: QueuedChange, { newestRun }: ReviewQueue, names: Names): readonly Line[] {
  const { application, person, account, kind, target, status, reason, runs, attempts, lastRun } = change;
  const who = person === null ? `account ${account}` : shortPersonWords(names, person);
  const what = [kindWords[kind].verb, application, target, "for", who].filter(Boolean).join(" ");
  const last = lastRun === newestRun ? `last in run ${lastRun}` : `last in run ${lastRun}, not tried since`;
  return [
    line(0, whole(statusInk[status], status), `  ${what}`),
    line(4, `${ageWords(change.ageSeconds)} old, ${count(runs, "run")}, ${count(attempts, "attempt")}, ${last}`),
    ...(reason === null ? [] : [line(4, ink("faint", reason))]),
  ];
}

/** The two largest parts of an age: `3 d 4 h`. */
export function ageWords(seconds: number): string {
  const parts = [
    ["d", Math.floor(seconds / 86_400)],
    ["h", Math.floor(seconds / 3600) % 24],
    ["min", Math.floor(seconds / 60) % 60],
    ["s", seconds % 60],
  ] as const;
  const first = parts.findIndex(([, number]) => number > 0);
  if (first < 0) return "0 s";
  const shown = parts.slice(first, first + 2).filter(([, number]) => number > 0);
  return shown.map(([unit, number]) => `${number} ${unit}`).join(" ");
}

const advice: Readonly<Record<QueuedChange["status"], string>> = {
  failed:
    "Plan and apply again. What fails in several runs does not mend itself: the reason names what the application said.",
  refused:
    "The account is other than the plan saw it, or the application does not allow it: plan again, and settle by hand what is refused again.",
  unverified: "Accepted, and not seen when read back: look at the application.",
};

function adviceLines(changes: readonly QueuedChange[]): readonly Line[] {
  return statusOrder.flatMap((status) => {
    const isThere = changes.some((change) => change.status === status);
    if (!isThere || (status !== "failed" && status !== "refused" && status !== "unverified")) return [];
    return [line(0, whole(statusInk[status], status), `  ${advice[status]}`)];
  });
}

import type { HeldJoiner, JoinerQueue } from "../model/joiner-queue.ts";
import type { Names } from "../model/names.ts";
import { count } from "./change-words.ts";
import { blank, type Cell, ink, type Line, line, render, type TextOptions, table, whole } from "./lines.ts";
import { shortPersonWords } from "./person-words.ts";
import { ageWords } from "./queue-text.ts";

/** More than these are counted, unless every one is asked for. */
const mostShown = 50;

/** Held joiners for whoever looks at them: overdue first, with what speaks against each and what they have in common. */
export function joinersText(
  queue: JoinerQueue,
  names: Names,
  options: TextOptions & { readonly verbose: boolean },
): string {
  const { held } = queue;
  if (held.length === 0) return render([line(0, "Nobody who joins is held.")], options);
  const shown = options.verbose ? held : held.slice(0, mostShown);
  const head = ["who", "verdict", "score", "waits", "due", ""].map((title) => ink("faint", title));
  return render(
    [
      ...summary(queue),
      blank,
      ...table(2, [head, ...shown.map((joiner) => rowOf(joiner, names))]),
      ...(shown.length < held.length
        ? [line(2, ink("faint", `and ${held.length - shown.length} more (--verbose or --format csv shows each)`))]
        : []),
      ...clusterLines(queue),
    ],
    options,
  );
}

function summary({ held, reviewSla }: JoinerQueue): readonly Line[] {
  const overdue = held.filter(({ isOverdue }) => isOverdue).length;
  const blocked = held.filter(({ verdict }) => verdict === "block").length;
  const late = `${overdue} overdue (${ageWords(reviewSla / 1000)})`;
  return [
    line(
      0,
      ink("strong", `${count(held.length, "joiner")} held`),
      `, ${blocked} of them blocked, `,
      overdue === 0 ? late : ink("remove", late),
    ),
  ];
}

function rowOf(joiner: HeldJoiner, names: Names): readonly Cell[] {
  const { person, verdict, score, ageSeconds, reasons } = joiner;
  return [
    shortPersonWords(names, person),
    whole(verdict === "block" ? "remove" : "warn", verdict),
    String(score),
    ageSeconds === null ? "unknown" : ageWords(ageSeconds),
    dueCell(joiner),
    reasons.map(({ text, points }) => `${text} (${points})`).join("; "),
  ];
}

function dueCell({ due, isOverdue, decidedBy }: HeldJoiner): Cell {
  if (decidedBy !== null) return `decided by ${decidedBy}`;
  return isOverdue ? whole("remove", "overdue") : (due ?? "");
}

function clusterLines({ clusters }: JoinerQueue): readonly Line[] {
  if (clusters.length === 0) return [];
  const rows = clusters.map(({ kind, id, people, since }) => [
    kind,
    count(people.length, "sign-up"),
    `since ${since}`,
    ink("faint", id),
  ]);
  return [blank, line(0, ink("strong", "Clusters")), ...table(2, rows)];
}

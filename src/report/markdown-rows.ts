import { compareText } from "../model/compare.ts";
import type { PlannedChange } from "../model/plan.ts";
import { count, kindWords, objectWords } from "./change-words.ts";
import { type Block, type Row, row } from "./markdown-block.ts";
import { code } from "./markdown-escape.ts";
import { changeMarkup, type Speech, subjectCode } from "./markdown-words.ts";
import { reasonGroups, type SameChange } from "./reason-group.ts";
import { someOf } from "./verdict-words.ts";

/** Changes of one person, a row a reason (and at most twelve lines, so that a row stays short), `labels` after the person. */
export function reasonRows(
  changes: readonly PlannedChange[],
  speech: Speech,
  labels: readonly string[],
): readonly Row[] {
  return reasonGroups(changes).flatMap(({ because, rows }) =>
    chunks([rows], 12).map((some) => {
      const who = some.slice(0, 1).map(({ first }) => subjectCode(speech, first.change));
      const what = some.map(({ first, applications }) => changeMarkup(speech, first, applications)).join("<br>");
      return row(
        [...who, ...labels, what, because === null ? "*follows from the rest*" : code(because)],
        weighSame(some),
      );
    }),
  );
}

function weighSame(rows: readonly SameChange[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const application of rows.flatMap(({ applications }) => applications)) {
    weights.set(application, (weights.get(application) ?? 0) + 1);
  }
  return weights;
}

/** One thing and everybody whom it is about, forty a row. */
export function thingRows(changes: readonly PlannedChange[]): readonly Row[] {
  const key = ({ change }: PlannedChange): string =>
    JSON.stringify([kindWords[change.kind].verb, change.application, objectWords(change)]);
  const groups = grouped(changes, key);
  const sorted = [...groups.keys()].toSorted().flatMap((each) => chunks([groups.get(each) ?? []], 40));
  return sorted.flatMap((group) => {
    const first = group[0]?.change;
    if (first === undefined) return [];
    const ids = group.map(({ change }) => change.person ?? change.account ?? "?").toSorted();
    const thing = [first.application, objectWords(first)].filter(Boolean).join(" ");
    return [
      row([kindWords[first.kind].verb, code(thing), code(ids.join(" "), Number.POSITIVE_INFINITY)], weigh(group)),
    ];
  });
}

function grouped<T>(values: readonly T[], key: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}

function chunks<T>(groups: readonly (readonly T[])[], size: number): readonly (readonly T[])[] {
  return groups.flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / size) }, (_, index) => group.slice(index * size, (index + 1) * size)),
  );
}

/** How many changes there are in each application. */
export function weigh(changes: readonly PlannedChange[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { change } of changes) weights.set(change.application, (weights.get(change.application) ?? 0) + 1);
  return weights;
}

/** The same table, which says how many changes are left and in which applications when it has to be cut. */
export function lossBlock(block: Block, what: string): Block {
  const left = (rows: readonly Row[]) =>
    `\n**${leftSentence(rows, what)}** \`rollcall show\` on the plan file lists each.\n`;
  return { ...block, left };
}

/** How many changes rows stand for, and in which applications. */
export function leftSentence(rows: readonly Row[], what: string): string {
  const weights = new Map<string, number>();
  for (const [application, number] of rows.flatMap(({ changes }) => [...changes])) {
    weights.set(application, (weights.get(application) ?? 0) + number);
  }
  const all = [...weights.values()].reduce((sum, number) => sum + number, 0);
  const where = [...weights]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([name, number]) => `${number} in ${code(name)}`);
  return `${count(all, "more", "more")} ${what} do not fit here: ${someOf(where)}.`;
}

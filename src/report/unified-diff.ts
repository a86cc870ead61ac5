import type { FileEdit } from "../model/file-edit.ts";

/** Lines around a change that are shown too. */
const around = 3;

/** Longest changed part that is compared line by line; a longer one is shown as replaced. */
const longest = 2_000;

type Mark = " " | "-" | "+";

interface Row {
  readonly mark: Mark;
  readonly text: string;
}

/** Edits of files as `git apply` takes them: one file after the other, nothing for what stays as it is. */
export function unifiedDiff(edits: readonly FileEdit[]): string {
  return edits
    .filter(({ before, after }) => before !== after)
    .map(fileDiff)
    .join("");
}

function fileDiff({ path, before, after }: FileEdit): string {
  const mode = before === null ? ["new file mode 100644"] : after === null ? ["deleted file mode 100644"] : [];
  const hunks = hunksOf(compare(linesOf(before ?? ""), linesOf(after ?? "")));
  const names = [before === null ? "/dev/null" : `a/${path}`, after === null ? "/dev/null" : `b/${path}`];
  // A file without a line comes and goes by its mode alone.
  const sides = hunks.length === 0 ? [] : [`--- ${names[0]}`, `+++ ${names[1]}`];
  return `${[`diff --git a/${path} b/${path}`, ...mode, ...sides].join("\n")}\n${hunks.map(hunkText).join("")}`;
}

/** Lines with their ends, so that one without an end is another line. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function compare(before: readonly string[], after: readonly string[]): readonly Row[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const gone = before.slice(head, before.length - tail);
  const come = after.slice(head, after.length - tail);
  const isLong = gone.length > longest || come.length > longest;
  return [
    ...marked(" ", before.slice(0, head)),
    ...(isLong ? [...marked("-", gone), ...marked("+", come)] : shortest(gone, come)),
    ...marked(" ", before.slice(before.length - tail)),
  ];
}

function marked(mark: Mark, lines: readonly string[]): readonly Row[] {
  return lines.map((text) => ({ mark, text }));
}

/** Along a longest common subsequence; what goes is told before what comes. */
function shortest(before: readonly string[], after: readonly string[]): readonly Row[] {
  const common = commonLengths(before, after);
  const rows: Row[] = [];
  let [left, right] = [0, 0];
  while (left < before.length || right < after.length) {
    const gone = before[left];
    const come = after[right];
    if (gone !== undefined && gone === come) {
      rows.push({ mark: " ", text: gone });
      left += 1;
      right += 1;
    } else if (gone !== undefined && (common[left + 1]?.[right] ?? 0) >= (common[left]?.[right + 1] ?? 0)) {
      rows.push({ mark: "-", text: gone });
      left += 1;
    } else {
      rows.push({ mark: "+", text: come ?? "" });
      right += 1;
    }
  }
  return rows;
}

/** How many lines the rests of both texts, from each pair of lines on, have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const table: number[][] = Array.from({ length: before.length + 1 }, () => []);
  for (let left = before.length; left >= 0; left -= 1) {
    const row = table[left] ?? [];
    for (let right = after.length; right >= 0; right -= 1) {
      const isEnd = left === before.length || right === after.length;
      const below = table[left + 1];
      if (isEnd) row[right] = 0;
      else if (before[left] === after[right]) row[right] = (below?.[right + 1] ?? 0) + 1;
      else row[right] = Math.max(below?.[right] ?? 0, row[right + 1] ?? 0);
    }
  }
  return table;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly Row[];
}

/** Changes with the lines around them; those whose surroundings touch are one. */
function hunksOf(rows: readonly Row[]): readonly Hunk[] {
  const spans: { start: number; end: number }[] = [];
  for (const [index, { mark }] of rows.entries()) {
    if (mark === " ") continue;
    const last = spans.at(-1);
    const start = Math.max(0, index - around);
    if (last !== undefined && start <= last.end) last.end = index + around + 1;
    else spans.push({ start, end: index + around + 1 });
  }
  return spans.map(({ start, end }) => {
    const ahead = rows.slice(0, start);
    return { from: count(ahead, "+"), to: count(ahead, "-"), rows: rows.slice(start, end) };
  });
}

/** Rows without those of one mark. */
function count(rows: readonly Row[], without: Mark): number {
  return rows.filter(({ mark }) => mark !== without).length;
}

function hunkText({ from, to, rows }: Hunk): string {
  const head = `@@ -${rangeText(from, count(rows, "+"))} +${rangeText(to, count(rows, "-"))} @@\n`;
  return head + rows.map(rowText).join("");
}

/** An empty range names the line before it. */
function rangeText(ahead: number, length: number): string {
  return `${length === 0 ? ahead : ahead + 1}${length === 1 ? "" : `,${length}`}`;
}

function rowText({ mark, text }: Row): string {
  return text.endsWith("\n") ? mark + text : `${mark}${text}\n\\ No newline at end of file\n`;
}

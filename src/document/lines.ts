import type { Source } from "../model/source.ts";

/** Turns an offset in a text into its place; the text is scanned for line ends on the first question only. */
export type Locate = (offset: number) => Source;

/** A locator for one file. Columns count UTF-16 units from 1, as editors do. */
export function locator(file: string, text: string): Locate {
  let starts: readonly number[] | null = null;
  return (offset) => {
    starts ??= lineStarts(text);
    const index = lineIndex(starts, offset);
    return { file, line: index + 1, column: offset - (starts[index] ?? 0) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The last line that starts at or before the offset. */
function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

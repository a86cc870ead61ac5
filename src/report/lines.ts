import { displayWidth, visible } from "./visible.ts";

/** What a span is for; only `render` knows colours. */
export type Ink = "add" | "change" | "remove" | "strong" | "faint" | "warn";

/** A piece of a line; text from outside needs no care, `render` makes it visible. */
export type Span = string | { readonly text: string; readonly ink: Ink; readonly whole?: boolean };

/** A cell of a table: one span or several. */
export type Cell = Span | readonly Span[];

/** One line before wrapping; what does not fit goes on below at `hang` where that leaves room, else two columns further in. */
export interface Line {
  readonly indent: number;
  readonly hang?: number;
  readonly spans: readonly Span[];
}

/** How a text report is drawn: colour only when asked for, wrapped at `width` columns. */
export interface TextOptions {
  readonly color: boolean;
  readonly width: number;
}

/** A line of spans. */
export function line(indent: number, ...spans: readonly Span[]): Line {
  return { indent, spans };
}

/** An empty line. */
export const blank: Line = { indent: 0, spans: [] };

/** Lines under a title, and an empty one after them; nothing without lines. */
export function section(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [line(0, ink("strong", title)), ...lines, blank];
}

/** The bare text of a span, made visible. */
function textOf(span: Span): string {
  return visible(typeof span === "string" ? span : span.text);
}

/** A span in an ink. */
export function ink(name: Ink, text: string): Span {
  return { ink: name, text };
}

/** A span in an ink that wrapping does not break. */
export function whole(name: Ink, text: string): Span {
  return { ink: name, text, whole: true };
}

/** Rows as lines with aligned columns; the last column is not padded. */
export function table(indent: number, rows: readonly (readonly Cell[])[]): readonly Line[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cellWidth(cell));
    }
  }
  return rows.map((row) => {
    const spans = row.flatMap((cell, column) => padded(cell, column, row.length, widths));
    const last = widths.slice(0, row.length - 1).reduce((sum, width) => sum + width + 2, indent);
    return { indent, hang: last, spans };
  });
}

function padded(cell: Cell, column: number, columns: number, widths: readonly number[]): readonly Span[] {
  if (column === columns - 1) return spansOf(cell);
  return [...spansOf(cell), " ".repeat((widths[column] ?? 0) - cellWidth(cell) + 2)];
}

function spansOf(cell: Cell): readonly Span[] {
  return typeof cell === "string" || "text" in cell ? [cell] : cell;
}

function cellWidth(cell: Cell): number {
  return spansOf(cell).reduce((sum, span) => sum + displayWidth(textOf(span)), 0);
}

/** Lines as text, each ended by a line feed. */
export function render(lines: readonly Line[], options: TextOptions): string {
  return lines.map((each) => `${renderLine(each, options)}\n`).join("");
}

const codes: Readonly<Record<Ink, string>> = {
  add: "32",
  change: "33",
  remove: "31",
  strong: "1",
  faint: "2",
  warn: "33",
};

interface Word {
  readonly text: string;
  readonly ink: Ink | null;
}

function renderLine(whole: Line, options: TextOptions): string {
  const rows: string[] = [];
  const hang = hangOf(whole, options.width);
  let row = " ".repeat(whole.indent);
  let used = whole.indent;
  let room = false;
  for (const word of words(whole.spans)) {
    const width = displayWidth(word.text);
    const isSpace = word.text.trim() === "";
    if (room && !isSpace && used + width > options.width) {
      rows.push(row.trimEnd());
      row = " ".repeat(hang);
      used = hang;
      room = false;
    }
    if (isSpace && !room && rows.length > 0) continue;
    row += options.color && word.ink !== null ? `\u001b[${codes[word.ink]}m${word.text}\u001b[0m` : word.text;
    used += width;
    room = room || !isSpace;
  }
  return [...rows, row.trimEnd()].join("\n");
}

/** Below the last column, unless too little would fit there. */
function hangOf({ indent, hang }: Line, width: number): number {
  return hang !== undefined && hang <= width * 0.6 ? hang : indent + 2;
}

function words(spans: readonly Span[]): readonly Word[] {
  return spans.flatMap((span) => {
    const name = typeof span === "string" ? null : span.ink;
    if (typeof span !== "string" && span.whole) return [{ text: textOf(span), ink: name }];
    return (textOf(span).match(/ +|[^ ]+/g) ?? []).map((text) => ({ text, ink: name }));
  });
}

import type { AuditCell, AuditTable } from "../model/audit-report.ts";
import { cellWords } from "../report/audit-text.ts";
import type { PdfPages } from "./pdf-pages.ts";

const body = { size: 7 } as const;
const head = { size: 7, isFaint: true } as const;
/** Points between columns, and above and below a row. */
const gutter = 6;
const padding = 1.5;

/** Sets a table whose head stands on every page that it goes on on; no row is parted. */
export function printTable(pages: PdfPages, { columns, rows }: AuditTable): void {
  const layout = columnsOf(pages, { columns, rows });
  const titles = columns.map(({ title }) => title);
  printRow(pages, titles, layout, true);
  for (const row of rows) {
    if (heightOf(pages, row, layout) + 2 * padding > pages.room) {
      pages.turn();
      printRow(pages, titles, layout, true);
    }
    printRow(pages, row, layout, false);
  }
}

interface Placed {
  readonly x: number;
  readonly width: number;
  readonly align: "left" | "right";
}

/** Every column as wide as it needs, and the wide ones narrower where the page is too narrow for all. */
function columnsOf(pages: PdfPages, { columns, rows }: Pick<AuditTable, "columns" | "rows">): readonly Placed[] {
  const measured = rows.slice(0, 500);
  const wanted = columns.map(({ title }, index) =>
    Math.max(pages.widthOf(title, head), ...measured.map((row) => pages.widthOf(cellWords(row[index] ?? null), body))),
  );
  const widths = fitted(wanted, pages.width - gutter * (columns.length - 1));
  let x = pages.left;
  return columns.map(({ kind }, index) => {
    const placed = { x, width: widths[index] ?? 0, align: kind === "number" ? ("right" as const) : ("left" as const) };
    x += placed.width + gutter;
    return placed;
  });
}

/** Widths that add up to no more than there is: the same bound for all that are wider than it. */
export function fitted(wanted: readonly number[], total: number): readonly number[] {
  const padded = wanted.map((width) => Math.ceil(width) + 1);
  if (padded.reduce((sum, width) => sum + width, 0) <= total) return padded;
  let left = total;
  let count = padded.length;
  let bound = total;
  for (const width of padded.toSorted((a, b) => a - b)) {
    bound = left / count;
    if (width > bound) break;
    left -= width;
    count -= 1;
  }
  return padded.map((width) => Math.min(width, bound));
}

function heightOf(pages: PdfPages, row: readonly AuditCell[], layout: readonly Placed[]): number {
  const heights = layout.map(({ width }, index) => pages.heightOf(cellWords(row[index] ?? null) || " ", body, width));
  return Math.max(...heights);
}

function printRow(pages: PdfPages, row: readonly AuditCell[], layout: readonly Placed[], isHead: boolean): void {
  const height = heightOf(pages, row, layout);
  const y = pages.y + padding;
  for (const [index, { x, width, align }] of layout.entries()) {
    const words = cellWords(row[index] ?? null);
    if (words !== "") pages.put(words, isHead ? head : body, { x, y, width, align });
  }
  pages.y += height + 2 * padding;
  pages.rule(pages.y);
}

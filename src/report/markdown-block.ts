/** One row of a table, and how many changes it stands for in which application. */
export interface Row {
  readonly text: string;
  readonly changes: ReadonlyMap<string, number>;
}

/** A part of a comment: what stands before its rows and after them. All of it is ASCII, so that length is bytes. */
export interface Block {
  /** Named when it has to be left out. */
  readonly title: string;
  readonly head: string;
  readonly rows: readonly Row[];
  readonly foot: string;
  /** What is said in the place of rows that do not fit. */
  readonly left: (rows: readonly Row[]) => string;
}

/** One part in several lengths, longest first; a part that must appear is never left out, only its rows are counted. */
export interface Part {
  readonly must: boolean;
  readonly variants: readonly Block[];
}

/** A table under a heading; with no row there is no part. */
export function tableBlock(title: string, columns: readonly string[], rows: readonly Row[]): Block {
  return { title, head: `### ${title}\n\n${tableHead(columns)}`, rows, foot: "\n", left: leftRows };
}

/** A table that a reader unfolds. */
export function foldedBlock(title: string, columns: readonly string[], rows: readonly Row[]): Block {
  const head = `<details><summary>${title}</summary>\n\n${tableHead(columns)}`;
  return { title, head, rows, foot: "\n</details>\n\n", left: leftRows };
}

/** Cells as a row; what is in them is encoded already. */
export function row(cells: readonly string[], changes: ReadonlyMap<string, number> = new Map()): Row {
  return { text: `| ${cells.join(" | ")} |\n`, changes };
}

function tableHead(columns: readonly string[]): string {
  return `| ${columns.join(" | ")} |\n|${" --- |".repeat(columns.length)}\n`;
}

function leftRows(rows: readonly Row[]): string {
  return `\n**${rows.length} more rows do not fit here.**\n`;
}

/**
 * The parts in order, within `limit` bytes: longest variant that fits, then as many rows as fit, then only the title. `isWhole`: no
 * row is missing of those parts that must appear.
 */
export function withinLimit(
  parts: readonly Part[],
  limit: number,
): { readonly text: string; readonly isWhole: boolean } {
  let text = "";
  let isWhole = true;
  const omitted: string[] = [];
  const most = limit - closing(["-"]).length;
  for (const [index, part] of parts.entries()) {
    const later = parts.slice(index + 1).reduce((sum, next) => sum + floor(next), 0);
    const room = most - text.length - later - closing(omitted).length;
    const drawn = draw(part, room - titleRoom(part));
    if (drawn === null) omitted.push(part.variants.at(-1)?.title ?? "");
    else text += drawn.text;
    isWhole &&= drawn?.isWhole ?? !part.must;
  }
  return { text: text + closing(omitted), isWhole };
}

/** Bytes that a part needs at the least: a part that must appear says how much is missing, another one only its title. */
function floor(part: Part): number {
  const last = part.variants.at(-1);
  if (last === undefined) return 0;
  return titleRoom(part) + (part.must ? last.head.length + last.foot.length + last.left(last.rows).length : 0);
}

function titleRoom(part: Part): number {
  return (part.variants.at(-1)?.title.length ?? 0) + 2;
}

function closing(omitted: readonly string[]): string {
  return omitted.length === 0 ? "" : `**Left out for length:** ${omitted.join(", ")}.\n\n`;
}

function draw(part: Part, room: number): { readonly text: string; readonly isWhole: boolean } | null {
  for (const block of part.variants) {
    const whole = block.head + block.rows.map(({ text }) => text).join("") + block.foot;
    if (whole.length <= room) return { text: whole, isWhole: true };
  }
  const last = part.variants.at(-1);
  if (last === undefined) return { text: "", isWhole: true };
  const cut = drawCut(last, room, part.must);
  return cut === null ? null : { text: cut, isWhole: false };
}

function drawCut(block: Block, room: number, must: boolean): string | null {
  let used = block.head.length + block.foot.length + block.left(block.rows).length;
  if (used > room) return null;
  let shown = 0;
  for (const { text } of block.rows) {
    used += text.length;
    if (used > room) break;
    shown += 1;
  }
  if (shown === 0 && !must) return null;
  return cutAt(block, shown, room);
}

/** The sentence about what is left may name other applications, and be longer, when fewer rows are left. */
function cutAt(block: Block, shown: number, room: number): string {
  const rows = block.rows.slice(0, shown).map(({ text }) => text);
  const text = block.head + rows.join("") + block.left(block.rows.slice(shown)) + block.foot;
  return text.length <= room || shown === 0 ? text : cutAt(block, shown - 1, room);
}

import { Document, isCollection, isMap, isPair, isScalar, type Node } from "yaml";

/** Values of a mapping, in the order in which they are written. */
export type NewEntry = Readonly<Record<string, string | number>>;

/** A part of a text and what stands there afterwards. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text, longer than a line, stays on its line. */
export const oneLine = { lineWidth: 0 } as const;

/** The text with one part of it replaced. */
export function spliced(text: string, { start, end, text: added }: Splice): string {
  return text.slice(0, start) + added + text.slice(end);
}

/** `{ person: e1, role: x }`: quoted where it has to be, so that it is read back as it was. */
export function inBraces(entry: NewEntry): string {
  const document = new Document(entry);
  if (isMap(document.contents)) document.contents.flow = true;
  return document.toString(oneLine).trimEnd();
}

/** `key: value`, which fits in braces as well as on a line of its own. */
export function pairText(key: string, value: string | number): string {
  return inBraces({ [key]: value }).slice(2, -2);
}

/** Where a node starts. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Where the last thing of a node ends: comments and line breaks behind it are not part of it. */
export function endOf(node: unknown): number {
  if (isPair(node)) return node.value === null ? endOf(node.key) : endOf(node.value);
  if (isCollection(node)) {
    const last = node.items.at(-1);
    return node.flow === true || last === undefined ? (node.range?.[1] ?? 0) : endOf(last);
  }
  return isScalar(node) ? (node.range?.[1] ?? 0) : 0;
}

/** Where the line of an offset starts. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Where the line begins that follows the one in which something ends here; the end of the text after its last line. */
export function lineAfter(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

/** How the text ends its lines. */
function lineBreakOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** Puts whole lines, each without its end, before the line that starts at an offset; a text without a last line break stays so. */
export function insertLines(text: string, at: number, lines: readonly string[]): Splice {
  const end = lineBreakOf(text);
  const isOpen = at === text.length && at > 0 && !text.endsWith("\n");
  const added = isOpen ? lines.map((line) => end + line) : lines.map((line) => line + end);
  return { start: at, end: at, text: added.join("") };
}

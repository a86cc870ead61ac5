import {
  CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { canonical } from "./canonical.ts";
import type { ValuePath } from "./parsed.ts";
import { endOf, insertLines, lineAfter, lineStart, pairText, type Splice, spliced, startOf } from "./yaml-places.ts";

/** The text is written in a way that no edit of these keeps everything else of; somebody has to edit it by hand. */
export class NotEditable extends TypeError {}

/** What is set, and behind which key of its mapping a new one goes: the last of these that is there, else the last of all. */
export interface NewValue {
  readonly value: string | number;
  readonly behind?: readonly string[];
}

/**
 * The text with the value at a path, whose key may be new, and every other byte as it is; quotes stay quotes. Throws
 * `NotEditable` where there is no mapping for it.
 */
export function setValue(text: string, path: ValuePath, { value, behind = [] }: NewValue): string {
  const document = read(text);
  const key = path.at(-1);
  const map = document.getIn(path.slice(0, -1), true);
  if (!isMap(map) || typeof key !== "string") throw new NotEditable("there is no mapping to put the key into");
  const pair = map.items.find((each) => isScalar(each.key) && each.key.value === key);
  if (isScalar(pair?.value) && pair.value.value === value) return text;
  const splice =
    pair === undefined
      ? newPair(text, map, { pair: pairText(key, value), behind })
      : isScalar(pair.value)
        ? replacement(text, pair.value, { key, value })
        : null;
  if (splice === null) throw new NotEditable(`${key} is no single value`);
  document.setIn(path, value);
  return checked(spliced(text, splice), document);
}

/**
 * The text of a list without one entry, which takes its lines with it, and every other byte as it is; the last one leaves `[]`
 * behind. Null when nothing else was in the text. Throws `NotEditable` for a list in brackets over several lines.
 */
export function removeEntry(text: string, index: number): string | null {
  const document = read(text);
  const { contents } = document;
  if (!isSeq(contents) || contents.items[index] === undefined) throw new NotEditable("there is no such entry");
  const splice = contents.flow === true ? cutFromBrackets(text, contents, index) : cutLines(text, contents, index);
  const after = spliced(text, splice);
  if (after.trim() === "[]") return null;
  document.deleteIn([index]);
  return checked(after, document);
}

function read(text: string): Document {
  const document = parseDocument(text, { keepSourceTokens: true });
  if (document.errors.length > 0) throw new NotEditable("the text is no YAML");
  return document;
}

/** The text, once it has been seen to say exactly what it should. */
function checked(text: string, wanted: Document): string {
  const found = parseDocument(text);
  if (found.errors.length === 0 && canonical(found.toJS()) === canonical(wanted.toJS())) return text;
  throw new NotEditable("the text is written in a way that cannot be edited");
}

function newPair(
  text: string,
  map: YAMLMap,
  { pair, behind }: { readonly pair: string; readonly behind: readonly string[] },
): Splice {
  const [first] = map.items;
  if (first === undefined) return { start: startOf(map), end: endOf(map), text: `{ ${pair} }` };
  const named = map.items.filter(({ key }) => isScalar(key) && behind.includes(String(key.value)));
  const end = endOf(named.at(-1) ?? map.items.at(-1));
  if (map.flow === true) return { start: end, end, text: `, ${pair}` };
  const start = startOf(map);
  const indent = " ".repeat(start - lineStart(text, start));
  return insertLines(text, lineAfter(text, end), [indent + pair]);
}

function replacement(
  text: string,
  old: Scalar,
  { key, value }: { readonly key: string; readonly value: string | number },
) {
  const [start = 0, end = 0] = old.range ?? [];
  const space = text[start - 1] === ":" ? " " : "";
  return { start, end, text: space + valueText(key, value, old.type) };
}

function valueText(key: string, value: string | number, type: Scalar["type"]): string {
  if (typeof value === "string" && type === "QUOTE_DOUBLE") return JSON.stringify(value);
  if (typeof value === "string" && type === "QUOTE_SINGLE") return `'${value.replaceAll("'", "''")}'`;
  return pairText(key, value).slice(pairText(key, 0).length - 1);
}

/** From the line of the dash to the last line of the entry, with a comment that ends it. */
function cutLines(text: string, list: YAMLSeq, index: number): Splice {
  const dash = dashOf(list, index);
  // A folded or literal text takes the line break behind it, and blank lines.
  const end = text.slice(0, endOf(list.items[index])).trimEnd().length;
  if (list.items.length === 1) return { start: dash, end, text: "[]" };
  const start = lineStart(text, dash);
  const next = lineAfter(text, end);
  const isLast = next === text.length && !text.endsWith("\n");
  const breakLength = text.slice(0, start).endsWith("\r\n") ? 2 : 1;
  return { start: isLast ? Math.max(0, start - breakLength) : start, end: next, text: "" };
}

function dashOf(list: YAMLSeq, index: number): number {
  const token = list.srcToken;
  const entries = token !== undefined && CST.isCollection(token) ? token.items : [];
  const dashes = entries.flatMap(({ start }) => start.find(({ type }) => type === "seq-item-ind") ?? []);
  const offset = dashes[index]?.offset;
  if (offset === undefined) throw new NotEditable("there is no such entry");
  return offset;
}

function cutFromBrackets(text: string, list: YAMLSeq, index: number): Splice {
  const [before, own, after] = [list.items[index - 1], list.items[index], list.items[index + 1]].map(rangeOf);
  if (own === undefined || own === null) throw new NotEditable("there is no such entry");
  const start = before?.end ?? own.start;
  const end = before === null && after !== null && after !== undefined ? after.start : own.end;
  if (/[\n#]/.test(text.slice(start, own.start) + text.slice(own.end, end))) {
    throw new NotEditable("a list in brackets over several lines");
  }
  return { start, end, text: "" };
}

function rangeOf(entry: unknown): { readonly start: number; readonly end: number } | null {
  return isMap(entry) || isScalar(entry) || isSeq(entry) ? { start: startOf(entry), end: endOf(entry) } : null;
}

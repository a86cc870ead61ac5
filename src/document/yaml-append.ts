import { Document, isMap, isSeq, parse, parseDocument, type YAMLSeq } from "yaml";
import {
  endOf,
  inBraces,
  insertLines,
  lineAfter,
  lineStart,
  type NewEntry,
  oneLine,
  type Splice,
  spliced,
  startOf,
} from "./yaml-places.ts";

/** How an entry is written where no other one shows how: over several lines, or in braces on one. */
type EntryStyle = "lines" | "braces";

/**
 * The text of a YAML list with one mapping more at its end, written in braces or in lines like the last one. What stands there
 * keeps every byte, comments too; an empty list in brackets is put into lines. Throws for a text that is no list.
 */
export function appendEntry(text: string, entry: NewEntry, first: EntryStyle = "lines"): string {
  if (text.trim() === "") return `${entryLines(entry, first).join("\n")}\n`;
  const document = parseDocument(text);
  const { contents } = document;
  if (document.errors.length > 0 || !isSeq(contents)) throw new TypeError("the text is no list");
  const before: unknown[] = document.toJS();
  const wanted = JSON.stringify([...before, entry]);
  for (const splice of splicesFor(text, contents, { entry, first })) {
    const after = spliced(text, splice);
    if (isSame(after, wanted)) return after;
  }
  contents.flow = false;
  document.add(entry);
  return document.toString(oneLine);
}

/** Ways to add it, best first: the end of the file is no place where something stands after the list, such as `...`. */
function splicesFor(
  text: string,
  list: YAMLSeq,
  { entry, first }: { readonly entry: NewEntry; readonly first: EntryStyle },
): readonly Splice[] {
  const last = list.items.at(-1);
  const start = startOf(list);
  if (list.flow === true) {
    const end = endOf(list);
    if (last !== undefined) return [{ start: endOf(last), end: endOf(last), text: `, ${inBraces(entry)}` }];
    const lines = entryLines(entry, first).join("\n");
    return [{ start, end, text: lines }];
  }
  const style = isMap(last) ? (last.flow === true ? "braces" : "lines") : first;
  const indent = " ".repeat(start - lineStart(text, start));
  const lines = entryLines(entry, style).map((line) => indent + line);
  return [text.length, lineAfter(text, endOf(list))].map((at) => insertLines(text, at, lines));
}

function entryLines(entry: NewEntry, style: EntryStyle): readonly string[] {
  if (style === "braces") return [`- ${inBraces(entry)}`];
  return new Document([entry]).toString(oneLine).trimEnd().split("\n");
}

function isSame(text: string, wanted: string): boolean {
  try {
    return JSON.stringify(parse(text)) === wanted;
  } catch {
    return false;
  }
}

import { Document, isSeq, parse, parseDocument } from "yaml";

/** Values of a mapping, in the order in which they are written. */
export type NewEntry = Readonly<Record<string, string | number>>;

/** A text, longer than a line, stays on its line. */
const style = { lineWidth: 0 } as const;

/**
 * The text of a YAML list with one mapping more at its end. What stands there keeps every byte, comments too, where the list is
 * written in lines; a list in brackets is put into lines. Throws for a text that is no list.
 */
export function appendEntry(text: string, entry: NewEntry): string {
  const added = new Document([entry]).toString(style);
  if (text.trim() === "") return added;
  const document = parseDocument(text);
  const { contents } = document;
  if (document.errors.length > 0 || !isSeq(contents)) throw new TypeError("the text is no list");
  const before: unknown[] = document.toJS();
  const wanted = JSON.stringify([...before, entry]);
  const start = contents.range?.[0] ?? 0;
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
  const appended = contents.flow === true ? null : withLines(text, added, indent);
  if (appended !== null && isSame(appended, wanted)) return appended;
  contents.flow = false;
  document.add(entry);
  return document.toString(style);
}

/** The end of lines is that of the file. */
function withLines(text: string, added: string, indent: string): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = added
    .trimEnd()
    .split("\n")
    .map((line) => `${indent}${line}${end}`);
  return `${text.endsWith("\n") ? text : text + end}${lines.join("")}`;
}

/** Something after the list, such as an end of the document, takes what is appended for something else. */
function isSame(text: string, wanted: string): boolean {
  try {
    return JSON.stringify(parse(text)) === wanted;
  } catch {
    return false;
  }
}

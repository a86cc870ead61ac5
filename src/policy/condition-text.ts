import type { Source } from "../model/source.ts";

const opening = "([{";
const closing = ")]}";

/** The text of an expression from its place on: to the end of its line, of its brackets, or to what begins beside it. */
export function conditionText(text: string, { line, column }: Pick<Source, "line" | "column">): string {
  const rest = text
    .split("\n")
    .slice(line - 1)
    .join("\n")
    .slice(column - 1);
  return rest.slice(0, endOf(rest)).replace(/\s+/g, " ").trim();
}

function endOf(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '"' || letter === "`") at = endOfText(text, at);
    else if (opening.includes(letter)) depth += 1;
    else if (closing.includes(letter)) depth -= 1;
    if (depth < 0) return at;
    if (depth === 0 && (letter === "\n" || letter === ";" || letter === "#")) return at;
  }
  return text.length;
}

/** Where a quoted text ends; in back-ticks nothing is escaped. */
function endOfText(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === "\\" && quote === '"') at += 1;
    else if (text.charAt(at) === quote) return at;
  }
  return text.length;
}

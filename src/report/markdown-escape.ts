import { visible } from "./visible.ts";

/** Longest piece of text from outside that a comment shows; the rest is counted. */
const longest = 240;

/**
 * Text from outside for a GitHub comment: `<code>` around letters, digits, spaces and numeric entities, nothing else. A fence of
 * back-ticks would break on a `|` in a table; this way neither markup, mentions, links, markers nor hidden characters get out.
 */
export function code(text: string, limit: number = longest): string {
  return `<code>${entities(clip(text, limit))}</code>`;
}

/** The text as letters, digits, spaces and numeric entities; hidden characters are written out as `\u{hex}`. */
export function entities(text: string): string {
  return visible(text).replace(/[^A-Za-z0-9 ]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const characters = [...text];
  const rest = characters.length - limit;
  return rest <= 0 ? text : `${characters.slice(0, limit).join("")}... (${rest} more characters)`;
}

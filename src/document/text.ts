import type { Diagnostic } from "../model/diagnostic.ts";
import { wrong } from "./diagnose.ts";
import { locator } from "./lines.ts";

/** A file's text without its byte order mark, or why it is not one. */
export type TextResult =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

/**
 * Decodes a file that a person wrote: UTF-8, at most `maxBytes`, and nothing that an editor hides from the reader (control
 * characters, a carriage return alone, bidirectional controls, zero-width spaces; CVE-2021-42574).
 */
export function decodeText(bytes: Uint8Array, file: string, maxBytes: number): TextResult {
  if (bytes.length > maxBytes) {
    return refused(file, "", 0, {
      code: "file-too-large",
      message: `the file has ${bytes.length} bytes, more than ${maxBytes}`,
      hint: "split it, or keep large lists in the roster's CSV",
    });
  }
  const text = decode(bytes);
  if (text === null) return refuseEncoding(bytes, file);
  const hidden = hiddenCharacters.exec(text);
  if (hidden === null) return { kind: "text", text };
  return refused(file, text, hidden.index, {
    code: "hidden-character",
    message: `the character ${codePoint(hidden[0])} is here, which readers do not see`,
    hint: hidden[0] === "\r" ? "end lines with LF or CRLF" : "remove it",
  });
}

/** What an escape in a text stands for that no file may hold as it is: `U+202E`; null: nothing. */
export function hiddenBehind(text: string): string | null {
  const hidden = hiddenCharacters.exec(text);
  return hidden === null ? null : codePoint(hidden[0]);
}

/** C0 and C1 but TAB, LF and CRLF; soft spaces; bidirectional marks, embeddings and isolates; line separators; BOM inside; half characters. */
const hiddenCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\p{Surrogate}]|\r(?!\n)/u;

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function refuseEncoding(bytes: Uint8Array, file: string): TextResult {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const lenient = new TextDecoder("utf-8").decode(bytes);
  const offset = Math.max(0, wide ? 0 : lenient.indexOf("\ufffd"));
  return refused(file, lenient, offset, {
    code: "not-utf-8",
    message: wide ? "the file is UTF-16" : "a byte here is not UTF-8",
    hint: "save the file as UTF-8",
  });
}

function refused(
  file: string,
  text: string,
  offset: number,
  remark: { readonly code: string; readonly message: string; readonly hint: string },
): TextResult {
  return { kind: "refused", diagnostics: [wrong({ ...remark, at: locator(file, text)(offset) })] };
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

import type { Font } from "fontkit";
import { visible } from "../report/visible.ts";

/** The text as a font can show it: a character that it lacks, or that hides, is written out as `\u{hex}` and not as an empty box. */
export function wordsIn(font: Pick<Font, "hasGlyphForCodePoint">): (text: string) => string {
  return (text) =>
    visible(text).replace(/[^\x20-\x7e]/gu, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return font.hasGlyphForCodePoint(code) ? character : `\\u{${code.toString(16)}}`;
    });
}

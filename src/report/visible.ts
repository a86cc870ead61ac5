/** Characters that hide, reorder or forge text: controls, bidi and zero-width marks, odd spaces, fillers, lone surrogates. */
const treacherous =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u115f\u1160\u3164\uffa0\u2800]|\u034f|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;
const plain = /^[\x20-\x7e]*$/;

/** The text with every character that could hide or forge something written out as `\u{hex}`, on one line. */
export function visible(text: string): string {
  if (plain.test(text)) return text;
  return text.replace(treacherous, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

const zeroWidth = /\p{Mn}|\p{Me}/u;
const doubleWidth =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += zeroWidth.test(character) ? 0 : doubleWidth.test(character) ? 2 : 1;
  return width;
}

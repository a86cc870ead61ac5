import { visible } from "./visible.ts";

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

/** HTML as a template: whatever is put in and is not HTML itself is text, and cannot become anything else. */
export function html(
  pieces: TemplateStringsArray,
  ...values: readonly (Html | string | number | readonly Html[])[]
): Html {
  const parts = pieces.map((piece, index) => {
    const value = values[index];
    return value === undefined ? piece : piece + htmlOf(value);
  });
  return { html: parts.join("") };
}

/** Nothing. */
export const nothing: Html = { html: "" };

function htmlOf(value: Html | string | number | readonly Html[]): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escaped(value);
  return "html" in value ? value.html : value.map((each) => each.html).join("");
}

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => references[character] ?? "");
}

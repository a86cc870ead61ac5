/** A text, or the empty one for everything else. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

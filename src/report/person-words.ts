import type { Names } from "../model/names.ts";

/** `Sofia Marchetti (e1015), Software engineer`; the id alone when the name is not known. */
export function personWords(names: Names, id: string): string {
  const title = names.people.get(id)?.title ?? "";
  return title === "" ? shortPersonWords(names, id) : `${shortPersonWords(names, id)}, ${title}`;
}

/** `Sofia Marchetti (e1015)`. */
export function shortPersonWords(names: Names, id: string): string {
  const known = names.people.get(id);
  return known === undefined ? id : `${known.name} (${id})`;
}

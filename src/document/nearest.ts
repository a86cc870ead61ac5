/** The name most like a misspelt one, or null when none is alike: at most a third of the letters may differ. */
export function nearest(name: string, names: Iterable<string>): string | null {
  const wanted = fold(name);
  let best: string | null = null;
  let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of names) {
    if (candidate === name) continue;
    const edits = distance(wanted, fold(candidate), fewest);
    if (edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** `did you mean "x"?`, or null. */
export function didYouMean(name: string, names: Iterable<string>): string | null {
  const found = nearest(name, names);
  return found === null ? null : `did you mean "${found}"?`;
}

/** Accents and case are no difference; a Cyrillic letter in a Latin name stays one. */
function fold(name: string): string {
  return name.slice(0, 100).toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
}

/** Edits between two texts, a swap of neighbours counting once; `limit` when there are that many or more. */
function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      let edits = Math.min(
        (previous[column] ?? limit) + 1,
        (current[column - 1] ?? limit) + 1,
        (previous[column - 1] ?? limit) + (same ? 0 : 1),
      );
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && swapped) edits = Math.min(edits, (before[column - 2] ?? limit) + 1);
      current.push(edits);
    }
    if (Math.min(...current) >= limit) return limit;
    before = previous;
    previous = current;
  }
  return Math.min(previous[right.length] ?? limit, limit);
}

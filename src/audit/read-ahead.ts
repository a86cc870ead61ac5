/** How many loads are under way at once. */
const width = 12;

/** Loads things in order while the consumer is busy with earlier ones; a load that fails rejects when its turn comes. */
export async function* readAhead<T, R>(
  things: readonly T[],
  load: (thing: T, index: number) => Promise<R>,
): AsyncGenerator<{ readonly thing: T; readonly loaded: Promise<R> }> {
  const under: Promise<R>[] = [];
  for (let index = 0, started = 0; index < things.length; index++) {
    // Several at once: what they ask for goes out, and comes back, in one piece.
    const until = under.length <= width / 2 ? index + width : started;
    for (; started < things.length && started < until; started++) {
      const promise = start(things, started, load);
      promise.catch(() => {});
      under.push(promise);
    }
    const [thing, loaded] = [things[index], under.shift()];
    if (thing !== undefined && loaded !== undefined) yield { thing, loaded };
  }
}

async function start<T, R>(
  things: readonly T[],
  index: number,
  load: (thing: T, index: number) => Promise<R>,
): Promise<R> {
  const thing = things[index];
  if (thing === undefined) throw new RangeError(`nothing at ${index}`);
  return load(thing, index);
}

/**
 * Runs a task for every item, so many at once, results in the order of the items. After the first failure nothing new is
 * started; it throws once what was under way has ended, so that nothing happens behind the caller's back.
 */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  limit: number,
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let failure: { readonly error: unknown } | null = null;
  let next = 0;
  const work = async () => {
    while (next < items.length && failure === null) {
      const at = next;
      next += 1;
      const item = items[at];
      if (item === undefined) continue;
      await task(item).then(
        (result) => {
          results[at] = result;
        },
        (error: unknown) => {
          failure ??= { error };
        },
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  rethrow(failure);
  return results;
}

function rethrow(failure: { readonly error: unknown } | null): void {
  if (failure !== null) throw failure.error;
}

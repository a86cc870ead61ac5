/** Runs two things alternately and gives the median of their ratios, so that a noisy machine disturbs both alike. */
export async function compare({ name, goal, rounds = 5, warmup = 1, product, baseline }) {
  for (let round = 0; round < warmup; round += 1) {
    await product();
    await baseline();
  }
  const pairs = [];
  for (let round = 0; round < rounds; round += 1) {
    const a = await timed(product);
    const b = await timed(baseline);
    pairs.push({ a, b });
  }
  const ratio = median(pairs.map(({ a, b }) => a / b));
  return row(name, goal, ratio, `${ms(median(pairs.map(({ a }) => a)))} / ${ms(median(pairs.map(({ b }) => b)))}`);
}

/** A figure that is counted rather than timed; `atLeast`: the more the better. */
export function counted({ name, goal, value, detail, atLeast = false }) {
  return row(name, goal, value, detail, atLeast);
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export async function timed(run) {
  globalThis.gc?.();
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function row(name, goal, value, detail, atLeast = false) {
  const verdict = (atLeast ? value >= goal : value <= goal) ? "reached" : "not reached";
  process.stdout.write(
    `${name.padEnd(62)} ${value.toFixed(2).padStart(7)}   goal ${goal.toFixed(2)}  ${verdict.padEnd(12)} ${detail}\n`,
  );
  return { name, goal, value, detail };
}

function ms(milliseconds) {
  return milliseconds >= 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.round(milliseconds)} ms`;
}

import { randomInt } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compile } from "./compile.mjs";
import { tellMany } from "./pool.ts";

let compiled: Awaited<ReturnType<typeof compile>>;
beforeAll(async () => {
  compiled = await compile();
});
afterAll(() => compiled.remove());

function tellSome(from: number, count: number) {
  const script = pathToFileURL(join(compiled.out, "test", "simulation", "worker.js"));
  return tellMany({ script, from, count, threads: 2, enough: 10 });
}

test("no story of those that are always told breaks an invariant", { timeout: 300_000 }, async () => {
  const { bad, count } = await tellSome(1, 200);
  expect(bad).toEqual([]);
  expect(count).toBe(200);
});

test("no story that was never told before breaks an invariant", { timeout: 300_000 }, async () => {
  // A seed is told again by `npm run sim -- --first SEED --seeds 1`.
  const { bad } = await tellSome(randomInt(1_000_000, 2 ** 40), 50);
  expect(bad).toEqual([]);
});

import { randomInt } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile } from "./compile.mjs";
import { findPlanted } from "./plant.ts";
import { plantedBugs } from "./planted.ts";
import { tellMany } from "./pool.ts";
import { unreached } from "./report.ts";

/** More of everything: `npm run sim`. */
const [always, fresh] = [2000, 300];
const timeout = 600_000;

let compiled: Awaited<ReturnType<typeof compile>>;
beforeAll(async () => {
  compiled = await compile();
});
afterAll(() => compiled.remove());

function tellSome(from: number, count: number) {
  const script = pathToFileURL(join(compiled.out, "test", "simulation", "worker.js"));
  return tellMany({ script, from, count, threads: 2, enough: 10, chunk: 50 });
}

test("no story of those that are always told breaks an invariant, and every fault meets every kind of request", {
  timeout,
}, async () => {
  const summary = await tellSome(1, always);
  expect(summary.bad).toEqual([]);
  expect(summary.count).toBe(always);
  expect(unreached(summary, 1)).toEqual([]);
});

test("no story that was never told before breaks an invariant", { timeout }, async () => {
  // A seed is told again by `npm run sim -- --first SEED --seeds 1`.
  const { bad } = await tellSome(randomInt(1_000_000, 2 ** 40), fresh);
  expect(bad).toEqual([]);
});

describe("a mistake that somebody might have made is found", () => {
  test.each(plantedBugs)("$name", { timeout }, async (bug) => {
    const { seed, broken } = await findPlanted(bug, {
      out: compiled.out,
      threads: 1,
      from: bug.near,
      most: 5000,
      enough: 1,
    });
    expect(seed).not.toBeNull();
    expect(broken).not.toEqual([]);
  });
});

import { expect, test } from "vitest";
import { systemClock } from "../../src/ports/clock.ts";

test("many may sleep under one signal, and Node warns of nothing", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on("warning", note);
  const stop = new AbortController();
  const sleepers = Array.from({ length: 40 }, () => systemClock.sleep(60_000, stop.signal));
  stop.abort(new Error("enough"));
  expect((await Promise.allSettled(sleepers)).every(({ status }) => status === "rejected")).toBe(true);
  // A warning is told of on the next turn.
  await systemClock.sleep(1);
  process.off("warning", note);
  expect(warnings).toEqual([]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { unpaced } from "../../../src/connectors/pace.ts";
import { withRates } from "../../../src/connectors/scim/rate.ts";
import { virtualClock } from "../../support/virtual-clock.ts";

const { signal } = new AbortController();

test("without limits of a vendor the pace is the application's own", () => {
  expect(withRates(unpaced, [], virtualClock())).toBe(unpaced);
});

test("no window ever holds more requests of a kind than its limit, and none waits that need not", async () => {
  const limits = fc.array(
    fc.record({
      for: fc.constantFrom("all" as const, "reads" as const, "writes" as const),
      limit: fc.integer({ min: 1, max: 5 }),
      seconds: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const asked = fc.array(fc.constantFrom("read" as const, "write" as const), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(limits, asked, async (rates, kinds) => {
      const clock = virtualClock();
      const pace = withRates(unpaced, rates, clock);
      const left: { readonly kind: "read" | "write"; readonly at: number }[] = [];
      for (const kind of kinds) {
        await pace.take(kind, signal);
        left.push({ kind, at: clock.monotonic() });
      }
      for (const rate of rates) {
        const times = left.filter(({ kind }) => rate.for === "all" || rate.for === `${kind}s`).map(({ at }) => at);
        for (const [index, at] of times.entries()) {
          const before = times[index - rate.limit];
          if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(rate.seconds * 1000);
        }
      }
    }),
  );
});

test("requests that are asked for at once leave as the window allows, and reads do not wait for writes", async () => {
  const clock = virtualClock();
  const pace = withRates(unpaced, [{ for: "writes", limit: 2, seconds: 10 }], clock);
  const start = clock.monotonic();
  await pace.take("write", signal);
  await pace.take("write", signal);
  await pace.take("read", signal);
  expect(clock.monotonic() - start).toBe(0);
  await pace.take("write", signal);
  expect(clock.monotonic() - start).toBe(10_000);
});

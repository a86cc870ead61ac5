import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Mishap, startFaultProxy } from "./support/fault-proxy.ts";
import { dice, isFull, seed } from "./support/numbers.ts";
import { crowd, nextDay } from "./support/organization.ts";
import { proves } from "./support/proof.ts";
import { afterFirst, auditOf, essenceOf, twice } from "./support/reckoning.ts";
import { type Desk, type Kept, monday, openOffice, tuesday } from "./support/site.ts";

const people = crowd(12);
const few: Readonly<Record<string, Mishap>> = {
  "that is reset before the server hears of it": { kind: "reset-before" },
  "that is cut when the server has acted": { kind: "cut" },
  "that is half closed without an answer": { kind: "half-close", bytes: 0 },
};
const more: Readonly<Record<string, Mishap>> = {
  "that drips": { kind: "drip", bytes: 24, everyMs: 2 },
  "that is reset in the middle of the answer": { kind: "reset-after", bytes: 400 },
  "that is slow": { kind: "delay", milliseconds: 200 },
  "that is reset after the head of the answer": { kind: "reset-after", bytes: 40 },
  "that is half closed in the middle of the answer": { kind: "half-close", bytes: 300 },
};
const mishaps = isFull ? { ...few, ...more } : few;

let start: { readonly kept: Kept; readonly calm: unknown };

beforeAll(async () => {
  const office = await openOffice({ people });
  const { first } = office;
  await first.plan(monday, "next.plan.json");
  expect(await first.rollcall("apply", "next.plan.json", "--at", monday)).toMatchObject({ code: 0 });
  await office.describe(first, nextDay(people, 4));
  await first.plan(tuesday, "next.plan.json");
  const kept = await office.keep();
  expect(await first.rollcall("apply", "next.plan.json", "--at", tuesday)).toMatchObject({ code: 0 });
  start = { kept, calm: essenceOf(office.sandbox) };
  await office.close();
});

afterAll(() => start.kept.discard());

describe("the life of people over a connection", () => {
  test.for(Object.keys(mishaps))(`%s ends right, with nothing done twice (seed ${seed})`, async (name, context) => {
    proves(context, { what: `life of people over a connection ${name}` });
    const office = await start.kept.reopen();
    const proxy = await startFaultProxy(office.sandbox.port);
    const random = dice(seed);
    const mishap = mishaps[name] ?? { kind: "none" };
    proxy.decide = ({ write }) => (write !== null && random() < 0.25 ? mishap : { kind: "none" });
    const environment = Object.entries(office.first.environment);
    const desk = office.first.with(Object.fromEntries(environment.map(([key, url]) => [key, proxy.through(url)])));
    try {
      await settle(desk);
      expect(essenceOf(office.sandbox)).toEqual(start.calm);
      const { said, seen } = await auditOf(office, afterFirst);
      expect(twice(seen.filter((deed) => deed.endsWith("create-account")))).toEqual([]);
      expect(said).toEqual(seen);
    } finally {
      await proxy.close();
      await office.close();
    }
  });
});

const mostPlans = 6;

/** Applies, and plans again until nothing is left to do, as a pipeline does. */
async function settle(desk: Desk): Promise<void> {
  for (let round = 0; round < mostPlans; round += 1) {
    const at = new Date(Date.parse(tuesday) + round * 60_000).toISOString().replace(".000", "");
    if (round > 0 && (await desk.plan(at, "next.plan.json")).changes.length === 0) return;
    const { code, stderr } = await desk.rollcall("apply", "next.plan.json", "--at", at);
    expect([0, 7], stderr).toContain(code);
  }
  throw new Error(`after ${mostPlans} plans there is still something to do`);
}

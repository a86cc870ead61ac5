import { copyFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clockFrom, type Running } from "./support/child.ts";
import { type FaultProxy, startFaultProxy } from "./support/fault-proxy.ts";
import { watchLease } from "./support/growth.ts";
import { isFull } from "./support/numbers.ts";
import { crowd } from "./support/organization.ts";
import { proves } from "./support/proof.ts";
import { auditOf, essenceOf, fromTheStart, seenOf, twice } from "./support/reckoning.ts";
import { type Desk, type Kept, monday, type Office, openOffice } from "./support/site.ts";

const later = "2026-11-23T10:00:00Z";
/** A lease of two minutes, what clocks may differ by, and a little. */
const pauseNeeded = 155_000;

let start: { readonly kept: Kept; readonly calm: unknown };

beforeAll(async () => {
  const office = await openOffice({ people: crowd(12), apply: ["rollout: [2 people, 50%, all]"] });
  await office.first.plan(monday, "next.plan.json");
  await office.first.git("push", "--quiet", "origin", "main");
  const kept = await office.keep();
  expect(await office.first.rollcall("apply", "next.plan.json", "--at", monday)).toMatchObject({ code: 0 });
  start = { kept, calm: essenceOf(office.sandbox) };
  await office.close();
});

afterAll(() => start.kept.discard());

const moments = ["its intents are published", "an answer is on its way"] as const;
const plans = ["the same plan", "another plan"] as const;
const all = moments.flatMap((moment) => plans.map((plan) => ({ moment, plan })));
const some = all.filter(({ moment, plan }) => moments.indexOf(moment) !== plans.indexOf(plan));
const cases = [
  ...(isFull ? all : some).map((one) => ({ ...one, time: "virtual" })),
  ...(isFull ? all : []).map((one) => ({ ...one, time: "real" })),
];

describe("an applier that is stopped and goes on after somebody else has taken over", () => {
  test.for(cases)(
    "writes nothing more ($time time, when $moment, then $plan)",
    async ({ time, moment, plan }, context) => {
      proves(context, { what: `applier stopped, taken over from and continued, in ${time} time` });
      const office = await start.kept.reopen();
      const proxy = await startFaultProxy(office.sandbox.port);
      const clocks = { zombie: `${office.folder}/clock-1`, next: `${office.folder}/clock-2` };
      await Promise.all(Object.values(clocks).map((file) => writeFile(file, "0")));
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      try {
        const zombie = await stoppedWhen(moment, { office, proxy, clock: clocks.zombie, held });
        if (time === "real") await new Promise((resolve) => setTimeout(resolve, pauseNeeded));
        else await Promise.all(Object.values(clocks).map((file) => writeFile(file, String(pauseNeeded))));
        const next = await office.clone("second");
        await copyFile(office.first.path("next.plan.json"), next.path("next.plan.json"));
        await takeOver(next.with(clockFrom(clocks.next)), plan);
        const seen = seenOf(office, fromTheStart);
        expect(essenceOf(office.sandbox)).toEqual(start.calm);
        zombie.kill("SIGCONT");
        release();
        const { code, stderr } = await zombie.ended;
        expect(code, stderr).toBe(7);
        expect(seenOf(office, fromTheStart)).toEqual(seen);
        const audit = await auditOf(office, fromTheStart);
        expect(audit.said).toEqual(audit.seen);
        expect(twice(audit.seen)).toEqual([]);
        expect(audit.runs).toHaveLength(plan === "the same plan" ? 1 : 2);
      } finally {
        release();
        await proxy.close();
        await office.close();
      }
    },
  );
});

interface Stage {
  readonly office: Office;
  readonly proxy: FaultProxy;
  readonly clock: string;
  /** What an answer waits for. */
  readonly held: Promise<void>;
}

/** Begins to apply and stops the process in the middle of it. */
async function stoppedWhen(moment: (typeof cases)[number]["moment"], stage: Stage): Promise<Running> {
  const { office, proxy, clock, held } = stage;
  const { environment } = office.first;
  const urls = Object.entries(environment).map(([name, value]) => [name, proxy.through(value)]);
  const zombie = office.first
    .with({ ...Object.fromEntries(urls), ...clockFrom(clock) })
    .start(...["apply", "next.plan.json", "--at", monday]);
  await new Promise<void>((resolve) => {
    const stop = () => {
      zombie.kill("SIGSTOP");
      resolve();
    };
    if (moment === "an answer is on its way") {
      proxy.decide = ({ write }) => (write === 6 ? { kind: "hold-answer", until: held } : { kind: "none" });
      proxy.onAnswer = ({ write }) => {
        if (write === 6) stop();
      };
      return;
    }
    const growth = watchLease(office.remote, (count) => {
      if (count !== 3) return;
      growth.close();
      stop();
    });
  });
  return zombie;
}

async function takeOver(desk: Desk, plan: string): Promise<void> {
  const file = plan === "the same plan" ? "next.plan.json" : "later.plan.json";
  const at = plan === "the same plan" ? monday : later;
  if (at === later) await desk.plan(later, file);
  const { code, stderr } = await desk.rollcall("apply", file, "--at", at);
  expect(code, stderr).toBe(0);
}

import { copyFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { clockFrom, type Running } from "./support/child.ts";
import { dice, seed, times } from "./support/numbers.ts";
import { crowd } from "./support/organization.ts";
import { proves } from "./support/proof.ts";
import { auditOf, essenceOf, fromTheStart, twice } from "./support/reckoning.ts";
import { applications, type Desk, monday, type Office, openOffice } from "./support/site.ts";

const applyPlan = ["apply", "next.plan.json", "--at", monday];
const [changes, kills] = [times(300, 10_000), times(5, 50)];
/** Every so many kills the machine is gone as well. */
const machineDies = 10;

test(`a run of ${changes} changes that is killed ${kills} times ends as an undisturbed one (seed ${seed})`, async (context) => {
  proves(context, { what: `SIGKILL of one run of ${changes.toLocaleString("en")} changes`, times: kills });
  const people = crowd(Math.ceil(changes / 6.2));
  const office = await openOffice({ people });
  try {
    const plan = await office.first.plan(monday, "next.plan.json");
    expect(plan.changes.length).toBeGreaterThanOrEqual(changes);
    await office.first.git("push", "--quiet", "origin", "main");
    const kept = await office.keep();
    const calm = await kept.reopen();
    expect(await calm.first.rollcall(...applyPlan)).toMatchObject({ code: 0 });
    const [total, essence] = [effectsOf(calm), essenceOf(calm.sandbox)];
    await Promise.all([calm.close(), kept.discard()]);

    const desk = await killOften(office, total);
    expect(await desk.rollcall(...applyPlan)).toMatchObject({ code: 0 });
    expect(essenceOf(office.sandbox)).toEqual(essence);
    const { said, seen, runs } = await auditOf(office, fromTheStart);
    expect(runs).toHaveLength(1);
    expect(said.length).toBe(plan.changes.length);
    expect(said).toEqual(seen);
    expect(twice(seen)).toEqual([]);
  } finally {
    await office.close();
  }
});

/** Gives the desk at which the run can go on. */
async function killOften(office: Office, total: number): Promise<Desk> {
  const random = dice(seed);
  const clock = `${office.folder}/clock`;
  await writeFile(clock, "0");
  const moments = Array.from({ length: kills }, () => Math.floor(random() * total)).sort((a, b) => a - b);
  let desk = office.first.with(clockFrom(clock));
  for (const [at, moment] of moments.entries()) {
    if (at % machineDies === machineDies - 1) desk = await nextMachine(office, at, clock);
    const running = desk.start(...applyPlan);
    await effectsReach(office, moment, running);
    await new Promise((resolve) => setTimeout(resolve, random() * 20));
    running.kill("SIGKILL");
    expect((await running.ended).code, `kill ${at + 1} at effect ${moment} of ${total}`).toBe(null);
  }
  return desk;
}

/** Another clone, in a time in which the lease of the machine that is gone is over. */
async function nextMachine(office: Office, at: number, clock: string): Promise<Desk> {
  const next = await office.clone(`machine-${at}`);
  await copyFile(office.first.path("next.plan.json"), next.path("next.plan.json"));
  await writeFile(clock, String(at * 180_000));
  return next.with(clockFrom(clock));
}

function effectsOf({ sandbox }: Office): number {
  return applications.reduce((sum, application) => sum + sandbox.log(application).length, 0);
}

async function effectsReach(office: Office, count: number, running: Running): Promise<void> {
  while (effectsOf(office) < count && !running.isOver()) await new Promise((resolve) => setTimeout(resolve, 1));
}

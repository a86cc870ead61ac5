import { copyFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clockFrom, type Running, stateOf } from "./support/child.ts";
import { type FaultProxy, startFaultProxy } from "./support/fault-proxy.ts";
import { watchJournal, watchLease } from "./support/growth.ts";
import { dice, seed, times } from "./support/numbers.ts";
import { crowd, nextDay } from "./support/organization.ts";
import { proves } from "./support/proof.ts";
import { afterFirst, auditOf, essenceOf, twice } from "./support/reckoning.ts";
import { type Desk, type Kept, monday, type Office, openOffice, tuesday } from "./support/site.ts";

const later = "2026-11-24T10:00:00Z";
const applyPlan = ["apply", "next.plan.json", "--at", tuesday];
const rest = ["lease", "request", "answer", "random"] as const;
/** Most moments are those at which the journal grows: there, one byte more or less is another story. */
const turns = rest.flatMap((other) => ["journal", "journal", "journal", other] as const);
const sequels = ["same plan", "same plan on a new machine", "another plan", "another plan on a new machine"] as const;

/** What the report calls a moment. */
const words: Readonly<Record<Kind, string>> = {
  journal: "when the journal has grown",
  lease: "when the lease's reference has moved",
  request: "when a request was sent that the server never gets",
  answer: "when the server has acted and its answer is on the way",
  random: "at a random moment",
};

type Kind = (typeof turns)[number];
type Sequel = (typeof sequels)[number];

/** How often each kind of moment comes in a run that nobody disturbs; for `random`: its milliseconds. */
type Moments = Readonly<Record<Kind, number>>;

/** What was begun before, and everything that is known of a run that nobody disturbs. */
let start: { readonly kept: Kept; readonly calm: unknown; readonly moments: Moments };

beforeAll(async () => {
  const people = crowd(12);
  const office = await openOffice({ people, apply: ["rollout: [2 people, 50%, all]"] });
  await office.first.plan(monday, "next.plan.json");
  expect(await office.first.rollcall("apply", "next.plan.json", "--at", monday)).toMatchObject({ code: 0 });
  await office.describe(office.first, nextDay(people, 4));
  await office.first.git("push", "--quiet", "origin", "main");
  await office.first.plan(tuesday, "next.plan.json");
  const kept = await office.keep();
  await office.close();
  const undisturbed = await kept.reopen();
  const proxy = await startFaultProxy(undisturbed.sandbox.port);
  const began = Date.now();
  const { counts, ended } = await watched(undisturbed, proxy, () => {});
  expect((await ended).code).toBe(0);
  const moments = { ...counts(), random: Date.now() - began };
  start = { kept, calm: essenceOf(undisturbed.sandbox), moments };
  await proxy.close();
  await undisturbed.close();
});

afterAll(() => start.kept.discard());

describe("an apply that is killed with SIGKILL", () => {
  const count = times(5, 168);
  test.for(Array.from({ length: count }, (_, at) => at))(
    `ends as an undisturbed one, with nothing done twice and a true audit (%i of ${count}, seed ${seed})`,
    async (at, context) => {
      const random = dice(seed + at);
      const kind = turns[at % turns.length] ?? "journal";
      const sequel = sequels[Math.floor(at / turns.length + at) % sequels.length] ?? "same plan";
      const again = at % 8 === 4 ? random() * start.moments.random : null;
      proves(context, { what: again === null ? `SIGKILL ${words[kind]}` : "SIGKILL of an apply, and of who goes on" });
      await killAndGoOn({ kind, sequel, share: random(), again });
    },
  );
});

interface Killing {
  readonly kind: Kind;
  /** Where in the run it comes, from 0 to 1. */
  readonly share: number;
  readonly sequel: Sequel;
  /** Milliseconds after which whoever goes on is killed too; null: not at all. */
  readonly again: number | null;
}

/** Kills one at a moment, which comes earlier when the run has ended before; then goes on, and looks at everything. */
async function killAndGoOn(what: Killing): Promise<void> {
  const { kind, sequel } = what;
  const total = start.moments[kind];
  for (let moment = Math.max(1, Math.round(what.share * total)); ; moment = Math.max(1, Math.floor(moment * 0.8))) {
    const office = await start.kept.reopen();
    const proxy = await startFaultProxy(office.sandbox.port);
    try {
      const say = `killed at ${kind} ${moment} of ${total}, then ${sequel}`;
      const { code } = await killedAt(office, proxy, { kind, moment });
      if (code !== null) continue;
      await goOn(office, what, say);
      expect(essenceOf(office.sandbox), say).toEqual(start.calm);
      const { said, seen, runs } = await auditOf(office, afterFirst);
      expect(said, say).toEqual(seen);
      expect(twice(seen), say).toEqual([]);
      expect(runs.map(({ record }) => record.run).length, say).toBe(new Set(runs.map(({ record }) => record.run)).size);
      return;
    } finally {
      await proxy.close();
      await office.close();
    }
  }
}

async function killedAt(office: Office, proxy: FaultProxy, at: { readonly kind: Kind; readonly moment: number }) {
  const { kind, moment } = at;
  const child = await watched(office, proxy, (seen, count, running) => {
    if (seen === kind && count === moment) running.kill("SIGKILL");
  });
  if (kind === "random") setTimeout(() => child.running.kill("SIGKILL"), moment);
  return child.ended;
}

/** An apply through the proxy, with word of everything that can be seen of it from outside. */
async function watched(office: Office, proxy: FaultProxy, hear: (kind: Kind, count: number, running: Running) => void) {
  const { first, remote } = office;
  const { environment } = first;
  const urls = Object.fromEntries(
    ["CHAT_URL", "DESK_URL"].map((name) => [name, proxy.through(environment[name] ?? "")]),
  );
  const counts = { journal: 0, lease: 0, request: 0, answer: 0, random: 0 };
  const note = (kind: Kind, running: Running) => {
    counts[kind] += 1;
    hear(kind, counts[kind], running);
  };
  const running = first.with(urls).start(...applyPlan);
  const journal = watchJournal(stateOf(first), () => note("journal", running));
  const lease = watchLease(remote, () => note("lease", running));
  proxy.decide = (passing) => {
    if (passing.write === null) return { kind: "none" };
    note("request", running);
    return running.isKilled() ? { kind: "reset-before" } : { kind: "none" };
  };
  proxy.onAnswer = ({ write }) => {
    if (write !== null) note("answer", running);
  };
  const ended = running.ended.finally(() => {
    journal.close();
    lease.close();
  });
  return { running, ended, counts: () => counts };
}

async function goOn(office: Office, { sequel, again }: Killing, say: string): Promise<void> {
  const isNew = sequel.endsWith("machine");
  const desk = isNew ? await newMachine(office) : office.first;
  const isSame = sequel.startsWith("same");
  if (!isSame) await desk.plan(later, "later.plan.json");
  const args = isSame ? applyPlan : ["apply", "later.plan.json", "--at", later];
  if (again !== null) {
    const running = desk.start(...args);
    setTimeout(() => running.kill("SIGKILL"), again);
    await running.ended;
  }
  const { code, stderr } = await desk.rollcall(...args);
  expect(code, `${say}${again === null ? "" : ` and killed after ${again} ms`}: ${stderr}`).toBe(0);
}

/** Has nothing but what is in git, and the plan; begins when the lease of whoever vanished is over. */
async function newMachine(office: Office): Promise<Desk> {
  const desk = await office.clone("second");
  const clock = `${office.folder}/clock`;
  await writeFile(clock, "180000");
  await copyFile(office.first.path("next.plan.json"), desk.path("next.plan.json"));
  return desk.with(clockFrom(clock));
}

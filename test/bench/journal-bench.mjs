import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyPlan } from "../../dist/apply/apply.js";
import { openJournal } from "../../dist/apply/journal.js";
import { openPacer } from "../../dist/apply/pace.js";
import { systemClock } from "../../dist/ports/clock.js";
import { systemDisk } from "../../dist/ports/disk.js";
import { compare, counted } from "./harness.mjs";
import { nowhere } from "./nowhere.mjs";
import { creation, planOf } from "./plan-of.mjs";

const perSecond = 250;

/** What it costs to write everything down before and after, and what stays in memory of a change that is made. */
export async function journalBench({ changes = 750, rounds = 3 } = {}) {
  const plan = planOf(Array.from({ length: changes }, (_, at) => creation(`e${at}`)));
  const directory = await mkdtemp(join(tmpdir(), "rollcall-bench-"));
  const apply = (disk) => applyWith(plan, disk, join(directory, `${performance.now()}.journal`), perSecond);
  try {
    return [
      await compare({
        name: `${changes} changes at ${perSecond}/s: journal with fsync / without`,
        goal: 1.1,
        rounds,
        product: () => apply(systemDisk),
        baseline: () => apply(nowhere()),
      }),
      await memoryOf(20_000),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Bytes that applying keeps of each change beside the plan, against those of the plan. */
async function memoryOf(changes) {
  const before = heap();
  const plan = planOf(Array.from({ length: changes }, (_, at) => creation(`e${at}`)));
  const planned = heap();
  const { outcomes } = await applyWith(plan, nowhere(), "/bench.journal", 1_000_000);
  const applied = heap();
  if (outcomes.length !== changes || plan.changes.length !== changes) throw new Error("a change is missing");
  const [ofPlan, ofApply] = [planned - before, applied - planned];
  const detail = `${Math.round(ofApply / changes)} / ${Math.round(ofPlan / changes)} bytes a change`;
  return counted({ name: "memory kept of an applied change / of its plan", goal: 1, value: ofApply / ofPlan, detail });
}

async function applyWith(plan, disk, path, rate) {
  const pacer = await openPacer({ clock: systemClock, overallPerSecond: rate });
  const pace = pacer.forApplication("chat", { perSecond: rate });
  const opening = { run: "r-bench", plan: plan.digest, operations: plan.operations, at: plan.basis.at, actor: "bench" };
  const journal = await openJournal(disk, path, opening);
  const { signal } = new AbortController();
  const departure = { kind: "write", method: "POST", path: "/Users", bytes: 500, members: 0 };
  const make = async ({ key }) => {
    await pace.take(departure, signal);
    const at = "2026-11-23T09:00:00Z";
    return { key, status: "applied", account: key, reason: null, reference: null, attempts: 1, recovered: false, at };
  };
  const connector = { application: "chat", can: new Set(), apply: ({ changes }) => Promise.all(changes.map(make)) };
  const connectors = new Map([["chat", connector]]);
  const end = await applyPlan(plan, { connectors, journal, clock: systemClock, emit: () => {}, signal });
  await journal.close();
  await pacer.close();
  return end;
}

function heap() {
  for (let time = 0; time < 3; time += 1) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

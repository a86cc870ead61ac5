import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { journalPath, openJournal, readJournal, runId } from "../../src/apply/journal.ts";
import { takeLock } from "../../src/apply/lock.ts";
import { openPacer } from "../../src/apply/pace.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { aRead } from "../support/departures.ts";
import { FakeClock } from "../support/fake-clock.ts";

const directory = await mkdtemp(join(tmpdir(), "rollcall-apply-"));
afterAll(() => rm(directory, { recursive: true }));
const clock = new FakeClock();

test("a journal with a torn tail goes on in a real file", async () => {
  const plan = `sha256:${"cd".repeat(32)}`;
  const path = journalPath(directory, plan);
  const opening = { run: runId(plan), plan, operations: plan, at: "2026-11-23T09:00:00Z", actor: "ci" };
  const first = await openJournal(systemDisk, path, opening);
  await first.intend(["a"]);
  await first.close();
  await appendFile(path, "0000002a 1234");
  const second = await openJournal(systemDisk, path, opening);
  await second.intend(["b"]);
  await second.close();
  expect((await readJournal(systemDisk, path))?.open).toEqual(new Set(["a", "b"]));
});

test("this process and one that never was are told apart, and the lock holds in a real directory", async () => {
  expect(systemProcesses.isAlive(systemProcesses.self.pid)).toBe(true);
  expect(systemProcesses.isAlive(2 ** 30)).toBe(false);
  const path = join(directory, "apply.lock");
  const dead = { ...systemProcesses, self: { ...systemProcesses.self, pid: 2 ** 30 } };
  await takeLock(systemDisk, path, { clock, processes: dead });
  const lock = await takeLock(systemDisk, path, { clock, processes: systemProcesses });
  await expect(takeLock(systemDisk, path, { clock, processes: systemProcesses })).rejects.toMatchObject({
    code: "apply-locked",
  });
  await lock.release();
});

test("a hold is found in a real file", async () => {
  const options = { clock, disk: systemDisk, statePath: join(directory, "pace.json"), overallPerSecond: 250 };
  const before = await openPacer(options);
  await before.forApplication("chat", { perSecond: 50 }).hold(clock.now() + 5000);
  await before.close();
  const after = await openPacer(options);
  await clock.run(after.forApplication("chat", { perSecond: 50 }).take(aRead, new AbortController().signal));
  expect(clock.monotonic()).toBeGreaterThanOrEqual(5000);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import { lastRun, listRuns, readRun, readRuns } from "../../src/audit/read.ts";
import { aLedger, anEntry, aRun, bareRepository, branch, scratch } from "./a-ledger.ts";
import { recommit, takeApart, withFile } from "./forge.ts";

const place = scratch();
let ledger: Awaited<ReturnType<typeof aLedger>>;
const records = ["run-1", "run-2", "run-3"].map((name) =>
  aRun({ run: name, entries: [anEntry({ key: name }), anEntry()] }),
);

beforeAll(async () => {
  ledger = await aLedger(bareRepository(place.sub("ledger.git")));
  for (const record of records) {
    ledger.clock.advance(86_400);
    await appendRun(ledger, record);
  }
});
afterAll(() => place.remove());

test("runs come newest first, whole, with their place and commit", async () => {
  const runs = [];
  for await (const run of readRuns(ledger.git, branch)) runs.push(run);
  expect(runs.map((run) => run.sequence)).toEqual([3, 2, 1]);
  expect(runs[0]?.commit).toBe(await ledger.git.resolve(branch));
  expect(runs[2]?.record).toMatchObject(records[0] ?? {});
});

test("what policy knew of the plan as a whole comes back, and a run without it is one without it", async () => {
  const own = await aLedger(bareRepository(place.sub("judged.git")));
  const judged = {
    decision: { verdict: "warn", risk: 12.5, rules: ["a.b"] },
    accounts: { chat: 54 },
    seats: [{ pool: "ide", location: "eu", quota: 7, quotaBefore: null, usedBefore: 6, usedAfter: 7 }],
    costs: [{ pool: "ide", currency: "EUR", boughtBefore: null, bought: 157.5, usedBefore: 135, usedAfter: 157.5 }],
    waiting: { ide: 3 },
  };
  await appendRun(own, aRun({ run: "old" }));
  await appendRun(own, aRun({ run: "new", judged, entries: [anEntry({ irreversible: "it deletes the account" })] }));
  const [old, found] = [await readRun(own.git, branch, 1), await readRun(own.git, branch, 2)];
  expect(found?.record).toMatchObject({ judged, entries: [{ irreversible: "it deletes the account" }] });
  expect(old?.record).not.toHaveProperty("judged");
  for await (const { record } of listRuns(own.git, branch)) expect(record).not.toHaveProperty("judged");
});

test("as many runs come as are asked for", async () => {
  const runs = [];
  for await (const { sequence } of listRuns(ledger.git, branch, { limit: 2 })) runs.push(sequence);
  expect(runs).toEqual([3, 2]);
});

test("a run is found by its place, and the newest without one", async () => {
  expect((await readRun(ledger.git, branch, 2))?.record.run).toBe("run-2");
  expect((await lastRun(ledger.git, branch))?.record.run).toBe("run-3");
  for (const place of [0, 4]) expect(await readRun(ledger.git, branch, place)).toBeNull();
});

test("a run keeps what was approved, which guards were overridden, and how full the roster was", async () => {
  const told = await aLedger(bareRepository(place.sub("told.git")));
  const at = "2026-11-21T09:58:30Z";
  const operations = `sha256:${"b".repeat(64)}`;
  const record = aRun({
    approvals: [{ operations, by: "e1", team: "security", at, rules: ["role.privileged"], changes: 2 }],
    overrides: [{ guard: "removals.mass", operations, by: "e2", at, reason: "the site was closed" }],
    filled: { department: 40 },
  });
  await appendRun(told, record);
  expect((await lastRun(told.git, branch))?.record).toMatchObject({
    ...{ approvals: record.approvals, overrides: record.overrides, filled: record.filled },
  });
});

test("a ledger that is not there has no runs", async () => {
  expect(await lastRun(ledger.git, "nowhere")).toBeNull();
  for await (const run of readRuns(ledger.git, "nowhere")) expect.unreachable(String(run.sequence));
});

test("a run that cannot be read is an error and not a shorter list", async () => {
  const tip = (await ledger.git.resolve(branch)) ?? "";
  const { tree } = await takeApart(ledger.git, tip);
  const files = ["json", "entries.ndjson", "basis.json"].map((name) => `log/2026/11/24/000000000003.${name}`);
  for (const [index, path] of files.entries()) {
    for (const [kind, content] of [
      ["gone", null],
      ["odd", '{"odd": true}'],
    ] as const) {
      const forged = await recommit(ledger.git, tip, { tree: await withFile(ledger.git, tree, path, content) });
      const name = `damaged/${kind}${index}`;
      await ledger.git.updateRef(`refs/heads/${name}`, forged, null);
      await expect(lastRun(ledger.git, name)).rejects.toMatchObject({ code: "ledger-invalid" });
    }
  }
});

test("a whole ledger is asked for in one go, and its newest run without the others", async () => {
  const asked: (number | null)[] = [];
  const git: typeof ledger.git = {
    ...ledger.git,
    history: (tip, range) => {
      asked.push(range?.limit ?? null);
      return ledger.git.history(tip, range);
    },
  };
  for await (const _ of readRuns(git, branch));
  expect(asked).toEqual([null]);
  await lastRun(git, branch);
  expect(asked).toEqual([null, expect.any(Number)]);
});

import { afterAll, describe, expect, test } from "vitest";
import { appendEvent, appendRun } from "../../src/audit/append.ts";
import { lastRun, listRecords, readLedger, readRecordAt, readRun, readRuns } from "../../src/audit/read.ts";
import { verifyLedger } from "../../src/audit/verify.ts";
import { sha256 } from "../../src/document/digest.ts";
import type { LedgerEvent } from "../../src/model/ledger-event.ts";
import { aLedger, allowCi, aRun, bareRepository, branch, keys, namespaces, run, scratch } from "./a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());

let made = 0;
function fresh() {
  made += 1;
  return aLedger(bareRepository(place.sub(`events-${made}`)));
}

const base = { organization: "acme", actor: "ci", engine: "0.1.0", at: "2026-11-21T10:00:00Z" };
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const plan = { digest: digest("a"), operations: digest("b"), at: "2026-11-21T09:58:00Z" };

const events: readonly LedgerEvent[] = [
  {
    ...base,
    ...{ kind: "intent", id: "intent:run-1", run: "run-1", plan, commit: "1".repeat(40), policy: digest("e") },
    ...{ changes: 3, approvals: [{ operations: digest("b"), by: "e1002", team: "platform", at: base.at }] },
  },
  { ...base, kind: "heartbeat", id: "heartbeat:2026-11-21", commit: null },
  {
    ...base,
    ...{ kind: "key-event", id: "key:added:1", event: "added", principal: "ci@acme.example" },
    ...{ key: keys.other.publicKey, from: base.at },
  },
  { ...base, kind: "erasure", id: "erasure:e1001:1", person: "e1001", keys: ["k1"], reason: "request" },
  { ...base, kind: "review", id: "review:1:e1002", sequence: 1, run: "run-1", verdict: "accepted", ticket: "SEC-7" },
];

function verify(ledger: Awaited<ReturnType<typeof fresh>>) {
  return verifyLedger(ledger.git, { branch, allowedSigners: allowCi(), clock: ledger.clock });
}

describe("events", () => {
  test("stand in the chain between runs, and are read back as they were written", async () => {
    const ledger = await fresh();
    await appendRun(ledger, aRun());
    for (const event of events) await appendEvent(ledger, event);
    await appendRun(ledger, aRun({ run: "run-2" }));
    expect(await verify(ledger)).toMatchObject({ kind: "verified", records: 7 });
    const read: unknown[] = [];
    for await (const record of readLedger(ledger.git, branch)) {
      read.push("event" in record ? record.event : record.record.run);
    }
    expect(read).toEqual(["run-1", ...events, "run-2"]);
    expect(await readRecordAt(ledger.git, branch, 3)).toMatchObject({ sequence: 3, event: events[1] });
  });

  test("are no runs", async () => {
    const ledger = await fresh();
    await appendRun(ledger, aRun());
    for (const event of events) await appendEvent(ledger, event);
    const runs: string[] = [];
    for await (const { record } of readRuns(ledger.git, branch)) runs.push(record.run);
    expect(runs).toEqual(["run-1"]);
    expect((await lastRun(ledger.git, branch))?.record.run).toBe("run-1");
    expect(await readRun(ledger.git, branch, 2)).toBeNull();
    const listed: number[] = [];
    for await (const { sequence } of listRecords(ledger.git, branch, { limit: 3 })) listed.push(sequence);
    expect(listed).toEqual([6, 5, 4]);
  });

  test("that announce a run are open until it is recorded, or was looked after", async () => {
    const ledger = await fresh();
    for (const run of ["run-1", "run-2", "run-3"]) {
      const [intent] = events;
      if (intent?.kind === "intent") await appendEvent(ledger, { ...intent, id: `intent:${run}`, run });
    }
    await appendRun(ledger, aRun());
    await appendRun(ledger, aRun({ run: "run-3", kind: "recovery", conclusion: "failed" }));
    expect(await verify(ledger)).toMatchObject({ open: [{ sequence: 2, run: "run-2", at: base.at }] });
  });

  test("are recorded once, however often they are tried", async () => {
    const ledger = await fresh();
    const [intent] = events;
    if (intent === undefined) throw new Error("no event");
    const first = await appendEvent(ledger, intent);
    expect(await appendEvent(ledger, intent)).toMatchObject({ sequence: first.sequence, alreadyThere: true });
    // An intent is not the run that it announces.
    expect(await appendRun(ledger, aRun())).toMatchObject({ sequence: 2, alreadyThere: false });
  });

  test("say what they are in the subject of their commit", async () => {
    const path = bareRepository(place.sub("subjects"));
    const ledger = await aLedger(path);
    for (const event of events) await appendEvent(ledger, event);
    const subjects = run("git", ["-C", path, "log", "--reverse", "--format=%s", branch]);
    expect(subjects.trim().split("\n")).toEqual([
      "rollcall: intent #1",
      "rollcall: heartbeat #2",
      "rollcall: key-event #3",
      "rollcall: erasure #4",
      "rollcall: review #5",
    ]);
  });
});

describe("versions of policies and signers", () => {
  const versionsOf = async (ledger: Awaited<ReturnType<typeof fresh>>, sequence: number) => {
    const path = `log/2026/11/21/${String(sequence).padStart(12, "0")}.json`;
    const tip = await ledger.git.resolve(branch);
    const bytes = await ledger.git.readAt(tip ?? "", path);
    return JSON.parse(Buffer.from(bytes ?? []).toString()).predicate.versions;
  };

  test("count on with every change, stay with none, and say so when an earlier one comes back", async () => {
    const ledger = await fresh();
    for (const [index, policy] of ["e", "e", "f", "e"].entries()) {
      await appendRun(ledger, aRun({ run: `run-${index}`, policy: digest(policy) }));
    }
    expect((await versionsOf(ledger, 2)).policies).toEqual({ version: 1, digest: digest("e") });
    expect((await versionsOf(ledger, 3)).policies).toEqual({ version: 2, digest: digest("f") });
    expect((await versionsOf(ledger, 4)).policies).toEqual({ version: 3, digest: digest("e"), returns: 1 });
    expect(await verify(ledger)).toMatchObject({ kind: "verified", records: 4 });
  });

  test("of the signers count when a line is added", async () => {
    const ledger = await fresh();
    await appendRun(ledger, aRun());
    const grown = { ...ledger, allowedSigners: `${allowCi()}eve@acme.example ${namespaces} ${keys.other.publicKey}\n` };
    await appendRun(grown, aRun({ run: "run-2" }));
    expect((await versionsOf(ledger, 2)).signers).toMatchObject({ version: 2 });
    expect(await verify(ledger)).toMatchObject({ kind: "verified", records: 2 });
  });

  test("of the signers count when a key is revoked, and say so when it is taken back", async () => {
    const ledger = await fresh();
    const revoked = `${keys.other.publicKey}\n`;
    await appendRun({ ...ledger, revoked: null }, aRun());
    await appendRun({ ...ledger, revoked }, aRun({ run: "run-2" }));
    await appendRun({ ...ledger, revoked: null }, aRun({ run: "run-3" }));
    expect((await versionsOf(ledger, 1)).signers).toEqual({ version: 1, digest: sha256(allowCi()) });
    const both = sha256(`${sha256(allowCi())}\n${sha256(revoked)}\n`);
    expect((await versionsOf(ledger, 2)).signers).toEqual({ version: 2, digest: both });
    expect((await versionsOf(ledger, 3)).signers).toMatchObject({ version: 3, returns: 1 });
    expect(await verify(ledger)).toMatchObject({ kind: "verified", records: 3 });
  });
});

import { appendEvent, appendRun } from "../../src/audit/append.ts";
import type { LedgerEvent } from "../../src/model/ledger-event.ts";
import type { ManifestEntry, RunRecord } from "../../src/model/manifest.ts";
import { aLedger, allowCi, anEntry, aRun, file, run } from "../audit/a-ledger.ts";
import { aRepository } from "../support/written.ts";

const operations = `sha256:${"b".repeat(64)}`;
const privileged = { verdict: "needs-approval", risk: 70, rules: ["role.privileged"] } as const;
const approval = { operations, team: "security", rules: ["role.privileged"], changes: 1 } as const;
const emergency = {
  person: "e1002",
  account: "a-78",
  target: "group:payroll-admins",
  key: "chat/e1002/grant/group:payroll-admins",
};
const leaver = {
  person: "e1003",
  account: "a-79",
  kind: "revoke",
  key: "chat/e1003/revoke/group:engineering",
} as const;

/** The November of the documentation: a joiner, an approval that came late, an emergency, a leaver who was removed late. */
export async function writeAuditedLedger(root: string): Promise<void> {
  for (const [path, text] of Object.entries({ ...aRepository, "policies/allowed_signers": allowCi() }))
    file(`${root}/${path}`, text);
  run("git", ["init", "-q", root]);
  const ledger = await aLedger(root);
  let runs = 0;
  const record = async (at: string, entries: readonly Partial<ManifestEntry>[], wish: Partial<RunRecord> = {}) => {
    ledger.clock.set(at);
    const made = entries.map((entry) => anEntry({ at, ...entry }));
    const counts: Record<string, number> = {};
    for (const { status } of made) counts[status] = (counts[status] ?? 0) + 1;
    const times = { started: at, finished: at };
    await appendRun(ledger, aRun({ run: `run-${++runs}`, ...times, approvals: [], counts, entries: made, ...wish }));
  };
  const note = async (at: string, event: Pick<LedgerEvent, "kind" | "id"> & Record<string, unknown>) => {
    ledger.clock.set(at);
    const base = { organization: "acme", actor: "ci", engine: "0.1.0", at };
    await appendEvent(ledger, JSON.parse(JSON.stringify({ ...base, ...event })));
  };
  const account = {
    kind: "create-account",
    target: null,
    key: "chat/e1001/create",
    before: null,
    after: null,
  } as const;
  await record("2026-11-02T09:00:00Z", [
    { ...account, effective: "2026-11-02T00:00:00Z" },
    { effective: "2026-11-02T00:00:00Z" },
  ]);
  await record(
    "2026-11-03T09:00:00Z",
    [{ target: "group:prod-db", key: "chat/e1001/grant/group:prod-db", decision: privileged }],
    {
      approvals: [{ ...approval, by: "e1002", at: "2026-11-03T09:20:00Z" }],
    },
  );
  await record("2026-11-04T02:00:00Z", [{ ...emergency, emergency: true, decision: privileged }], {
    approvals: [{ ...approval, by: "e1001", at: "2026-11-04T01:55:00Z" }],
  });
  await record("2026-11-04T10:00:00Z", [
    { ...emergency, kind: "revoke", key: "chat/e1002/revoke/group:payroll-admins" },
  ]);
  await note("2026-11-05T09:00:00Z", {
    ...{
      kind: "review",
      id: "review:3:accepted:e1001",
      sequence: 3,
      run: "run-3",
      verdict: "accepted",
      ticket: "INC-4711",
    },
    actor: "e1001",
  });
  const late = { ...leaver, effective: "2026-11-05T17:00:00Z" };
  await record(
    "2026-11-06T09:00:00Z",
    [{ ...late, status: "failed", reason: "the application answered 500 three times" }],
    {
      conclusion: "partial",
    },
  );
  await record("2026-11-07T09:00:00Z", [late]);
  await note("2026-11-08T09:00:00Z", { kind: "heartbeat", id: "heartbeat:2026-11-08", commit: null });
}

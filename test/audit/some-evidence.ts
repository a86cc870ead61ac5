import { appendEvent, appendRun } from "../../src/audit/append.ts";
import { gatherEvidence } from "../../src/audit/evidence.ts";
import { readHead } from "../../src/audit/extends-anchor.ts";
import type { Evidence } from "../../src/model/evidence.ts";
import { aLedger, anEntry, aRun, branch } from "./a-ledger.ts";

/** A text that would run, end its element, or hide what stands beside it, where somebody forgot that it is only a text. */
const hostile = `</script><script>document.title = "run"</script><img src=x onerror="document.title='run'">'"&\u202egnp`;

/** A ledger of five records: runs 1, 2, 4 and 5, a heartbeat at 3, and in run 4 texts of somebody hostile. */
export async function anEvidentLedger(path: string, with_: Parameters<typeof aLedger>[1] = {}) {
  const ledger = await aLedger(path, with_);
  for (const n of [1, 2, 3, 4, 5]) {
    ledger.clock.advance(60);
    if (n === 3) {
      const base = { organization: "acme", actor: "ci", engine: "0.1.0", at: "2026-11-21T10:03:00Z" };
      await appendEvent(ledger, { ...base, kind: "heartbeat", id: "heartbeat-1", commit: null });
    } else await appendRun(ledger, aRun({ run: `run-${n}`, entries: entriesOf(n) }));
  }
  return ledger;
}

function entriesOf(n: number) {
  const other = anEntry({ key: "crm/e1002", application: "crm", person: "e1002", kind: "revoke", status: "unchanged" });
  const strange = anEntry({ key: "chat/evil", application: hostile, person: hostile, reason: hostile });
  return n === 4 ? [anEntry({ person: `e${n}` }), strange, other] : [anEntry({ person: `e${n}` }), other];
}

/** Evidence of a part of such a ledger. */
export async function evidenceOf(
  ledger: Awaited<ReturnType<typeof anEvidentLedger>>,
  with_: {
    readonly revokedKeys?: string;
    readonly from?: number;
    readonly to?: number;
    readonly witnesses?: readonly string[];
    readonly note?: string;
  } = {},
): Promise<Evidence> {
  const tip = (await ledger.git.resolve(`refs/heads/${branch}`)) ?? "";
  const { note, size } = await readHead(ledger.git, tip);
  const { from = 1, to = size, witnesses = [] } = with_;
  return gatherEvidence(ledger.git, {
    ...{ tip, size, from, to, witnesses, checkpoint: with_.note ?? note },
    ...{ organization: "acme", made: "2026-11-22T08:00:00.000Z", allowedSigners: ledger.allowedSigners ?? "" },
    revokedKeys: with_.revokedKeys ?? null,
  });
}

import type { AuditReport, LedgerPlace } from "../../src/model/audit-report.ts";

const place = (sequence: number): LedgerPlace => ({
  ...{ sequence, commit: String(sequence).repeat(40), recorded: "2026-11-02T09:00:00Z" },
  ...{ digest: `sha256:${String(sequence).repeat(64)}`, prev: null },
});

/** An answer with a table of one row, and one without rows. */
export function anAuditReport(with_: Partial<AuditReport> = {}): AuditReport {
  return {
    ...{ question: "population", title: "Every change of access", organization: "acme", at: "2026-12-01T00:00:00Z" },
    ...{ asked: {}, said: ["One change.", "It comes from record 2."], exceptions: 0, unknown: ["What others did."] },
    period: { from: "2026-11-01T00:00:00Z", to: null },
    tables: [
      {
        ...{ name: "changes", title: "Changes" },
        columns: [
          { name: "id", title: "Entry", kind: "text" },
          { name: "person", title: "Person", kind: "person" },
          { name: "count", title: "Count", kind: "number" },
          { name: "digest", title: "Digest", kind: "text", isDetail: true },
        ],
        rows: [["2/1", "e1001", 3, "sha256:77"]],
      },
      { name: "none", title: "Nothing", columns: [{ name: "id", title: "Entry", kind: "text" }], rows: [] },
    ],
    extent: {
      ...{ origin: "rollcall/acme/0f", first: place(2), last: place(3), records: 2, runs: 2, events: 0, entries: 4 },
      ...{ size: 3, root: `sha256:${"b".repeat(64)}`, checkpoint: "agrees", gaps: [], head: place(4) },
    },
    ...with_,
  };
}

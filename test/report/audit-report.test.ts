import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { auditTableCsv } from "../../src/report/audit-csv.ts";
import { auditIndexPage } from "../../src/report/audit-index-page.ts";
import { auditReportJson } from "../../src/report/audit-json.ts";
import { withNames } from "../../src/report/audit-names.ts";
import { auditPage } from "../../src/report/audit-page.ts";
import { auditPackText, auditReportText } from "../../src/report/audit-text.ts";
import { anAuditReport } from "../support/an-audit-report.ts";

const screen = { color: false, width: 120 };
const digest = (text: string) => createHash("sha256").update(text).digest("base64");
const hostile = '"><script>alert(1)</script>';
const withRow = (row: readonly (string | number | null)[]) => {
  const report = anAuditReport();
  return { ...report, tables: report.tables.map((table, index) => (index === 0 ? { ...table, rows: [row] } : table)) };
};

describe("an answer as text", () => {
  test("is the answer first, then rows without columns of detail, then what nobody can know", () => {
    const lines = auditReportText(anAuditReport(), screen).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "Every change of access at acme, from 2026-11-01T00:00:00Z.",
      "  One change.",
      "  It comes from record 2.",
    ]);
    expect(lines).toContain("  2/1    e1001   3");
    expect(lines.join("\n")).not.toMatch(/sha256:77|Nothing/);
    expect(lines.at(-2)).toBe("  What others did.");
  });

  test("of a whole period is one line for each question", () => {
    const text = auditPackText([anAuditReport(), anAuditReport({ question: "keys", exceptions: 2 })], 9, screen);
    expect(text).toMatch(/population {2}0 to look at {2}One change\.\nkeys +2 to look at/);
  });
});

test("a table is CSV with the names of its columns, and no cell is a formula", () => {
  const [table] = withRow(["=1+1", 'a"b', -3, null]).tables;
  expect(table === undefined ? "" : auditTableCsv(table)).toBe('id,person,count,digest\r\n\'=1+1,"a""b",-3,\r\n');
});

test("JSON has a version, and rows as objects by table", () => {
  const json = JSON.parse(auditReportJson(anAuditReport()));
  expect(json).toMatchObject({ format_version: "1.0", question: "population", extent: { checkpoint: "agrees" } });
  expect(json.tables).toEqual({ changes: [{ id: "2/1", person: "e1001", count: 3, digest: "sha256:77" }], none: [] });
});

test("names stand beside the people whose names are known", () => {
  const [table] = withNames(anAuditReport(), new Map([["e1001", "Ada Lovelace"]])).tables;
  expect(table?.columns.map(({ name }) => name)).toEqual(["id", "person", "person_name", "count", "digest"]);
  expect(table?.rows).toEqual([["2/1", "e1001", "Ada Lovelace", 3, "sha256:77"]]);
});

describe("an answer as a page", () => {
  test("lets nothing that the ledger holds become part of it, and runs nothing", () => {
    const page = auditPage({ ...withRow([hostile, hostile, 1, hostile]), title: hostile, said: [hostile] }, digest);
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain("&quot;&gt;&lt;script&gt;");
  });

  test("fetches nothing, and admits its own style by its digest alone", () => {
    for (const page of [auditPage(anAuditReport(), digest), auditIndexPage([anAuditReport()], () => [], digest)]) {
      const [, style = ""] = page.match(/<style>(.*?)<\/style>/s) ?? [];
      expect(page).toContain(`style-src &#39;sha256-${digest(style)}&#39;`);
      expect(style).not.toMatch(/url\(|@import/);
    }
  });

  test("says where it comes from: records, digests, root and checkpoint", () => {
    const { extent } = anAuditReport();
    const page = auditPage(anAuditReport(), digest);
    for (const part of ["2 to 3 (2), 4 entries", extent.root, extent.last?.digest ?? "?", "agrees"])
      expect(page).toContain(part);
  });

  test("and the first page of a period links the files of every question", () => {
    const page = auditIndexPage([anAuditReport()], () => ["population.html", "population.counts.csv"], digest);
    expect(page).toContain('<a href="population.counts.csv">counts.csv</a>');
  });
});

import { join } from "node:path";
import { sha256 } from "../document/digest.ts";
import type { AuditReport } from "../model/audit-report.ts";
import { auditTableCsv } from "../report/audit-csv.ts";
import { auditIndexPage } from "../report/audit-index-page.ts";
import { auditPage } from "../report/audit-page.ts";
import { openPdf } from "./print-pdf.ts";
import { styleDigest } from "./style-digest.ts";
import type { World } from "./world.ts";

/** Writes answers as pages, tables and PDFs into a directory, with an index and the digests of all; gives the names of the files. */
export async function writeAuditPack(
  world: Pick<World, "disk" | "packages">,
  directory: string,
  reports: readonly AuditReport[],
): Promise<readonly string[]> {
  const print = await openPdf(world);
  const sums = new Map<string, string>();
  const write = async (name: string, content: string | Uint8Array) => {
    const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
    sums.set(name, sha256(bytes).slice("sha256:".length));
    await world.disk.write(join(directory, name), bytes);
  };
  for (const report of reports) {
    const { question, tables } = report;
    await write(`${question}.html`, auditPage(report, styleDigest));
    await write(`${question}.pdf`, await print(report));
    for (const table of tables) await write(csvName(report, table.name), auditTableCsv(table));
  }
  await write("index.html", auditIndexPage(reports, filesOf, styleDigest));
  const names = [...sums.keys()].sort();
  const lines = names.map((name) => `${sums.get(name)}  ${name}\n`);
  await world.disk.write(join(directory, "SHA256SUMS"), Buffer.from(lines.join(""), "utf8"));
  return [...names, "SHA256SUMS"];
}

function filesOf(report: AuditReport): readonly string[] {
  const { question, tables } = report;
  return [`${question}.html`, `${question}.pdf`, ...tables.map(({ name }) => csvName(report, name))];
}

/** The table that was asked for bears the name of the question alone. */
function csvName({ question, tables }: AuditReport, table: string): string {
  return tables[0]?.name === table ? `${question}.csv` : `${question}.${table}.csv`;
}

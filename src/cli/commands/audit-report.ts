import { resolve } from "node:path";
import type { AuditReport } from "../../model/audit-report.ts";
import { RollcallError } from "../../model/error.ts";
import { auditTableCsv } from "../../report/audit-csv.ts";
import { auditReportJson } from "../../report/audit-json.ts";
import { auditPage } from "../../report/audit-page.ts";
import { auditPackText, auditReportText } from "../../report/audit-text.ts";
import { verificationText } from "../../report/ledger-text.ts";
import { styleDigest } from "../../run/style-digest.ts";
import type { World } from "../../run/world.ts";
import { type Call, textFlag } from "../command.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall audit report QUESTION`: what an auditor asks, answered from the ledger alone. */
export async function report(call: Call, words: readonly string[]): Promise<ExitCode> {
  const { flags, console } = call;
  const isPack = words[0] === "month" || words[0] === "quarter";
  const out = textFlag(flags, "out");
  if (out === undefined && (isPack || console.format === "pdf"))
    throw new RollcallError(
      "input-invalid",
      `rollcall audit report needs --out with a ${isPack ? "directory" : "file"}`,
    );
  const { askLedger } = await import("../../run/ask-ledger.ts");
  const world = await call.world();
  const answers = await askLedger(world, scopeOf(flags), { words, flags });
  if (answers.kind === "broken") {
    console.complain(verificationText(answers.verification, { color: console.color, width: console.width }));
    return exitCode.ledger;
  }
  if (isPack) return writePack(call, answers.reports, resolve(out ?? ""));
  for (const answer of answers.reports) {
    const table = textFlag(flags, "table");
    const made = console.format === "pdf" ? await printed(world, answer) : null;
    if (out === undefined) console.print(written(answer, table, console));
    else {
      const bytes = made ?? encode(written(answer, table, { ...console, color: false }));
      await world.disk.write(resolve(out), bytes, { named: true });
    }
  }
  return exitCode.done;
}

async function printed(world: World, answer: AuditReport): Promise<Uint8Array> {
  const { openPdf } = await import("../../run/print-pdf.ts");
  return (await openPdf(world))(answer);
}

async function writePack(
  { console, world }: Call,
  reports: readonly AuditReport[],
  directory: string,
): Promise<ExitCode> {
  const { writeAuditPack } = await import("../../run/write-audit-pack.ts");
  const files = await writeAuditPack(await world(), directory, reports);
  if (console.format === "json")
    console.print(JSON.stringify({ format_version: "1.0", directory, files, questions: summaryOf(reports) }, null, 2));
  else console.print(auditPackText(reports, files.length, { color: console.color, width: console.width }));
  return exitCode.done;
}

function summaryOf(reports: readonly AuditReport[]) {
  return reports.map(({ question, exceptions, said }) => ({ question, exceptions, said: said[0] }));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function written(
  answer: AuditReport,
  wanted: string | undefined,
  { format, color, width }: Pick<Console, "format" | "color" | "width">,
): string {
  switch (format) {
    case "json":
      return auditReportJson(answer);
    case "csv":
      return auditTableCsv(tableOf(answer, wanted));
    case "html":
      return auditPage(answer, styleDigest);
    case "text":
    case "markdown":
    case "pdf":
      return auditReportText(answer, { color, width });
  }
}

function tableOf({ tables, question }: AuditReport, wanted: string | undefined): AuditReport["tables"][number] {
  const found = wanted === undefined ? tables[0] : tables.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  const known = tables.map(({ name }) => name).join(", ");
  throw new RollcallError("input-invalid", `${question} has no table ${wanted}: ${known}`);
}

/** Formats of the report beyond those of every verb. */
export const reportFormats = ["csv", "html", "pdf"] as const;

/** What `rollcall audit --help` says of it. */
export const reportUsage = `  report WHAT    answer an auditor from the ledger alone, once it verifies; exit 9 when it does not
                 population, access, why PERSON TARGET, timeliness, approvals, failures, emergency, keys, sample, reconcile;
                 month YYYY-MM and quarter YYYY-QN write all that need no argument into the directory --out
    --from D, --to D   records from the beginning of a day or an instant, up to the end of a day or an instant
    --format F         also csv (one table: --table NAME), html, and pdf with --out
    --out FILE         write it there instead
    --open             with names of people, which takes the keys that rollcall.yaml names
    --on D, --person P, --application A             of access
    --sla T, --sla-give T                           of timeliness: 24h when left out
    --review-within T                               of emergency: 3d when left out
    --silence T                                     of keys: 25h when left out
    --size N, --seed TEXT                           of sample: 25, and the root of the ledger's checkpoint, when left out
    --application A, --log FILE, --tolerance T, --columns at=NAME,…, --actions NAME=KIND,…   of reconcile
`;

/** Flags of the report. */
export const reportFlags = {
  from: { type: "string" },
  to: { type: "string" },
  on: { type: "string" },
  person: { type: "string" },
  application: { type: "string" },
  sla: { type: "string" },
  "sla-give": { type: "string" },
  "review-within": { type: "string" },
  silence: { type: "string" },
  size: { type: "string" },
  seed: { type: "string" },
  log: { type: "string" },
  tolerance: { type: "string" },
  columns: { type: "string" },
  actions: { type: "string" },
  table: { type: "string" },
  out: { type: "string" },
} as const;

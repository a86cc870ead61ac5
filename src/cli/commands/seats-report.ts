import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { seatReportText } from "../../report/seat-report-text.ts";
import { seatsCsv } from "../../report/seats-csv.ts";
import { seatsPage } from "../../report/seats-page.ts";
import { seatsText } from "../../report/seats-text.ts";
import { reportSeats, type SeatReportResult } from "../../run/report-seats.ts";
import { type Call, textFlag } from "../command.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { namesOf } from "../show-plan.ts";

/** What `rollcall seats --help` says of the report. */
export const reportUsage = `Reads the applications and the ledger and prints, for each licence pool and location, who sits now and after the next plan, the
quota, who waits at which place and why, what it costs by pool and department, what is paid for nothing, how it came to that, and
the day on which the pool runs out.

  --format csv          one row for each pool and location
  --format html         one page with plots that needs nothing else
  --out FILE            write it there instead

Exit 8 when an application's listing cannot be trusted: its pools are named, and not counted.
`;

/** Flags of the report. */
export const reportFlags = { out: { type: "string" } } as const;

/** Formats of the report beyond those of every verb. */
export const reportFormats = ["csv", "html"] as const;

/** `rollcall seats`: licence pools now and after the next plan, what they cost, and when they run out. */
export async function reportOnSeats(call: Call): Promise<ExitCode> {
  const { flags, console } = call;
  const world = await call.world();
  const result = await reportSeats(world, scopeOf(flags));
  if (result.kind === "invalid") {
    console.complain(diagnosticsText(result.diagnostics, { color: console.color }));
    return exitCode.input;
  }
  const out = textFlag(flags, "out");
  if (out === undefined) console.print(written(result, console));
  else {
    const bytes = new TextEncoder().encode(written(result, { ...console, color: false }));
    await world.disk.write(resolve(out), bytes, { named: true });
  }
  return isTrusted(result) ? exitCode.done : exitCode.application;
}

/** Whether every application that has a pool was read as it should be; what happens to others is not the report's business. */
function isTrusted({ report, plan }: Extract<SeatReportResult, { readonly kind: "reported" }>): boolean {
  const doubted = plan.applications.filter(({ listing }) => listing === "untrusted");
  return report.unknown.every((pool) => doubted.every(({ application }) => application !== pool.application));
}

function written(
  { report, organization }: Extract<SeatReportResult, { readonly kind: "reported" }>,
  { format, color, width }: Pick<Console, "format" | "color" | "width">,
): string {
  const names = namesOf(organization.people);
  switch (format) {
    case "json":
      return `${JSON.stringify({ format_version: "1.0", ...report }, null, 2)}\n`;
    case "csv":
      return seatsCsv(report);
    case "html":
      return seatsPage(report, names, (text) => createHash("sha256").update(text).digest("base64"));
    case "text":
    case "markdown":
    case "pdf":
      return (
        seatsText({ ...report, pools: organization.pools }, names, { color, width }) +
        seatReportText(report, names, { color, width })
      );
  }
}

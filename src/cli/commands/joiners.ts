import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { joinersCsv } from "../../report/joiners-csv.ts";
import { joinersText } from "../../report/joiners-text.ts";
import { alertJoiners } from "../../run/alert-joiners.ts";
import { type JoinersResult, listJoiners } from "../../run/list-joiners.ts";
import { type Call, type Command, textFlag } from "../command.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { namesOf } from "../show-plan.ts";
import { alertWords, watchQueue } from "./joiners-watch.ts";

/** `rollcall joiners`: who is held before a first account, why, and for how long. */
export const joiners: Command = {
  usage: `Usage: rollcall joiners [--at INSTANT] [--ref COMMIT] [--format text|json|csv] [--out FILE] [--verbose] [--send]
       rollcall joiners --watch [--every DURATION]

Everybody who is about to get a first account and is held by what is known of the sign-up: the score with its reasons, since when,
and until when somebody has to look; the overdue first. people/releases/*.yaml lets somebody pass, or blocks them.

  --format csv       one row for everybody who is held
  --out FILE         write it there instead
  --verbose          fold nothing
  --send             post who is newly held, and new clusters, to people.alarm; nothing is told twice
  --watch            look again and again, and post what is new, until it is stopped
  --every DURATION   with --watch: from one look to the next (10s); up to 20s what is new is told within 30 seconds
`,
  flags: {
    out: { type: "string" },
    verbose: { type: "boolean" },
    send: { type: "boolean" },
    watch: { type: "boolean" },
    every: { type: "string" },
  },
  formats: ["csv"],
  words: [0, 0],
  run: (call) => (call.flags["watch"] === true ? watchQueue(call) : listQueue(call)),
};

async function listQueue({ flags, console, world }: Call): Promise<ExitCode> {
  if (flags["every"] !== undefined) throw new RollcallError("input-invalid", "--every goes with --watch");
  const opened = await world();
  const found = await listJoiners(opened, scopeOf(flags));
  if (found.diagnostics.length > 0) console.complain(diagnosticsText(found.diagnostics, { color: console.color }));
  if (found.kind === "invalid") return exitCode.input;
  const out = textFlag(flags, "out");
  const verbose = flags["verbose"] === true;
  if (out === undefined) console.print(written(found, console, verbose));
  else {
    const text = written(found, { ...console, color: false }, verbose);
    await opened.disk.write(resolve(out), new TextEncoder().encode(text), { named: true });
  }
  if (flags["send"] === true) console.note(alertWords(await alertJoiners(opened, found.organization, found.queue)));
  return exitCode.done;
}

function written(
  { queue, organization }: Extract<JoinersResult, { readonly kind: "listed" }>,
  { format, color, width }: Pick<Console, "format" | "color" | "width">,
  verbose: boolean,
): string {
  if (format === "json") return `${JSON.stringify({ format_version: "1.0", ...queue }, null, 2)}\n`;
  if (format === "csv") return joinersCsv(queue, new Map(organization.people.map((person) => [person.id, person])));
  return joinersText(queue, namesOf(organization.people), { color, width, verbose });
}

import { RollcallError } from "../../model/error.ts";
import { ledgerLogText, ledgerRunText, verificationText } from "../../report/ledger-text.ts";
import { readCheckpoint } from "../../run/read-checkpoint.ts";
import { findLedgerRun, listLedgerRuns } from "../../run/read-ledger.ts";
import { verifyLedgerOf } from "../../run/verify-ledger.ts";
import { type Call, type Command, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { readText } from "./show.ts";

/** `rollcall audit verify|log|show`: the ledger for whoever audits it. */
export const audit: Command = {
  usage: `Usage: rollcall audit verify [--since FILE] | audit log [--limit N] | audit show SEQUENCE

  verify         check every run, from the first to the last: signatures, chain, entries; exit 9 at the first that breaks
    --since FILE   a checkpoint kept from an earlier verify --format json: the ledger must still contain it
  log            the runs, newest first
  show SEQUENCE  one run with all its changes
`,
  flags: { since: { type: "string" }, limit: { type: "string" } },
  words: [1, 2],
  async run(call) {
    const [what, which] = call.words;
    if (what === "verify") return verify(call);
    if (what === "log") return log(call);
    if (what === "show" && which !== undefined) return show(call, which);
    throw new RollcallError("input-invalid", "rollcall audit knows verify, log and show SEQUENCE");
  },
};

async function verify({ flags, console, world }: Call): Promise<ExitCode> {
  const file = textFlag(flags, "since");
  const since = file === undefined ? null : readCheckpoint(await readText(file), file);
  const verification = await verifyLedgerOf(await world(), scopeOf(flags), since);
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...verification }, null, 2));
  else console.print(verificationText(verification, { color: console.color, width: console.width }));
  return verification.kind === "verified" ? exitCode.done : exitCode.ledger;
}

async function log({ flags, console, world }: Call): Promise<ExitCode> {
  const limit = Number(textFlag(flags, "limit") ?? "50");
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new RollcallError("input-invalid", "--limit takes a number from 1");
  const runs = await listLedgerRuns(await world(), scopeOf(flags), limit);
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", runs }, null, 2));
  else console.print(ledgerLogText(runs, { color: console.color, width: console.width }));
  return exitCode.done;
}

async function show({ flags, console, world }: Call, which: string): Promise<ExitCode> {
  const run = await findLedgerRun(await world(), scopeOf(flags), Number(which));
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...run }, null, 2));
  else console.print(ledgerRunText(run, { color: console.color, width: console.width }));
  return exitCode.done;
}

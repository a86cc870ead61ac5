import { RollcallError } from "../../model/error.ts";
import { ledgerLogText, ledgerRecordText, verificationText } from "../../report/ledger-text.ts";
import { readCheckpoint } from "../../run/read-checkpoint.ts";
import { findRecord, listLedgerRecords } from "../../run/read-ledger.ts";
import { verifyLedgerOf } from "../../run/verify-ledger.ts";
import { type Call, type Command, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { erase, renewKey, rewrap } from "./audit-personal-data.ts";
import { readText } from "./show.ts";

/** `rollcall audit verify|log|show`: the ledger for whoever audits it. */
export const audit: Command = {
  usage: `Usage: rollcall audit verify [--since FILE] | audit log [--limit N] | audit show SEQUENCE

  verify         check every run, from the first to the last: signatures, chain, entries; exit 9 at the first that breaks
    --since FILE   a checkpoint kept from an earlier verify --format json: the ledger must still contain it
  log            the runs, newest first
  show SEQUENCE  one run with all its changes
    --open         with the values of people, which takes the keys that rollcall.yaml names
  erase PERSON   destroy the keys of a person: nobody can read any more what the ledger holds about them
    --reason WHY   request (default), retention or mistake
  renew-key PERSON  seal what is written about a person with a new key from now on
  rewrap         let the master key that rollcall.yaml names open the keys of people
    --from REF     the old one: \${env:NAME} or \${file:PATH}
`,
  flags: {
    since: { type: "string" },
    limit: { type: "string" },
    open: { type: "boolean" },
    reason: { type: "string" },
    from: { type: "string" },
  },
  words: [1, 2],
  async run(call) {
    const [what, which] = call.words;
    if (what === "verify") return verify(call);
    if (what === "log") return log(call);
    if (what === "show" && which !== undefined) return show(call, which);
    if (what === "erase" && which !== undefined) return erase(call, which);
    if (what === "renew-key" && which !== undefined) return renewKey(call, which);
    if (what === "rewrap") return rewrap(call);
    throw new RollcallError(
      "input-invalid",
      "rollcall audit knows verify, log, show SEQUENCE, erase PERSON, renew-key PERSON and rewrap",
    );
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
  const records = await listLedgerRecords(await world(), scopeOf(flags), limit);
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", records }, null, 2));
  else console.print(ledgerLogText(records, { color: console.color, width: console.width }));
  return exitCode.done;
}

async function show({ flags, console, world }: Call, which: string): Promise<ExitCode> {
  const at = { sequence: Number(which), opened: flags["open"] === true };
  const record = await findRecord(await world(), scopeOf(flags), at);
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...record }, null, 2));
  else console.print(ledgerRecordText(record, { color: console.color, width: console.width }));
  return exitCode.done;
}

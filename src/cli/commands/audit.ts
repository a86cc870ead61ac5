import { RollcallError } from "../../model/error.ts";
import { ledgerLogText, ledgerRecordText, verificationText } from "../../report/ledger-text.ts";
import { exportRecord, findRecord, listLedgerRecords } from "../../run/read-ledger.ts";
import { verifyLedgerOf } from "../../run/verify-ledger.ts";
import { type Call, type Command, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { anchor, anchorUsage, tag } from "./audit-anchor.ts";
import { eventFlags, eventUsage, heartbeat, key, review } from "./audit-events.ts";
import { bundle, check, evidence, evidenceFlags, evidenceUsage, prove, verifyBundle } from "./audit-evidence.ts";
import { erase, personalDataFlags, personalDataUsage, renewKey, retention, rewrap } from "./audit-personal-data.ts";
import { report, reportFlags, reportFormats, reportUsage } from "./audit-report.ts";
import { checkpoint, timestamp, witness, witnessFlags, witnessUsage } from "./audit-witness.ts";
import { readText } from "./show.ts";

/** `rollcall audit`: the ledger for whoever audits it, and its head for whoever keeps it. */
export const audit: Command = {
  usage: `Usage: rollcall audit verify [--since FILE] | audit log [--limit N] | audit show SEQUENCE
       rollcall audit anchor | audit tag | audit checkpoint [--old N] | audit timestamp CHECKPOINT
       rollcall audit witness --state FILE --key FILE --logs FILE [--out FILE] [CHECKPOINT...]
       rollcall audit report QUESTION [--from INSTANT] [--to INSTANT]

  verify         check every run, from the first to the last: signatures, chain, entries; exit 9 at the first that breaks. The ledger
                 must contain every head that is kept: in audit/anchor.json, in tags rollcall/audit/cp/…, and in FILE
    --since FILE   the output of an earlier verify --format json, or a signed checkpoint, cosigned by witnesses or not
  log            the runs, newest first
  show SEQUENCE  one run with all its changes
    --open         with the values of people, which takes the keys that rollcall.yaml names
  export N       the signed manifest as other tools of supply-chain attestation take it
    --as FORM      dsse (default): a DSSE envelope; sigstore: a bundle v0.3 with the key's fingerprint as hint
${anchorUsage}${evidenceUsage}${witnessUsage}${eventUsage}${personalDataUsage}${reportUsage}`,
  flags: {
    ...{ since: { type: "string" }, limit: { type: "string" }, open: { type: "boolean" }, as: { type: "string" } },
    ...witnessFlags,
    ...eventFlags,
    ...personalDataFlags,
    ...evidenceFlags,
    ...reportFlags,
  },
  formats: reportFormats,
  words: [1, 100],
  async run(call) {
    const [what = "", ...rest] = call.words;
    if (what === "report") return report(call, rest);
    if (reportFormats.some((format) => format === call.console.format))
      throw new RollcallError("input-invalid", `rollcall audit ${what} has no format ${call.console.format}`);
    if (what === "witness") return witness(call, rest);
    const file = textFlag(call.flags, "bundle");
    if (what === "verify" && file !== undefined && rest.length === 0) return verifyBundle(call, file);
    const about = withOne[what];
    if (about !== undefined && rest.length === 1) return about(call, rest[0] ?? "");
    const run = alone[what];
    if (run !== undefined && rest.length === 0) return run(call);
    const known = [...Object.keys(alone), ...Object.keys(withOne), "witness", "report"].sort().join(", ");
    throw new RollcallError(
      "input-invalid",
      `rollcall audit knows ${known}: rollcall audit --help says what each takes`,
    );
  },
};

const alone: Readonly<Record<string, (call: Call) => Promise<ExitCode>>> = {
  ...{ verify, log, anchor, tag, checkpoint, heartbeat, rewrap, retention, evidence, bundle },
};

const withOne: Readonly<Record<string, (call: Call, which: string) => Promise<ExitCode>>> = {
  ...{ show, export: exported, timestamp, review, key, erase, "renew-key": renewKey, prove, check },
};

async function verify({ flags, console, world }: Call): Promise<ExitCode> {
  const file = textFlag(flags, "since");
  const since = file === undefined ? null : { name: file, text: await readText(file) };
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

async function exported({ flags, console, world }: Call, which: string): Promise<ExitCode> {
  const wanted = textFlag(flags, "as") ?? "dsse";
  const form = (["dsse", "sigstore"] as const).find((each) => each === wanted);
  if (form === undefined) throw new RollcallError("input-invalid", `--as ${wanted} is neither dsse nor sigstore`);
  console.print(await exportRecord(await world(), scopeOf(flags), { sequence: Number(which), form }));
  return exitCode.done;
}

async function show({ flags, console, world }: Call, which: string): Promise<ExitCode> {
  const at = { sequence: Number(which), opened: flags["open"] === true };
  const record = await findRecord(await world(), scopeOf(flags), at);
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...record }, null, 2));
  else console.print(ledgerRecordText(record, { color: console.color, width: console.width }));
  return exitCode.done;
}

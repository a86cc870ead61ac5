import { anchoringText, verificationText } from "../../report/ledger-text.ts";
import { type Anchoring, anchorLedger } from "../../run/anchor-ledger.ts";
import { tagLedger } from "../../run/tag-ledger.ts";
import type { Call } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** What `rollcall audit` says of keeping its head. */
export const anchorUsage = `  anchor         verify, and write the head of the ledger into audit/anchor.json: commit it to main, and plan and apply refuse a ledger
                 that no longer extends it
  tag            verify, and put today's signed tag rollcall/audit/cp/YYYY-MM-DD on the head; exit 7 when the remote has not got it
`;

/** `rollcall audit anchor`: the head of the ledger, for main to keep. */
export async function anchor({ flags, console, world }: Call): Promise<ExitCode> {
  return print(console, await anchorLedger(await world(), scopeOf(flags)));
}

/** `rollcall audit tag`: the head of the ledger, in a tag of the day. */
export async function tag({ flags, console, world }: Call): Promise<ExitCode> {
  return print(console, await tagLedger(await world(), scopeOf(flags)));
}

function print(console: Call["console"], anchoring: Anchoring): ExitCode {
  const options = { color: console.color, width: console.width };
  if (anchoring.kind === "broken") {
    const { verification } = anchoring;
    if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...verification }, null, 2));
    else console.print(verificationText(verification, options));
    return exitCode.ledger;
  }
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...anchoring }, null, 2));
  else console.print(anchoringText(anchoring, options));
  return anchoring.reason === null ? exitCode.done : exitCode.partial;
}

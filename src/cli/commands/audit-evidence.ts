import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import type { Verification } from "../../model/ledger.ts";
import { evidencePage } from "../../report/evidence-page.ts";
import { verificationText } from "../../report/ledger-text.ts";
import { makeEvidence } from "../../run/make-evidence.ts";
import { type Call, type Flags, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { readText } from "./show.ts";

/** What `rollcall audit --help` says of evidence. */
export const evidenceUsage = `  evidence       verify, and write records into one HTML page that checks itself in a browser, with nothing else
    --from N, --to N  the first and the last of them; the newest 1,000 when left out
    --checkpoint FILE  a checkpoint that was kept or cosigned, to prove them under; the newest one when left out
    --out FILE     the page
`;

/** Flags of theirs. */
export const evidenceFlags = {
  from: { type: "string" },
  to: { type: "string" },
  checkpoint: { type: "string" },
} as const;

/** `rollcall audit evidence`: records for somebody who has a browser and nothing else. */
export async function evidence({ flags, console, world }: Call): Promise<ExitCode> {
  const out = textFlag(flags, "out");
  if (out === undefined) throw new RollcallError("input-invalid", "rollcall audit evidence needs --out FILE");
  const here = await world();
  const range = {
    from: numberFlag(flags, "from"),
    to: numberFlag(flags, "to"),
    checkpoint: await keptFlag(flags, "checkpoint"),
  };
  const made = await makeEvidence(here, scopeOf(flags), range);
  if (made.kind === "broken") {
    printVerification(console, made.verification);
    return exitCode.ledger;
  }
  const page = evidencePage(made.evidence, made.script, (text) => createHash("sha256").update(text).digest("base64"));
  await here.disk.write(resolve(out), Buffer.from(page, "utf8"));
  const { records } = made.evidence;
  console.note(
    `${out}: records ${records[0]?.sequence ?? 0} to ${records.at(-1)?.sequence ?? 0}; open it in a browser`,
  );
  return exitCode.done;
}

function printVerification(console: Call["console"], verification: Verification): void {
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...verification }, null, 2));
  else console.print(verificationText(verification, { color: console.color, width: console.width }));
}

async function keptFlag(flags: Flags, name: string) {
  const file = textFlag(flags, name);
  return file === undefined ? null : { name: file, text: await readText(file) };
}

function numberFlag(flags: Flags, name: string): number | null {
  const text = textFlag(flags, name);
  if (text === undefined) return null;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new RollcallError("input-invalid", `--${name} ${text} is no number`);
}

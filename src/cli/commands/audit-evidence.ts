import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import type { Verification } from "../../model/ledger.ts";
import { systemClock } from "../../ports/clock.ts";
import { openBundle, writeBundle } from "../../ports/git-bundle.ts";
import { evidencePage } from "../../report/evidence-page.ts";
import { verificationText } from "../../report/ledger-text.ts";
import { proofText } from "../../report/proof-text.ts";
import { refsInBundle, refsToBundle, verifyBundled } from "../../run/bundle-ledger.ts";
import { makeEvidence } from "../../run/make-evidence.ts";
import { checkProofFile, proveRecordOf } from "../../run/prove-record.ts";
import { type Call, type Flags, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { readText } from "./show.ts";

/** What `rollcall audit --help` says of evidence. */
export const evidenceUsage = `  evidence       verify, and write records into one HTML page that checks itself in a browser, with nothing else
    --from N, --to N  the first and the last of them; the newest 1,000 when left out
    --checkpoint FILE  a checkpoint that was kept or cosigned, to prove them under; the newest one when left out
    --out FILE     the page
  bundle         write the branch and its tags into one file, for verify --bundle on a machine that has no repository
    --out FILE     the bundle
  verify --bundle FILE  verify such a file, with nothing else but these
    --signers FILE, --revoked FILE, --witnesses FILE  as of check
    --branch NAME  rollcall/audit when left out
  prove N        verify, and write a proof that record N lies in the ledger: it needs no repository to be checked
    --entry KEY    and one entry of it, by its key
    --checkpoint FILE  as above
    --tlog-proof   of the manifest alone, as other tools of transparency logs take it (C2SP)
    --out FILE     the proof
  check PROOF    check such a proof, anywhere; exit 9 with all that does not hold
    --signers FILE   who may sign the ledger: allowed signers, got by another way than the proof
    --revoked FILE   keys that are not to be trusted any more
    --checkpoint FILE  the checkpoint that you kept: the proof has to end there
    --witnesses FILE verifier keys of witnesses, one a line, who all must have cosigned
`;

/** Flags of theirs. */
export const evidenceFlags = {
  from: { type: "string" },
  to: { type: "string" },
  checkpoint: { type: "string" },
  bundle: { type: "string" },
  entry: { type: "string" },
  "tlog-proof": { type: "boolean" },
  signers: { type: "string" },
  revoked: { type: "string" },
  witnesses: { type: "string" },
} as const;

/** `rollcall audit evidence`: records for somebody who has a browser and nothing else. */
export async function evidence({ flags, console, world }: Call): Promise<ExitCode> {
  const out = neededFlag(flags, "out", "evidence");
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
  await here.disk.write(resolve(out), Buffer.from(page, "utf8"), { named: true });
  const { records } = made.evidence;
  console.note(
    `${out}: records ${records[0]?.sequence ?? 0} to ${records.at(-1)?.sequence ?? 0}; open it in a browser`,
  );
  return exitCode.done;
}

/** `rollcall audit prove N`: one record or one entry of it, for somebody who has no repository. */
export async function prove({ flags, console, world }: Call, which: string): Promise<ExitCode> {
  const here = await world();
  const made = await proveRecordOf(here, scopeOf(flags), {
    sequence: Number(which),
    entry: textFlag(flags, "entry") ?? null,
    checkpoint: await keptFlag(flags, "checkpoint"),
    isTlog: flags["tlog-proof"] === true,
  });
  if (made.kind === "broken") {
    printVerification(console, made.verification);
    return exitCode.ledger;
  }
  const out = textFlag(flags, "out");
  if (out === undefined) console.print(made.text);
  else await here.disk.write(resolve(out), Buffer.from(made.text, "utf8"), { named: true });
  return exitCode.done;
}

/** `rollcall audit check PROOF`: takes no repository. */
export async function check({ flags, console }: Call, file: string): Promise<ExitCode> {
  const verdict = await checkProofFile(await readText(file), {
    signers: await readText(neededFlag(flags, "signers", "check")),
    revoked: (await keptFlag(flags, "revoked"))?.text ?? null,
    checkpoint: await keptFlag(flags, "checkpoint"),
    witnesses: linesOf((await keptFlag(flags, "witnesses"))?.text ?? ""),
  });
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...verdict }, null, 2));
  else console.print(proofText(verdict, { color: console.color, width: console.width }));
  return verdict.faults.length === 0 ? exitCode.done : exitCode.ledger;
}

/** `rollcall audit bundle`: the whole ledger in one file. */
export async function bundle({ flags, console, world }: Call): Promise<ExitCode> {
  const path = neededFlag(flags, "out", "bundle");
  const here = await world();
  const refs = await refsToBundle(here, scopeOf(flags));
  await writeBundle(here.root, process.env, { refs, path });
  console.note(`${path}: the ledger and ${refs.length - 1} tags`);
  return exitCode.done;
}

/** `rollcall audit verify --bundle FILE`: takes no repository. */
export async function verifyBundle({ flags, console }: Call, file: string): Promise<ExitCode> {
  const branch = textFlag(flags, "branch") ?? "rollcall/audit";
  const reader = {
    branch,
    signers: await readText(neededFlag(flags, "signers", "verify --bundle")),
    revoked: (await keptFlag(flags, "revoked"))?.text ?? null,
    since: await keptFlag(flags, "since"),
    witnesses: linesOf((await keptFlag(flags, "witnesses"))?.text ?? ""),
  };
  const opened = await openBundle(file, process.env, refsInBundle(branch));
  try {
    const verification = await verifyBundled(opened.git, systemClock, reader);
    printVerification(console, verification);
    return verification.kind === "verified" ? exitCode.done : exitCode.ledger;
  } finally {
    await opened.close();
  }
}

function neededFlag(flags: Flags, name: string, verb: string): string {
  const value = textFlag(flags, name);
  if (value !== undefined) return value;
  throw new RollcallError("input-invalid", `rollcall audit ${verb} needs --${name} FILE`);
}

function linesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "");
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

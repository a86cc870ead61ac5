import { once } from "node:events";
import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import { openWitness } from "../../run/open-witness.ts";
import { stampCheckpoint } from "../../run/stamp-checkpoint.ts";
import { checkpointToWitness, type LedgerClone, witnessCheckpoint } from "../../run/witness-checkpoint.ts";
import { type Call, type Flags, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { serveWitness } from "../witness-server.ts";
import { readText } from "./show.ts";

/** What `rollcall audit` says of witnesses. */
export const witnessUsage = `  checkpoint     print the newest checkpoint of the branch, signed, as witnesses of transparency logs take it
    --old N        with proof that it extends the first N runs: the body of an add-checkpoint request
  timestamp CHECKPOINT  have the authority of audit.timestamp stamp a file with a checkpoint (RFC 3161), into CHECKPOINT.tsr
  witness        remember one checkpoint of each ledger, and cosign a newer one only if it extends that; exit 9 for one that was rolled
                 back or forked, and nothing changes. Of CHECKPOINT files, or of the branch in the clone at --root
    --state FILE   its memory
    --key FILE     its own Ed25519 key (OpenSSH, no passphrase)
    --logs FILE    who may sign ledgers: allowed signers, or verifier keys ORIGIN+ID+KEY
    --name NAME    what it signs as; the comment of the key when left out
    --branch NAME  rollcall/audit when left out (also of checkpoint)
    --out FILE     write the cosigned checkpoint there and not to standard output
    --listen PORT  answer add-checkpoint requests on 127.0.0.1 instead, until it is stopped
`;

/** `rollcall audit timestamp CHECKPOINT`: when it was there at the latest, from somebody who tells the time. */
export async function timestamp({ flags, console, world }: Call, file: string): Promise<ExitCode> {
  const here = await world();
  const stamp = await stampCheckpoint(here, scopeOf(flags), { name: file, text: await readText(file) });
  const out = `${resolve(file)}.tsr`;
  await here.disk.write(out, stamp);
  console.note(`the time stamp is ${out}; openssl ts -verify checks it`);
  return exitCode.done;
}

/** Flags of witnesses and of what they are given. */
export const witnessFlags = {
  state: { type: "string" },
  key: { type: "string" },
  logs: { type: "string" },
  name: { type: "string" },
  branch: { type: "string" },
  out: { type: "string" },
  old: { type: "string" },
  listen: { type: "string" },
} as const;

/** `rollcall audit checkpoint`: what a witness is given. */
export async function checkpoint({ flags, console, world }: Call): Promise<ExitCode> {
  const old = textFlag(flags, "old");
  console.print(
    await checkpointToWitness(await cloneOf(flags, world), old === undefined ? null : numberOf("old", old)),
  );
  return exitCode.done;
}

/** `rollcall audit witness`: run where whoever signs the ledger has no say. */
export async function witness(call: Call, files: readonly string[]): Promise<ExitCode> {
  const { flags, console, world } = call;
  const out = textFlag(flags, "out");
  if (out !== undefined && files.length > 1)
    throw new RollcallError("input-invalid", "--out takes one cosigned checkpoint, and there are several");
  const here = await world();
  const own = await openWitness(here, {
    state: resolve(needed(flags, "state")),
    key: await readText(needed(flags, "key")),
    name: textFlag(flags, "name") ?? null,
    logs: await readText(needed(flags, "logs")),
  });
  try {
    if (textFlag(flags, "listen") !== undefined) return await listen(call, own);
    const clone = await cloneOf(flags, world);
    for (const file of files.length === 0 ? [null] : files) {
      const kept = file === null ? null : { name: file, text: await readText(file) };
      const { note, head } = await witnessCheckpoint(own, clone, kept);
      if (out === undefined) console.print(note);
      else await here.disk.write(resolve(out), Buffer.from(note, "utf8"), { named: true });
      console.note(`cosigned ${head.size} runs of ${head.origin} as ${own.verifierKey}`);
    }
    return exitCode.done;
  } finally {
    await own.close();
  }
}

async function listen({ flags, console, signal }: Call, own: Parameters<typeof serveWitness>[0]): Promise<ExitCode> {
  const served = await serveWitness(own, numberOf("listen", textFlag(flags, "listen") ?? ""));
  console.print(`http://127.0.0.1:${served.port}/add-checkpoint\n${own.verifierKey}`);
  if (!signal.aborted) await once(signal, "abort");
  await served.close();
  return exitCode.done;
}

async function cloneOf(flags: Flags, world: Call["world"]): Promise<LedgerClone> {
  return { git: (await world()).git, branch: textFlag(flags, "branch") ?? "rollcall/audit" };
}

function needed(flags: Flags, name: string): string {
  const value = textFlag(flags, name);
  if (value !== undefined) return value;
  throw new RollcallError("input-invalid", `rollcall audit witness needs --${name} FILE`);
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new RollcallError("input-invalid", `--${name} ${text} is no number`);
}

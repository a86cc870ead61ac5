import { RollcallError } from "../model/error.ts";
import type { Command, CommandResult } from "../ports/command.ts";
import { checkedSigner } from "./checked-signer.ts";
import type { Signer } from "./signer.ts";

/** A program that signs: bytes on its standard input, the raw signature on its standard output. */
export interface SigningCommand {
  readonly command: readonly string[];
  /** The public key that it signs for, as SSH writes it on one line; its comment is the principal. */
  readonly publicKey: string;
  readonly directory: string;
  /** All the variables that it gets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Milliseconds that one signature may take. */
const deadline = 30_000;

/** Opens a signer for a program, such as the client of a key service. */
export function openCommandSigner(runner: Command, signing: SigningCommand): Signer {
  return checkedSigner(signing.publicKey, async (bytes) => {
    const { code, stdout, stderr } = await run(runner, signing, bytes);
    if (code === 0) return stdout;
    const said = stderr.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
    throw unavailable(signing, `ended with ${code}${said === "" ? "" : ` (${said})`}`);
  });
}

async function run(runner: Command, signing: SigningCommand, stdin: Uint8Array): Promise<CommandResult> {
  const [program = "", ...args] = signing.command;
  const { directory: cwd, environment } = signing;
  try {
    return await runner.run(program, args, { cwd, environment, stdin, deadline });
  } catch (cause) {
    throw unavailable(signing, cause instanceof Error ? cause.message : "cannot be run", cause);
  }
}

function unavailable({ command }: SigningCommand, why: string, cause?: unknown): RollcallError {
  const hint =
    "run it by hand with some bytes on its standard input; it gets PATH and what audit.signer.environment names";
  const text = `the signing program ${command[0]} gave no signature: ${why}; ${hint}`;
  return new RollcallError("signer-unavailable", text, { cause });
}

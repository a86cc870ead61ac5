import { RollcallError } from "../model/error.ts";
import type { Command } from "../ports/command.ts";
import type { Random } from "../ports/random.ts";
import { decrypt, encrypt, nonceLength } from "./aead.ts";

/** Encrypts one key with another that never leaves its place: a file, a program such as `age`, a key service. */
export interface KeyWrap {
  wrap(key: Uint8Array): Promise<Uint8Array>;
  /** Throws `personal-data-locked` when it is not the key that wrapped it. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
}

const about = "rollcall store key";

/** A master key of 32 bytes, in base64 as `openssl rand -base64 32` prints it. */
export function masterKeyWrap(text: string, random: Random): KeyWrap {
  const master = Buffer.from(text.trim(), "base64");
  if (master.length !== 32)
    throw new RollcallError(
      "input-invalid",
      "the master key of personal data is not 32 bytes in base64: openssl rand -base64 32 makes one",
    );
  return {
    wrap: async (key) => {
      const nonce = random.bytes(nonceLength);
      return Buffer.concat([nonce, encrypt(master, key, { nonce, about })]);
    },
    unwrap: async (wrapped) => {
      const nonce = wrapped.subarray(0, nonceLength);
      const key = decrypt(master, wrapped.subarray(nonceLength), { nonce, about });
      if (key === null) throw locked("this master key did not wrap them");
      return key;
    },
  };
}

/** Two programs that take the bytes on standard input and give them back wrapped or unwrapped. */
export function commandWrap(
  command: Command,
  programs: { readonly wrap: readonly string[]; readonly unwrap: readonly string[] },
  environment: Readonly<Record<string, string>>,
): KeyWrap {
  const run = async ([program = "", ...args]: readonly string[], stdin: Uint8Array): Promise<Uint8Array> => {
    const ended = await command.run(program, args, { stdin, environment, deadline: 60_000 }).catch((cause: unknown) => {
      throw locked(`${program} did not run`, cause);
    });
    if (ended.code === 0 && ended.stdout.length > 0) return ended.stdout;
    throw locked(`${program} ended with ${ended.code}: ${ended.stderr.trim().slice(0, 200)}`);
  };
  return { wrap: (key) => run(programs.wrap, key), unwrap: (wrapped) => run(programs.unwrap, wrapped) };
}

function locked(why: string, cause?: unknown): RollcallError {
  return new RollcallError("personal-data-locked", `the keys of personal data cannot be opened: ${why}`, { cause });
}

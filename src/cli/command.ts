import type { World } from "../run/world.ts";
import type { Console, Format } from "./console.ts";
import type { ExitCode } from "./exit-code.ts";

/** Values of the flags of one call, as `parseArgs` gives them. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** What a command is run with. */
export interface Call {
  readonly flags: Flags;
  readonly words: readonly string[];
  readonly console: Console;
  readonly signal: AbortSignal;
  /** Opens the world at `--root`. */
  world(): Promise<World>;
}

/** One verb: its page of help, its own flags, and what it does. */
export interface Command {
  readonly usage: string;
  readonly flags: Readonly<Record<string, { readonly type: "string" | "boolean"; readonly short?: string }>>;
  /** Formats that it has beside text, json and markdown. */
  readonly formats?: readonly Format[];
  /** Fewest and most words after the verb. */
  readonly words: readonly [number, number];
  /** Whether it tells how far it is also where there is no terminal, as JSON lines on standard error. */
  readonly keepsLog?: boolean;
  run(call: Call): Promise<ExitCode>;
}

/** A flag that was given a text, or undefined. */
export function textFlag(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === "string" ? value : undefined;
}

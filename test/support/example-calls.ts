import { cpSync } from "node:fs";
import { parseArgs } from "node:util";
import { openConsole } from "../../src/cli/console.ts";
import type { ExitCode } from "../../src/cli/exit-code.ts";
import { verbs } from "../../src/cli/verbs.ts";
import { openWorld } from "../../src/cli/world.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { repository } from "../docs/markdown.ts";
import { patience } from "./patience.ts";

/** What a call came to, with everything that it printed. */
interface Ended {
  readonly code: ExitCode;
  readonly output: string;
}

/** Calls of `rollcall` in a directory with an organisation, without a process for each. */
export class ExampleCalls {
  readonly root: string;
  readonly #clock: Clock;

  constructor(root: string, clock: Clock) {
    this.root = root;
    this.#clock = clock;
  }

  /** The example organisation in a directory of its own; pauses are jumped over. */
  static copied(root: string): ExampleCalls {
    for (const part of ["rollcall.yaml", "roles", "pools", "people", "assignments", "policies"]) {
      cpSync(`${repository}${part}`, `${root}/${part}`, { recursive: true });
    }
    return new ExampleCalls(root, patience().clock);
  }

  /** Runs a line such as `rollcall grant e1 x --reason "why"`; a wrong input is thrown. */
  async run(line: string): Promise<Ended> {
    const [, verb = "", ...args] = wordsOf(line);
    const command = await verbs[verb]?.();
    if (command === undefined) throw new Error(`no verb in ${line}`);
    const options = { ...command.flags, at: { type: "string" }, ref: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const flags = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, oneOf(value)]));
    let output = "";
    const stream = { write: (text: string) => (output += text) };
    const console = openConsole({ stdout: stream, stderr: stream, color: false, quiet: false, format: "text" });
    const { signal } = new AbortController();
    const world = async () => {
      const opened = await openWorld({ flags: { root: this.root }, emit: () => {}, signal });
      return { ...opened, clock: this.#clock, actor: "carla-m" };
    };
    const code = await command.run({ flags, words: positionals, console, signal, world });
    return { code, output };
  }
}

function oneOf(value: unknown): string | boolean | undefined {
  return typeof value === "string" || typeof value === "boolean" ? value : undefined;
}

/** Words as a shell parts them, with double quotes alone. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare = ""]) => quoted ?? bare);
}

import { parseArgs } from "node:util";
import { RollcallError } from "../model/error.ts";
import { visible } from "../report/visible.ts";
import type { World } from "../run/world.ts";
import type { Command, Flags } from "./command.ts";
import { type Console, type Format, openConsole } from "./console.ts";
import { isDiskTrouble, wrongPathText } from "./disk-trouble.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit-code.ts";

const shared = {
  root: { type: "string" },
  ref: { type: "string" },
  at: { type: "string" },
  format: { type: "string" },
  quiet: { type: "boolean" },
  "no-color": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Flags that say where something is written: an empty one, of a variable that is not set, would be this directory. */
const paths = ["out", "bind", "state"] as const;

/** Runs one verb with its arguments; the only place that catches everything. */
export async function call(verb: string, command: Command, args: readonly string[]): Promise<ExitCode> {
  const read = readArguments(command, args);
  if (typeof read === "string") return refuse(verb, read);
  if (read.flags["help"] === true) {
    process.stdout.write(command.usage);
    return exitCode.done;
  }
  const nameless = paths.find((name) => read.flags[name] === "");
  if (nameless !== undefined) return refuse(verb, `--${nameless} is empty: name a path`);
  const formats: readonly Format[] = ["text", "json", "markdown", ...(command.formats ?? [])];
  const wanted = read.flags["format"] ?? "text";
  const format = formats.find((each) => each === wanted);
  if (format === undefined)
    return refuse(verb, `no format ${String(wanted)}: ${formats.slice(0, -1).join(", ")} or ${formats.at(-1)}`);
  const progress = read.flags["progress"] ?? (command.keepsLog === true ? "log" : "live");
  if (progress !== "live" && progress !== "log" && progress !== "json")
    return refuse(verb, `no progress ${String(progress)}: json`);
  const console = openConsole({
    stdout: process.stdout,
    stderr: process.stderr,
    color: wantsColor(read.flags),
    quiet: read.flags["quiet"] === true,
    format,
    progress,
  });
  const stop = new AbortController();
  const unhook = onSignal(() => stop.abort(new RollcallError("aborted", "stopped by a signal")));
  let opened: World | null = null;
  const world = async (): Promise<World> => {
    const { openWorld } = await import("./world.ts");
    opened ??= await openWorld({ flags: read.flags, emit: console.emit, signal: stop.signal });
    return opened;
  };
  try {
    return await command.run({ ...read, console, signal: stop.signal, world });
  } catch (error) {
    return explain(verb, error, console);
  } finally {
    unhook();
    console.close();
  }
}

/** Acts on the first SIGINT or SIGTERM; the second one ends the process at once, which the journal makes safe. */
function onSignal(act: () => void): () => void {
  const unhook = () => process.off("SIGINT", once).off("SIGTERM", once);
  const once = () => {
    unhook();
    act();
  };
  process.on("SIGINT", once).on("SIGTERM", once);
  return unhook;
}

function readArguments(command: Command, args: readonly string[]): { flags: Flags; words: readonly string[] } | string {
  try {
    const options = { ...shared, ...command.flags };
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const [fewest, most] = command.words;
    const isHelp = values["help"] === true;
    if (!isHelp && (positionals.length < fewest || positionals.length > most)) {
      return `takes ${fewest === most ? fewest : `${fewest} to ${most}`} words, not ${positionals.length}`;
    }
    const flags: Record<string, string | boolean | undefined> = {};
    for (const [name, value] of Object.entries(values)) if (!Array.isArray(value)) flags[name] = value;
    return { flags, words: positionals };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function refuse(verb: string, message: string): ExitCode {
  process.stderr.write(`rollcall ${verb}: ${message}\nrollcall ${verb} --help says what it takes\n`);
  return exitCode.input;
}

function wantsColor(flags: Flags): boolean {
  if (flags["no-color"] === true || (process.env["NO_COLOR"] ?? "") !== "") return false;
  return process.stdout.isTTY === true || (process.env["FORCE_COLOR"] ?? "") !== "";
}

function explain(verb: string, error: unknown, console: Console): ExitCode {
  if (error instanceof RollcallError) {
    // Messages may name what others wrote.
    const message = error.message.split("\n").map(visible).join("\n");
    console.complain(`rollcall ${verb}: ${message} [${error.code}]`);
    return exitCodeOf(error.code);
  }
  if (isDiskTrouble(error)) {
    console.complain(`rollcall ${verb}: ${error.message}; mend the disk, then give the same again`);
    return exitCode.unexpected;
  }
  const wrongPath = wrongPathText(error);
  if (wrongPath !== null)
    return explain(verb, new RollcallError("input-invalid", wrongPath, { cause: error }), console);
  process.stderr.write(
    `rollcall ${verb}: unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCode.unexpected;
}

import { RollcallError } from "../../model/error.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import type { JoinerAlert } from "../../run/alert-joiners.ts";
import { type JoinerLook, watchJoiners } from "../../run/watch-joiners.ts";
import { type Call, type Flags, textFlag } from "../command.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";

/** `rollcall joiners --watch`: tells of what is new until a signal stops it, which is how it should end. */
export async function watchQueue({ flags, console, world, signal }: Call): Promise<ExitCode> {
  if (flags["ref"] !== undefined || flags["at"] !== undefined) {
    throw new RollcallError(
      "input-invalid",
      "--watch looks at the working directory and at now: leave --ref and --at out",
    );
  }
  const onLook = (look: JoinerLook) => say(console, look);
  const every = everyFlag(flags);
  try {
    return await watchJoiners(await world(), { every, onLook });
  } catch (error) {
    if (signal.aborted) return exitCode.done;
    throw error;
  }
}

/** What became of an alarm, in words. */
export function alertWords(alert: JoinerAlert): string {
  if (alert.kind === "nothing-new") return "nothing new: no alarm was sent";
  return `alarm sent: ${alert.held} newly held, ${alert.clusters} new clusters`;
}

function say(console: Console, look: JoinerLook): void {
  switch (look.kind) {
    case "looked": {
      const { queue, alert } = look;
      if (alert.kind === "nothing-new") return;
      if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", at: queue.at, ...alert }));
      else console.print(`${queue.at}  ${alertWords(alert)}`);
      return;
    }
    case "invalid":
      console.complain(diagnosticsText(look.diagnostics, { color: console.color }));
      return;
    case "failed":
      console.complain(`rollcall joiners: ${look.error.message} [${look.error.code}]; it is tried again`);
  }
}

function everyFlag(flags: Flags): number {
  const text = textFlag(flags, "every") ?? "10s";
  const [, number = "", unit = ""] = /^([1-9]\d{0,3})([sm])$/.exec(text) ?? [];
  if (number === "") throw new RollcallError("input-invalid", `--every ${text} is no time: write 10s or 1m`);
  return Number(number) * (unit === "m" ? 60_000 : 1_000);
}

import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { replayReport } from "../../report/replay-report.ts";
import { replayPolicies } from "../../run/replay-policies.ts";
import { type Call, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall policy replay --since 90d`: what proposed policies would have decided about the runs on record. */
export async function policyReplay({ flags, console, world }: Call): Promise<ExitCode> {
  const since = textFlag(flags, "since");
  const directory = textFlag(flags, "policies");
  if (since === undefined) throw new RollcallError("input-invalid", "policy replay wants --since, such as --since 90d");
  if (directory !== undefined && textFlag(flags, "ref") !== undefined)
    throw new RollcallError("input-invalid", "--ref and --policies both name the policies to replay: give one of them");
  const format = console.format === "json" || console.format === "markdown" ? console.format : "text";
  const report = replayReport(format, { color: console.color, width: console.width });
  const print = (text: string) => {
    if (text !== "") console.print(text);
  };
  const result = await replayPolicies(await world(), scopeOf(flags), {
    since,
    policies: directory === undefined ? null : resolve(directory),
    each: (run) => print(report.run(run)),
  });
  if (result.kind === "invalid") {
    console.complain(diagnosticsText(result.diagnostics, { color: console.color }));
    return exitCode.input;
  }
  print(report.end(result));
  const isDifferent = result.totals.differing.decisions > 0;
  return isDifferent && flags["detailed-exitcode"] === true ? exitCode.changes : exitCode.done;
}

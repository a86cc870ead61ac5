import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { policyTestText } from "../../report/policy-test-text.ts";
import { testPolicies } from "../../run/test-policies.ts";
import type { Call } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall policy test`: runs the tests that lie beside the policies. */
export async function policyTest({ flags, console, world }: Call): Promise<ExitCode> {
  const report = await testPolicies(await world(), scopeOf(flags));
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...report }, null, 2));
  if (report.kind === "invalid") {
    if (console.format !== "json") console.print(diagnosticsText(report.diagnostics, { color: console.color }));
    return exitCode.input;
  }
  if (console.format !== "json") console.print(policyTestText(report.tests));
  return report.passed ? exitCode.done : exitCode.denied;
}

import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { policyCoverageText } from "../../report/policy-coverage-text.ts";
import { policyTestText } from "../../report/policy-test-text.ts";
import { measurePolicies } from "../../run/measure-policies.ts";
import { type Call, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall policy coverage`: which lines and rules of the policies their tests run. */
export async function policyCoverage({ flags, console, world }: Call): Promise<ExitCode> {
  const measured = await measurePolicies(await world(), scopeOf(flags), textFlag(flags, "min") ?? null);
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...measured }, null, 2));
  switch (measured.kind) {
    case "invalid":
      if (console.format !== "json") console.print(diagnosticsText(measured.diagnostics, { color: console.color }));
      return exitCode.input;
    case "failed":
      if (console.format !== "json") console.print(policyTestText(measured.tests));
      return exitCode.denied;
    case "measured":
      if (console.format !== "json")
        console.print(policyCoverageText(measured.coverage, { color: console.color, width: console.width }));
      return measured.isEnough ? exitCode.done : exitCode.denied;
  }
}

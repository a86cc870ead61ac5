import { RollcallError } from "../../model/error.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { policyTestText } from "../../report/policy-test-text.ts";
import { testPolicies } from "../../run/test-policies.ts";
import type { Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall policy test`: runs the tests that lie beside the policies. */
export const policy: Command = {
  usage: `Usage: rollcall policy test [--root DIR] [--ref COMMIT] [--format text|json]

Runs policies/*_test.rego with the compiler's own test runner. Exit 0 when all pass, 4 when one fails, 3 when one does not
compile.
`,
  flags: {},
  words: [1, 1],
  async run({ flags, words, console, world }) {
    if (words[0] !== "test") throw new RollcallError("input-invalid", `rollcall policy knows test, not ${words[0]}`);
    const report = await testPolicies(await world(), scopeOf(flags));
    if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...report }, null, 2));
    if (report.kind === "invalid") {
      if (console.format !== "json") console.print(diagnosticsText(report.diagnostics, { color: console.color }));
      return exitCode.input;
    }
    if (console.format !== "json") console.print(policyTestText(report.tests));
    return report.passed ? exitCode.done : exitCode.denied;
  },
};

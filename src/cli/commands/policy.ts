import { RollcallError } from "../../model/error.ts";
import type { Command } from "../command.ts";
import { policyCoverage } from "./policy-coverage.ts";
import { policyTest } from "./policy-test.ts";

/** `rollcall policy test|coverage`: what the policies do, before they do it. */
export const policy: Command = {
  usage: `Usage: rollcall policy test [--root DIR] [--ref COMMIT] [--format text|json]
       rollcall policy coverage [--min RATIO]

  test          runs policies/*_test.rego with the compiler's own test runner; exit 4 when one fails
  coverage      which lines and rules of the policies those tests run
    --min RATIO   exit 4 when it is less than this share of all lines, such as 95%

Exit 3 when a policy does not compile.
`,
  flags: { min: { type: "string" } },
  words: [1, 1],
  async run(call) {
    const [what] = call.words;
    if (what === "test") return policyTest(call);
    if (what === "coverage") return policyCoverage(call);
    throw new RollcallError("input-invalid", `rollcall policy knows test and coverage, not ${what}`);
  },
};

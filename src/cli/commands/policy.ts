import { RollcallError } from "../../model/error.ts";
import type { Command } from "../command.ts";
import { policyCoverage } from "./policy-coverage.ts";
import { policyExplain } from "./policy-explain.ts";
import { policyTest } from "./policy-test.ts";

/** `rollcall policy test|coverage|explain`: what the policies do, and why. */
export const policy: Command = {
  usage: `Usage: rollcall policy test [--root DIR] [--ref COMMIT] [--format text|json]
       rollcall policy coverage [--min RATIO]
       rollcall policy explain CHANGE [--plan FILE]

  test             runs policies/*_test.rego with the compiler's own test runner; exit 4 when one fails
  coverage         which lines and rules of the policies those tests run
    --min RATIO      exit 4 when it is less than this share of all lines, such as 95%
  explain CHANGE   the rules that spoke on one change, where they stand, and the values they saw. CHANGE is a key, PERSON/APPLICATION
                   or PERSON where one change fits, or the word plan: the plan as a whole
    --plan FILE      of this plan, with the files of its commit; no application is asked. Else a plan is made, which reads them

Exit 3 when a policy does not compile, or the change is not there.
`,
  flags: { min: { type: "string" }, plan: { type: "string" } },
  words: [1, 2],
  async run(call) {
    const [what, which] = call.words;
    if (what === "test" && which === undefined) return policyTest(call);
    if (what === "coverage" && which === undefined) return policyCoverage(call);
    if (what === "explain" && which !== undefined) return policyExplain(call, which);
    throw new RollcallError("input-invalid", "rollcall policy knows test, coverage and explain CHANGE");
  },
};

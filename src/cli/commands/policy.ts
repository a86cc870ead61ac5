import { RollcallError } from "../../model/error.ts";
import type { Command } from "../command.ts";
import { policyCoverage } from "./policy-coverage.ts";
import { policyExplain } from "./policy-explain.ts";
import { policyReplay } from "./policy-replay.ts";
import { policyTest } from "./policy-test.ts";

/** `rollcall policy test|coverage|explain|replay`: what the policies do, would have done, and why. */
export const policy: Command = {
  usage: `Usage: rollcall policy test [--root DIR] [--ref COMMIT] [--format text|json]
       rollcall policy coverage [--min RATIO]
       rollcall policy explain CHANGE [--plan FILE]
       rollcall policy replay --since DURATION [--ref COMMIT | --policies DIR] [--detailed-exitcode] [--format text|json|markdown]

  test             runs policies/*_test.rego with the compiler's own test runner; exit 4 when one fails
  coverage         which lines and rules of the policies those tests run
    --min RATIO      exit 4 when it is less than this share of all lines, such as 95%
  explain CHANGE   the rules that spoke on one change, where they stand, and the values they saw. CHANGE is a key, PERSON/APPLICATION
                   or PERSON where one change fits, or the word plan: the plan as a whole
    --plan FILE      of this plan, with the files of its commit; no application is asked. Else a plan is made, which reads them
  replay           judges the runs on record again, under the policies of the working directory, of --ref or of DIR: what would have been
                   decided differently, and by which rules
    --since DURATION     runs that ended within it, such as 90d
    --policies DIR       a directory with *.rego and thresholds.yaml
    --detailed-exitcode  0 nothing comes out differently, 2 something does

Exit 3 when a policy does not compile, or the change is not there.
`,
  flags: {
    min: { type: "string" },
    plan: { type: "string" },
    since: { type: "string" },
    policies: { type: "string" },
    "detailed-exitcode": { type: "boolean" },
  },
  words: [1, 2],
  async run(call) {
    const [what, which] = call.words;
    if (what === "test" && which === undefined) return policyTest(call);
    if (what === "coverage" && which === undefined) return policyCoverage(call);
    if (what === "explain" && which !== undefined) return policyExplain(call, which);
    if (what === "replay" && which === undefined) return policyReplay(call);
    throw new RollcallError("input-invalid", "rollcall policy knows test, coverage, explain CHANGE and replay");
  },
};

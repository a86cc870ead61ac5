import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { policyExplanationText } from "../../report/policy-explanation-text.ts";
import { explainDecision } from "../../run/explain-decision.ts";
import { type Call, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { readText } from "./show.ts";

/** `rollcall policy explain CHANGE`: the rules that spoke on a change, and what they saw. */
export async function policyExplain({ flags, console, world }: Call, subject: string): Promise<ExitCode> {
  const file = textFlag(flags, "plan");
  const planText = file === undefined ? null : await readText(file);
  const result = await explainDecision(await world(), scopeOf(flags), { subject, planText });
  if (result.kind === "invalid") {
    console.complain(diagnosticsText(result.diagnostics, { color: console.color }));
    return exitCode.input;
  }
  const { explanation } = result;
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...explanation }, null, 2));
  else console.print(policyExplanationText(explanation, { color: console.color, width: console.width }));
  return exitCode.done;
}

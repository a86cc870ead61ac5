import { RollcallError } from "../../model/error.ts";
import { comparisonText } from "../../report/comparison-text.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { outcomeText } from "../../report/outcome-text.ts";
import { applyBound, type BoundResult } from "../../run/apply-bound.ts";
import { applyPlan } from "../../run/apply-plan.ts";
import { bindingOf } from "../binding.ts";
import { type Call, type Command, textFlag } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { reviewsOf } from "../reviews.ts";
import { instantFlag } from "../scope.ts";
import { readText } from "./show.ts";

/** `rollcall apply PLAN`: makes it so and records it. */
export const apply: Command = {
  usage: `Usage: rollcall apply PLAN|--bound RECORD [--for N] [--head COMMIT] [--approvals FILE] [--proposed-by A,B]
                      [--root DIR] [--ref COMMIT] [--at INSTANT] [--format text|json] [--only APPLICATION,…]
                      [--policies-from COMMIT] [--wait DURATION] [--resume]

Reads and plans again; goes on only if exactly the same operations come out, policy allows them and the approvals are
there. Then writes change by change, reads back, and records the run as a signed commit on the audit branch. A run that
was interrupted goes on where it stopped: give the same plan again. Given again after it is recorded, it does nothing.

  --bound RECORD     instead of a plan: plans the merge at HEAD (or --ref) again with the policies of its first parent, and
                     applies what comes out if all of it is in the signed record that plan --bind wrote
  --for N, --head C  what the pipeline knows of the pull request; the record must say the same
  --approvals FILE   who agreed to exactly these operations, and who overrides a guard: docs/approvals.md
  --proposed-by A,B  who else proposes: what they say of their own change does not count
  --only NAMES       makes only the changes of these applications; the others are in the next plan
  --policies-from COMMIT
                     refuses a plan that the policies of COMMIT did not judge; the plan names whose policies judge it again
  --wait DURATION    waits so long for somebody else's apply to end (10m); not at all when left out
  --resume           somebody has looked into the last halt, and applying goes on

Exit 0 done, 4 denied, or at a halt, 5 approval missing, 6 stale, expired, tampered with, or somebody else is
applying, 7 partly applied, 8 application unreachable or not to be trusted.
`,
  flags: {
    approvals: { type: "string" },
    "proposed-by": { type: "string" },
    progress: { type: "string" },
    only: { type: "string" },
    "policies-from": { type: "string" },
    bound: { type: "string" },
    for: { type: "string" },
    head: { type: "string" },
    wait: { type: "string" },
    resume: { type: "boolean" },
  },
  words: [0, 1],
  keepsLog: true,
  async run(call) {
    const { flags, console } = call;
    const { result, comparison } = await applied(call);
    if (result.kind === "invalid") {
      console.complain(diagnosticsText(result.diagnostics, { color: console.color }));
      return exitCode.input;
    }
    if (comparison !== null) console.note(comparisonText(comparison));
    if (console.format === "json")
      console.print(
        JSON.stringify({ format_version: "1.0", ...result, ...(comparison === null ? {} : { comparison }) }, null, 2),
      );
    else if (result.kind === "already-applied")
      console.print(`already applied: run ${result.recorded.sequence} of the ledger; nothing to do`);
    else console.print(outcomeText(result, { color: console.color, width: console.width }));
    const { reason } = result.recorded;
    if (reason !== null) {
      const again = textFlag(flags, "bound") === undefined ? "give the same plan again" : "run this again";
      console.complain(`the run is recorded here and not at the ledger's remote (${reason}): ${again}`);
      return exitCode.partial;
    }
    return result.kind === "already-applied" || result.isWhole ? exitCode.done : exitCode.partial;
  },
};

async function applied({ flags, words, world }: Call): Promise<BoundResult> {
  const [planFile] = words;
  const bound = textFlag(flags, "bound");
  if ((planFile === undefined) === (bound === undefined))
    throw new RollcallError("input-invalid", "apply takes a plan, or --bound RECORD");
  const policiesFrom = textFlag(flags, "policies-from") ?? null;
  if (bound !== undefined && policiesFrom !== null)
    throw new RollcallError("input-invalid", "--bound takes the policies of the merge's first parent");
  const request = {
    reviews: await reviewsOf(flags),
    ref: textFlag(flags, "ref") ?? null,
    at: instantFlag(flags),
    only: textFlag(flags, "only")?.split(",") ?? null,
    wait: textFlag(flags, "wait") ?? null,
    resumes: flags["resume"] === true,
  };
  if (bound === undefined) {
    const planText = await readText(planFile ?? "");
    return { result: await applyPlan(await world(), { ...request, planText, policiesFrom }), comparison: null };
  }
  const [text, signature] = await Promise.all([readText(bound), readText(`${bound}.sig`)]);
  const signed = { bytes: new TextEncoder().encode(text), signature };
  return applyBound(await world(), { ...request, ...bindingOf(flags), signed });
}

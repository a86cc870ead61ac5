import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import type { RecordComparison } from "../../model/plan-record.ts";
import { comparisonText, unshownText } from "../../report/comparison-text.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { outcomeText } from "../../report/outcome-text.ts";
import { applyBound } from "../../run/apply-bound.ts";
import { applyMerges, type MergesResult } from "../../run/apply-merges.ts";
import { applyPlan } from "../../run/apply-plan.ts";
import { readMerges } from "../../run/merge-files.ts";
import { bindingOf } from "../binding.ts";
import { type Call, type Command, textFlag } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { reviewsOf } from "../reviews.ts";
import { instantFlag } from "../scope.ts";
import { readText } from "./show.ts";

/** `rollcall apply PLAN`: makes it so and records it. */
export const apply: Command = {
  usage: `Usage: rollcall apply PLAN|--bound RECORD|--merges DIR [--for N] [--head COMMIT] [--converge] [--approvals FILE] [--proposed-by A,B]
                      [--root DIR] [--ref COMMIT] [--at INSTANT] [--format text|json] [--only APPLICATION,…]
                      [--policies-from COMMIT] [--wait DURATION] [--resume]

Reads and plans again; goes on only if exactly the same operations come out, policy allows them and the approvals are
there. Then writes change by change, reads back, and records the run as a signed commit on the audit branch. A run that
was interrupted goes on where it stopped: give the same plan again. Given again after it is recorded, it does nothing.

  --bound RECORD     instead of a plan: plans the merge at HEAD (or --ref) again with the policies of its first parent, and
                     applies what comes out if all of it is in the signed record that plan --bind wrote
  --merges DIR       instead of a plan: applies what HEAD (or --ref) says, by the records and reviews of all merges that
                     rollcall approvals fetch found; where HEAD is one of them, nothing that none of them shows
  --converge         with --merges: also what none shows, where policy asks nobody for it
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
    merges: { type: "string" },
    converge: { type: "boolean" },
    for: { type: "string" },
    head: { type: "string" },
    wait: { type: "string" },
    resume: { type: "boolean" },
  },
  words: [0, 1],
  keepsLog: true,
  async run(call) {
    const { flags, console } = call;
    const { result, ...told } = await applied(call);
    if (result.kind === "invalid") {
      console.complain(diagnosticsText(result.diagnostics, { color: console.color }));
      return exitCode.input;
    }
    for (const remark of told.remarks ?? []) console.complain(remark);
    if (told.comparison != null) console.note(comparisonText(told.comparison));
    const { unshown = [] } = told;
    if (unshown.length > 0) console.note(unshownText(unshown));
    if (console.format === "json")
      console.print(JSON.stringify({ format_version: "1.0", ...result, ...told }, null, 2));
    else if (result.kind === "nothing") console.print("nothing to do");
    else if (result.kind === "already-applied")
      console.print(`already applied: run ${result.recorded.sequence} of the ledger; nothing to do`);
    else console.print(outcomeText(result, { color: console.color, width: console.width }));
    if (result.kind === "nothing") return exitCode.done;
    const { reason } = result.recorded;
    if (reason !== null) {
      const again =
        flags["bound"] === undefined && flags["merges"] === undefined ? "give the same plan again" : "run this again";
      console.complain(`the run is recorded here and not at the ledger's remote (${reason}): ${again}`);
      return exitCode.partial;
    }
    return result.kind === "already-applied" || result.isWhole ? exitCode.done : exitCode.partial;
  },
};

/** How applying ended, and what was found before. */
interface Applied {
  readonly result: MergesResult["result"];
  readonly comparison?: RecordComparison;
  readonly unshown?: readonly string[];
  readonly remarks?: readonly string[];
}

async function applied({ flags, words, world }: Call): Promise<Applied> {
  const [planFile] = words;
  const [bound, merges] = [textFlag(flags, "bound"), textFlag(flags, "merges")];
  if ([planFile, bound, merges].filter((each) => each !== undefined).length !== 1)
    throw new RollcallError("input-invalid", "apply takes a plan, --bound RECORD or --merges DIR");
  const policiesFrom = textFlag(flags, "policies-from") ?? null;
  if (planFile === undefined && policiesFrom !== null)
    throw new RollcallError("input-invalid", "--bound and --merges take the policies of the merge's first parent");
  const request = {
    reviews: await reviewsOf(flags),
    ref: textFlag(flags, "ref") ?? null,
    at: instantFlag(flags),
    only: textFlag(flags, "only")?.split(",") ?? null,
    wait: textFlag(flags, "wait") ?? null,
    resumes: flags["resume"] === true,
  };
  if (merges !== undefined) {
    const opened = await world();
    const shown = await readMerges(opened, resolve(merges));
    return applyMerges(opened, { ...request, merges: shown, converges: flags["converge"] === true });
  }
  if (bound === undefined) {
    const planText = await readText(planFile ?? "");
    return { result: await applyPlan(await world(), { ...request, planText, policiesFrom }) };
  }
  const [text, signature] = await Promise.all([readText(bound), readText(`${bound}.sig`)]);
  const signed = { bytes: new TextEncoder().encode(text), signature };
  const { result, comparison } = await applyBound(await world(), { ...request, ...bindingOf(flags), signed });
  return comparison === null ? { result } : { result, comparison };
}

import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { outcomeText } from "../../report/outcome-text.ts";
import { applyPlan } from "../../run/apply-plan.ts";
import { readApprovals } from "../../run/read-approvals.ts";
import { type Command, textFlag } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { instantFlag } from "../scope.ts";
import { readText } from "./show.ts";

/** `rollcall apply PLAN`: makes it so and records it. */
export const apply: Command = {
  usage: `Usage: rollcall apply PLAN [--approvals FILE] [--root DIR] [--ref COMMIT] [--at INSTANT] [--format text|json]
                      [--only APPLICATION,…] [--policies-from COMMIT] [--wait DURATION] [--resume]

Reads and plans again; goes on only if exactly the same operations come out, policy allows them and the approvals are
there. Then writes change by change, reads back, and records the run as a signed commit on the audit branch. A run that
was interrupted goes on where it stopped: give the same plan again. Given again after it is recorded, it does nothing.

  --approvals FILE   JSON list of {operations, by, team, at}: who agreed to exactly these operations
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
    progress: { type: "string" },
    only: { type: "string" },
    "policies-from": { type: "string" },
    wait: { type: "string" },
    resume: { type: "boolean" },
  },
  words: [1, 1],
  keepsLog: true,
  async run({ flags, words, console, world }) {
    const planText = await readText(words[0] ?? "");
    const file = textFlag(flags, "approvals");
    const approvals = file === undefined ? [] : readApprovals(await readText(file), file);
    const scope = { ref: textFlag(flags, "ref") ?? null, at: instantFlag(flags) };
    const only = textFlag(flags, "only")?.split(",") ?? null;
    const request = {
      planText,
      approvals,
      ...scope,
      only,
      policiesFrom: textFlag(flags, "policies-from") ?? null,
      wait: textFlag(flags, "wait") ?? null,
      resumes: flags["resume"] === true,
    };
    const result = await applyPlan(await world(), request);
    if (result.kind === "invalid") {
      console.complain(diagnosticsText(result.diagnostics, { color: console.color }));
      return exitCode.input;
    }
    if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...result }, null, 2));
    else if (result.kind === "already-applied")
      console.print(`already applied: run ${result.recorded.sequence} of the ledger; nothing to do`);
    else console.print(outcomeText(result, { color: console.color, width: console.width }));
    const { reason } = result.recorded;
    if (reason !== null) {
      console.complain(`the run is recorded here and not at the ledger's remote (${reason}): give the same plan again`);
      return exitCode.partial;
    }
    return result.kind === "already-applied" || result.isWhole ? exitCode.done : exitCode.partial;
  },
};

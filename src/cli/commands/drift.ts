import { RollcallError } from "../../model/error.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { driftMarkdown } from "../../report/drift-markdown.ts";
import { driftText } from "../../report/drift-text.ts";
import { type DriftWish, draftDrift } from "../../run/draft-drift.ts";
import { type DriftResult, findDrift } from "../../run/find-drift.ts";
import { tellDriftIssue } from "../../run/tell-drift-issue.ts";
import { carryOut, editFlags, editUsage } from "../carry-out.ts";
import { type Call, type Command, type Flags, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { forgeOf } from "../forge.ts";
import { instantFlag, scopeOf } from "../scope.ts";
import { namesOf } from "../show-plan.ts";

/** `rollcall drift`: what somebody changed in applications by hand; tells it in an issue, adopts it, or proposes to put it back. */
export const drift: Command = {
  usage: `Usage: rollcall drift [--issue] [--verbose] [shared flags]
       rollcall drift --adopt KEY[,KEY…] --reason TEXT [--until DATE] [--dry-run | --write | --pull-request]
       rollcall drift --adopt-all --reason TEXT [--until DATE] [--dry-run | --write | --pull-request]
       rollcall drift --revert KEY[,KEY…] --pull-request
       rollcall drift --revert-all --pull-request

Reads the files, the ledger and every application, and tells what somebody changed by hand since the last run from what is pending.

  --issue           keep one issue at GitHub that tells it: opened, brought up to date in place, closed when there is no drift any more
                    (GITHUB_REPOSITORY and GITHUB_TOKEN, or an App, name the repository and speak for us: docs/github.md)
  --verbose         fold nothing
  --adopt KEYS      make the files say what was done by hand: assignments of roles that give just that, or their end
  --adopt-all       all of it that can be adopted
  --reason TEXT     why, for the assignments and the pull request
  --until DATE      when what is adopted ends: a day, which counts to its end, or an instant
  --revert KEYS     a pull request without edits, which says what the apply after its merge puts back
  --revert-all      all of it
${editUsage}
Exit 0 no drift, or drift that the issue tells; 2 drift; 8 when an application cannot be read or its listing cannot be trusted.
`,
  flags: {
    issue: { type: "boolean" },
    verbose: { type: "boolean" },
    adopt: { type: "string" },
    "adopt-all": { type: "boolean" },
    revert: { type: "string" },
    "revert-all": { type: "boolean" },
    reason: { type: "string" },
    until: { type: "string" },
    ...editFlags,
  },
  words: [0, 0],
  async run(call) {
    const wish = wishOf(call.flags);
    if (wish === null) return report(call);
    return carryOut(call, { at: instantFlag(call.flags), draft: (world, scope) => draftDrift(world, scope, wish) });
  },
};

const deeds = ["issue", "adopt", "adopt-all", "revert", "revert-all"] as const;

/** Null: only tell of it. */
function wishOf(flags: Flags): DriftWish | null {
  const given = deeds.filter((name) => flags[name] !== undefined);
  const [deed, another] = given;
  if (another !== undefined) throw wrong(`give one of ${given.map((name) => `--${name}`).join(" and ")}`);
  if (deed === undefined || deed === "issue") {
    refuseEdits(flags);
    return null;
  }
  if (deed === "revert" || deed === "revert-all") {
    if (flags["pull-request"] === true) return { kind: "revert", keys: textFlag(flags, "revert") ?? null };
    throw wrong(`--${deed} edits no file: give --pull-request, or let rollcall apply put it back`);
  }
  const reason = textFlag(flags, "reason");
  if (reason === undefined) throw wrong("say why with --reason TEXT");
  return { kind: "adopt", keys: textFlag(flags, "adopt") ?? null, reason, until: textFlag(flags, "until") ?? null };
}

function refuseEdits(flags: Flags): void {
  const edit = ["reason", "until", ...Object.keys(editFlags)].find((name) => flags[name] !== undefined);
  if (edit !== undefined) throw wrong(`--${edit} goes with --adopt or --revert`);
}

function wrong(message: string): RollcallError {
  return new RollcallError("input-invalid", message);
}

async function report(call: Call): Promise<ExitCode> {
  const { flags, console } = call;
  const world = await call.world();
  const forge = flags["issue"] === true ? await forgeOf(world) : null;
  const result = await findDrift(world, scopeOf(flags));
  if (result.diagnostics.length > 0) console.complain(diagnosticsText(result.diagnostics, { color: console.color }));
  if (result.kind === "invalid") return exitCode.input;
  show(call, result);
  const isTrusted = result.report.applications.every(({ listing }) => listing === "complete");
  if (forge !== null) {
    const told = await tellDriftIssue(world, forge, result.report);
    if (told === null) console.note("the issue is left as it is: nobody can tell whether it still holds");
    else console.note(told.kind === "none" ? "no issue is open" : `issue ${told.number} ${told.kind}: ${told.url}`);
  }
  if (!isTrusted) return exitCode.application;
  return forge === null && result.report.drift.length > 0 ? exitCode.changes : exitCode.done;
}

function show({ console, flags }: Call, found: Extract<DriftResult, { readonly kind: "found" }>): void {
  const { color, width } = console;
  const names = namesOf(found.organization.people);
  if (console.format === "json") console.print(JSON.stringify(found.report, null, 2));
  else if (console.format === "markdown") console.print(driftMarkdown(found.report));
  else console.print(driftText(found.report, names, { color, width, verbose: flags["verbose"] === true }));
}

import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { bindPlan } from "../../run/bind-plan.ts";
import { isToldOf, judgeApprovals } from "../../run/judge-approvals.ts";
import { makePlan } from "../../run/make-plan.ts";
import { publishPlan } from "../../run/publish-plan.ts";
import type { UndoRequest } from "../../run/recall-deeds.ts";
import { savePlan } from "../../run/save-plan.ts";
import { bindingOf } from "../binding.ts";
import { type Call, type Command, type Flags, textFlag } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { pullRequestOf } from "../pull-request.ts";
import { reviewsOf } from "../reviews.ts";
import { judgingOf, scopeOf } from "../scope.ts";
import { planVerdictCode, printPlan } from "../show-plan.ts";

/** `rollcall plan`: what would be done, and what policy says to it. */
export const plan: Command = {
  usage: `Usage: rollcall plan [--undo RUN [--ring N]] [--out FILE] [--detailed-exitcode] [--policies-from COMMIT] [--proposed-by A,B]
                     [--approvals FILE] [--pull-request N [--check]] [--bind FILE --for N [--head COMMIT]] [--verbose]
                     [shared flags]

Reads the files and every application, compares, judges, and prints what would be done. Writes nothing but FILE.

  --undo RUN            plan to put back what was before run RUN of the ledger, where it is still as that run left it; the
                        files are not compared, and still ask for what they asked: revert the commit too
  --ring N              of that run, only what it made in ring N
  --out FILE            write the plan for rollcall apply
  --detailed-exitcode   0 nothing to change, 2 there are changes
  --policies-from COMMIT
                        the policies, thresholds, role risks and guards of COMMIT (the base of a pull request) judge as well,
                        and the stricter word holds; whoever wrote the commits since then proposes
  --proposed-by A,B     who else proposes: person ids, user names, e-mail addresses or logins
  --pull-request N      also put the plan into pull request N, as one comment that is updated in place
                        (GITHUB_REPOSITORY and GITHUB_TOKEN, or an App, name the repository and speak for us: docs/github.md)
  --check               also as the check rollcall/plan on its head, with remarks on the lines that cause changes
  --bind FILE           write what the plan of a merge (--ref) stands on, signed, for rollcall apply --bound; FILE.sig is the
                        signature. --policies-from is its first parent, and audit.signer of that commit signs
  --for N               the pull request that is bound
  --head COMMIT         what is merged, where the commit of --ref has one parent
  --approvals FILE      who agreed so far: what is there and what is missing is told, and guards that were overridden let pass
  --verbose             fold nothing
  --progress json       one JSON object a line on standard error for everything that happens

Exit 4 when policy denies or a guard stops, 8 when an application cannot be read or its listing cannot be trusted.
`,
  flags: {
    undo: { type: "string" },
    ring: { type: "string" },
    out: { type: "string" },
    "detailed-exitcode": { type: "boolean" },
    "policies-from": { type: "string" },
    "proposed-by": { type: "string" },
    "pull-request": { type: "string" },
    check: { type: "boolean" },
    bind: { type: "string" },
    for: { type: "string" },
    head: { type: "string" },
    approvals: { type: "string" },
    verbose: { type: "boolean" },
    progress: { type: "string" },
  },
  words: [0, 0],
  run: runPlan,
};

async function runPlan(call: Call): Promise<ExitCode> {
  const { flags, console } = call;
  const reviews = await reviewsOf(flags);
  const bound = bindFlag(flags);
  const world = await call.world();
  const pullRequest = await pullRequestOf(flags, world);
  const result = await makePlan(world, scopeOf(flags), { undo: undoFlag(flags), judging: judgingOf(flags) });
  if (result.diagnostics.length > 0) console.complain(diagnosticsText(result.diagnostics, { color: console.color }));
  if (result.kind === "invalid") return exitCode.input;
  const { plan, organization } = result;
  const standing = await judgeApprovals(world, { plan, organization, reviews, at: scopeOf(flags).at });
  const shown = isToldOf(standing) ? { standing } : {};
  printPlan(console, plan, { people: organization.people, verbose: flags["verbose"] === true, ...shown });
  const out = textFlag(flags, "out");
  if (out !== undefined) await savePlan(world, resolve(out), plan);
  if (bound !== null) await bindPlan(world, result, bound);
  if (pullRequest !== null) {
    const { comment, check } = await publishPlan(world, pullRequest, { plan, organization, ...shown });
    console.note(`comment ${comment.url}`);
    if (check !== null) console.note(`${check.kind === "stale" ? "stale check" : "check"} ${check.url}`);
  }
  const verdict = planVerdictCode(plan, standing);
  if (verdict !== exitCode.done) return verdict;
  return flags["detailed-exitcode"] === true && plan.changes.length > 0 ? exitCode.changes : exitCode.done;
}

function bindFlag(flags: Flags) {
  const path = textFlag(flags, "bind");
  if (path === undefined) return null;
  const { pullRequest, head } = bindingOf(flags);
  if (pullRequest === null) throw new RollcallError("input-invalid", "--bind needs --for N, the pull request");
  return { path: resolve(path), binding: { pullRequest, head, ref: textFlag(flags, "ref") ?? null } };
}

function undoFlag(flags: Flags): UndoRequest | null {
  const [sequence, ring] = [placeFlag(flags, "undo"), placeFlag(flags, "ring")];
  if (sequence !== null) return ring === null ? { sequence } : { sequence, ring };
  if (ring === null) return null;
  throw new RollcallError("input-invalid", "--ring narrows --undo RUN, which is missing");
}

function placeFlag(flags: Flags, name: "undo" | "ring"): number | null {
  const text = textFlag(flags, name);
  if (text === undefined) return null;
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new RollcallError("input-invalid", `--${name} ${text} is no number from 1: rollcall audit log lists runs`);
}

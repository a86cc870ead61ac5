import { RollcallError } from "../model/error.ts";
import { diagnosticsText } from "../report/diagnostics-text.ts";
import { poolEffectText } from "../report/pool-effect-text.ts";
import { unifiedDiff } from "../report/unified-diff.ts";
import type { Draft, DraftedEdits } from "../run/draft-edits.ts";
import { findTarget, type Proposed, proposeEdits } from "../run/propose-edits.ts";
import type { Scope, World } from "../run/world.ts";
import { writeEdits } from "../run/write-edits.ts";
import { type Call, type Flags, textFlag } from "./command.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { forgeOf } from "./forge.ts";

/** Flags of every verb that edits files. */
export const editFlags = {
  "dry-run": { type: "boolean" },
  write: { type: "boolean" },
  "pull-request": { type: "boolean" },
  base: { type: "string" },
  remote: { type: "string" },
} as const;

/** How these are called. */
export const editUsage = `  --dry-run         print the change as a diff that git apply takes, and nothing else
  --write           write the file, for a commit of your own
  --pull-request    commit it on a branch of its own, push that and open the pull request, once: again brings it up to date.
                    Needs GITHUB_REPOSITORY and GITHUB_TOKEN; work tree and index stay as they are
    --base BRANCH   where the pull request goes: the repository's default branch
    --remote NAME   the git remote that is GitHub: origin
`;

/** What is carried out, and in whose name. */
export interface Edit {
  draft(world: World, scope: Scope): Promise<Draft>;
  /** As if it were this moment; null: now. */
  readonly at: string | null;
  /** Who asks for it; the one who calls when left out. */
  readonly by?: string;
  readonly issue?: number;
}

/** Shows, writes or proposes an edit of files, whichever the flags ask for. */
export async function carryOut(call: Call, edit: Edit): Promise<ExitCode> {
  const { flags, console } = call;
  const way = wayOf(flags);
  const world = await call.world();
  const target = way === "pull-request" ? await findTarget(world, await targetOf(flags, world)) : null;
  const draft = await edit.draft(world, { ref: target?.commit ?? null, at: edit.at });
  if (draft.kind === "invalid") {
    console.complain(diagnosticsText(draft.diagnostics, { color: console.color }));
    return exitCode.input;
  }
  if (draft.kind === "unchanged") {
    if (console.format === "json") console.print(asJson({ changed: false, remarks: draft.remarks }));
    else console.print(`nothing to change: ${draft.remarks.join("; ")}`);
    return exitCode.done;
  }
  if (way === "write") await writeEdits(world, draft.edits);
  const who = { by: edit.by ?? world.actor, issue: edit.issue ?? null };
  const proposed = target === null ? null : await proposeEdits(world, target, { draft, ...who });
  tell(call, draft, { way, proposed });
  return exitCode.done;
}

function tell(
  { console }: Call,
  draft: DraftedEdits,
  { way, proposed }: { readonly way: Way; readonly proposed: Proposed | null },
): void {
  const diff = unifiedDiff(draft.edits);
  const { title, remarks, effect = null } = draft;
  if (console.format === "json") {
    const told = { changed: true, written: way === "write", title, remarks, diff, effect, pull_request: proposed };
    console.print(asJson(told));
    return;
  }
  if (diff !== "") console.print(diff);
  for (const remark of remarks) console.note(remark);
  if (effect !== null) console.note(poolEffectText(effect, { color: console.color, width: console.width }));
  if (way !== "dry-run") console.note(endingOf(draft, { way, proposed }));
}

function asJson(told: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ format_version: "1.0", ...told }, null, 2);
}

/** What was done, or how to go on. */
function endingOf(
  { edits, title, reason }: DraftedEdits,
  { way, proposed }: { readonly way: Way; readonly proposed: Proposed | null },
): string {
  const files = edits.map(({ path }) => path).join(", ");
  if (proposed !== null) return `pull request ${proposed.number} ${proposed.kind}: ${proposed.url}`;
  if (way !== "write") return `${files}: not written; give --write to write it, or --pull-request to propose it`;
  return `${files}: written; commit it as "${title}${reason === null ? "" : `: ${reason}`}", and merging it is agreeing to it`;
}

type Way = "dry-run" | "write" | "pull-request" | "show";

function wayOf(flags: Flags): Way {
  if (textFlag(flags, "ref") !== undefined) {
    throw new RollcallError("input-invalid", "edits go into the working directory, or a pull request: leave --ref out");
  }
  const asked = (["dry-run", "write", "pull-request"] as const).filter((name) => flags[name] === true);
  if (asked.length > 1) throw new RollcallError("input-invalid", "give one of --dry-run, --write and --pull-request");
  return asked[0] ?? "show";
}

async function targetOf(flags: Flags, world: World) {
  return {
    forge: await forgeOf(world),
    remote: textFlag(flags, "remote") ?? "origin",
    branch: textFlag(flags, "base") ?? null,
  };
}

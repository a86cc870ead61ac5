import { readRuns, type SealedRun } from "../audit/read.ts";
import { loadOrganization } from "../desired/load.ts";
import { commitTree } from "../document/tree.ts";
import type { RunMoment } from "../model/drift.ts";
import { RollcallError } from "../model/error.ts";
import type { ManifestEntry } from "../model/manifest.ts";
import type { Organization } from "../model/organization.ts";
import { isUndoing } from "../plan/inversion.ts";
import { thingOf } from "../plan/tell-drift.ts";
import type { Git } from "../ports/git.ts";
import type { WholeFiles } from "./plan-facts.ts";
import { errorsOf, type FilesWorld, openTree } from "./read-files.ts";
import type { Scope } from "./world.ts";

/** A recorded run, with the files that it applied as they were at its instant. */
export type EarlierRun =
  | {
      readonly kind: "files";
      readonly run: RunMoment;
      readonly organization: Organization;
      /** The instant of its plan. */
      readonly at: string;
      readonly unsettled: ReadonlyMap<string, ManifestEntry>;
    }
  | { readonly kind: "undo"; readonly run: RunMoment; readonly touched: ReadonlySet<string> };

/** Most runs whose files are read: each costs memory while applications are read. */
const mostFiles = 5;

/**
 * The newest runs, the newest first, until every change that one of them did not settle was settled by an older one. A run that says
 * nothing of such changes is passed over. Throws `input-invalid` when the files of a run are not to be had: without them nobody can tell.
 */
export async function earlierRuns(world: FilesWorld, files: WholeFiles, scope: Scope): Promise<readonly EarlierRun[]> {
  const { git } = world;
  const found: EarlierRun[] = [];
  if (git === null) return found;
  let open: ReadonlySet<string> | null = null;
  let left = mostFiles;
  for await (const run of readRuns(git, files.organization.audit.branch)) {
    const { entries } = run.record;
    if (entries.some(({ because }) => isUndoing(because))) {
      found.push({ kind: "undo", run: momentOf(run), touched: new Set(entries.filter(tookEffect).map(thingOfEntry)) });
      continue;
    }
    const unsettled = new Map(entries.filter((entry) => !isSettled(entry)).map((entry) => [entry.key, entry]));
    const still: ReadonlySet<string> = new Set([...(open ?? unsettled.keys())].filter((key) => unsettled.has(key)));
    if (open === null || still.size < open.size) {
      const organization = await organizationOf(world, git, { run, files, scope });
      found.push({ kind: "files", run: momentOf(run), organization, at: run.record.plan.at, unsettled });
      left -= 1;
    }
    open = still;
    if (open.size === 0 || left === 0) return found;
  }
  return found;
}

/** When it had begun, and not yet looked at the applications: whatever is otherwise now was changed after that. */
function momentOf({ sequence, record }: SealedRun): RunMoment {
  return { sequence, at: record.started };
}

function isSettled({ status }: Pick<ManifestEntry, "status">): boolean {
  return status === "applied" || status === "unchanged";
}

function tookEffect(entry: Pick<ManifestEntry, "status">): boolean {
  return isSettled(entry) || entry.status === "unverified";
}

/** A seat is the same in another location. */
function thingOfEntry(entry: ManifestEntry): string {
  const { target } = entry;
  return thingOf(
    target?.startsWith("seat:") === true ? { ...entry, target: target.slice(0, target.lastIndexOf("/")) } : entry,
  );
}

async function organizationOf(
  world: FilesWorld,
  git: Git,
  { run, files, scope }: { readonly run: SealedRun; readonly files: WholeFiles; readonly scope: Scope },
): Promise<Organization> {
  const { commit, inputs, plan } = run.record;
  if (commit === null && !isSame(inputs, files.inputs))
    throw cannotTell(run, "was made from files in no commit, which have changed since: apply a plan of a commit");
  if (commit !== null && (await git.resolve(commit)) === null)
    throw cannotTell(run, `was made from commit ${commit}, which is not in this clone: git fetch --unshallow`);
  const tree = commit === null ? await openTree(world, scope.ref) : commitTree(git, commit);
  const { organization, diagnostics } = await loadOrganization(tree, plan.at);
  if (organization !== null) return organization;
  const [first] = errorsOf(diagnostics);
  const what = first === undefined ? "they have mistakes" : `${first.at.file}:${first.at.line}: ${first.message}`;
  throw cannotTell(run, `was made from files that cannot be read any more (${what}): apply a new plan`);
}

function cannotTell({ sequence }: SealedRun, why: string): RollcallError {
  return new RollcallError("input-invalid", `nobody can tell drift from what is pending: run ${sequence} ${why}`);
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return Object.keys({ ...a, ...b }).every((path) => a[path] === b[path]);
}

import { applicationsRead, listRuns } from "../audit/read.ts";
import { loadOrganization } from "../desired/load.ts";
import { loadPools } from "../desired/load-pools.ts";
import { commitTree } from "../document/tree.ts";
import type { AuditSettings } from "../model/audit-settings.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Organization } from "../model/organization.ts";
import type { LicensePool } from "../model/pool.ts";
import { resolve } from "../plan/resolve.ts";
import type { RosterBefore } from "../plan/roster-guard.ts";
import type { PersonBefore } from "../policy/facts.ts";
import type { Git } from "../ports/git.ts";
import { GitFailure } from "../ports/git-process.ts";
import type { Files } from "./read-files.ts";

/** How things were when the newest run was recorded. */
export interface LastRun extends Required<RosterBefore> {
  /** Null when nobody can tell: before the first run, when it was made from no commit, or when that is not in this clone. */
  readonly poolsBefore: readonly LicensePool[] | null;
  /** Names of the applications that it read; null before the first run. */
  readonly applicationsBefore: readonly string[] | null;
  /** Everybody on the roster then with their roles, by person id; null as for pools. */
  readonly before: ReadonlyMap<string, PersonBefore> | null;
}

/** What the files of the last run tell. */
type Standing = Pick<LastRun, "poolsBefore" | "before">;

const unknown: Standing = { poolsBefore: null, before: null };
const nothing: LastRun = { peopleBefore: null, filledBefore: null, applicationsBefore: null, ...unknown };

/** Reads the newest run of the ledger, and people and pools as they stood in the commit that it was made from. */
export async function lastRun(
  git: Git | null,
  files: Files,
  { branch }: Pick<AuditSettings, "branch">,
): Promise<LastRun> {
  if (git === null) return nothing;
  for await (const run of listRuns(git, branch, { limit: 1 })) {
    const { record } = run;
    return {
      ...{ peopleBefore: record.people, filledBefore: record.filled ?? null },
      applicationsBefore: await applicationsRead(git, run),
      ...(await standingAt(git, files, record)),
    };
  }
  return nothing;
}

/** What was is told beside what will be: a clone that does not reach back so far does without. */
async function standingAt(
  git: Git,
  files: Files,
  { commit, plan }: Pick<RunRecord, "commit" | "plan">,
): Promise<Standing> {
  if (commit === null) return unknown;
  try {
    const tree = commitTree(git, commit);
    const isHere = commit === files.commit;
    const organization = isHere ? files.organization : (await loadOrganization(tree, plan.at)).organization;
    const before = organization === null ? null : peopleOf(organization, plan.at);
    return { poolsBefore: await loadPools(tree, plan.at), before };
  } catch (error) {
    if (error instanceof GitFailure) return unknown;
    throw error;
  }
}

/** Everybody whom files have, with the roles that they hold at an instant. */
export function peopleOf(organization: Organization, at: string): ReadonlyMap<string, PersonBefore> {
  const { people, holdings } = resolve(organization, at);
  return new Map(
    [...people].map(([id, person]) => [id, { person, roles: (holdings.get(id) ?? []).map(({ role }) => role).sort() }]),
  );
}

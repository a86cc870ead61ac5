import { type GitHubAccess, openGitHub } from "../forge/github.ts";
import { closeIssue, type ToldIssue, tellIssue } from "../forge/standing-issue.ts";
import type { DriftReport } from "../model/drift.ts";
import { driftIssue, settledIssue } from "../report/drift-issue.ts";
import type { World } from "./world.ts";

const marker = "<!-- rollcall:drift v1 -->";
const label = "rollcall-drift";

/**
 * Keeps one issue at the forge that tells what was changed by hand: opened, brought up to date, closed. Where a listing cannot be trusted, or
 * no run is on record in this clone, nobody knows whether there is drift no more: the issue is left as it is (null). Throws RollcallError.
 */
export async function tellDriftIssue(
  world: Pick<World, "clock" | "signal">,
  forge: GitHubAccess,
  report: DriftReport,
): Promise<ToldIssue | null> {
  if (report.run === null || report.applications.some(({ listing }) => listing === "untrusted")) return null;
  const github = openGitHub(forge, world);
  if (report.drift.length === 0) return closeIssue(github, { marker, label, ...settledIssue });
  return tellIssue(github, { marker, label, ...driftIssue(report) });
}

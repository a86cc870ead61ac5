import { type PublishedCheck, publishCheck } from "../forge/check.ts";
import { type PublishedComment, publishComment } from "../forge/comment.ts";
import { type GitHub, type GitHubAccess, openGitHub } from "../forge/github.ts";
import type { ApprovalStanding } from "../model/approval-standing.ts";
import { RollcallError } from "../model/error.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import type { WriteRates } from "../report/markdown-head.ts";
import { planCheck } from "../report/plan-check.ts";
import { planMarkdown } from "../report/plan-markdown.ts";
import type { World } from "./world.ts";

/** A pull request at GitHub, and who may write there. */
export interface PullRequest extends GitHubAccess {
  readonly number: number;
  /** Whether the plan is a check on its head as well. */
  readonly wantsCheck: boolean;
}

/** What is published of a plan. */
interface Told {
  readonly plan: Plan;
  readonly organization: Pick<Organization, "perSecond" | "applications">;
  readonly standing?: ApprovalStanding;
}

/** Where a plan can be looked at. */
export interface PublishedPlan {
  readonly comment: PublishedComment;
  readonly check: PublishedCheck | null;
}

/** The name that a rule of a repository requires. */
const checkName = "rollcall/plan";

/**
 * Puts a plan into its pull request: one comment and, where wanted, a check on the head. People appear as ids, since comments cannot be
 * taken back reliably. Throws RollcallError.
 */
export async function publishPlan(
  world: Pick<World, "clock" | "signal">,
  to: PullRequest,
  { plan, organization, ...standing }: Told,
): Promise<PublishedPlan> {
  const { commit } = plan.basis;
  if (to.wantsCheck && commit === null)
    throw new RollcallError(
      "input-invalid",
      "--check needs a plan of a commit: commit what was changed, or name it with --ref",
    );
  const github = openGitHub(to, world);
  const rates = ratesOf(organization);
  const elsewhere = `The check ${checkName} of this commit lists each`;
  const told = { ...standing, rates, ...(to.wantsCheck ? { elsewhere } : {}) };
  const check =
    commit === null || !to.wantsCheck ? null : await publishPlanCheck(github, to.number, { plan, commit, ...told });
  return { comment: await publishComment(github, to.number, planMarkdown(plan, { people: new Map() }, told)), check };
}

function publishPlanCheck(
  github: GitHub,
  pullRequest: number,
  { plan, commit, ...told }: { plan: Plan; commit: string; standing?: ApprovalStanding; rates: WriteRates },
): Promise<PublishedCheck> {
  const of = { pullRequest, commit };
  return publishCheck(github, of, { name: checkName, externalId: plan.operations, ...planCheck(plan, told) });
}

function ratesOf({ perSecond, applications }: Told["organization"]): WriteRates {
  return {
    overall: perSecond,
    applications: new Map(applications.map(({ name, limits }) => [name, limits.perSecond])),
  };
}

import { type PublishedComment, publishComment } from "../forge/comment.ts";
import { type GitHubAccess, openGitHub } from "../forge/github.ts";
import type { ApprovalStanding } from "../model/approval-standing.ts";
import type { Plan } from "../model/plan.ts";
import { planMarkdown } from "../report/plan-markdown.ts";
import type { World } from "./world.ts";

/** A pull request at GitHub, and who may comment there. */
export interface PullRequest extends GitHubAccess {
  readonly number: number;
}

/** Puts a plan into its pull request. People appear as ids: comments cannot be taken back reliably. */
export async function publishPlan(
  world: Pick<World, "clock" | "signal">,
  to: PullRequest,
  { plan, ...told }: { readonly plan: Plan; readonly standing?: ApprovalStanding },
): Promise<PublishedComment> {
  return publishComment(openGitHub(to, world), to.number, planMarkdown(plan, { people: new Map() }, told));
}

import { type PublishedComment, publishComment } from "../forge/comment.ts";
import type { ApprovalStanding } from "../model/approval-standing.ts";
import type { Plan } from "../model/plan.ts";
import { planMarkdown } from "../report/plan-markdown.ts";

/** A pull request at GitHub, and the token that may comment there. */
export interface PullRequest {
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
  readonly token: string;
  readonly apiUrl: string;
}

/** Puts a plan into its pull request. People appear as ids: comments cannot be taken back reliably. */
export async function publishPlan(
  to: PullRequest,
  { plan, ...told }: { readonly plan: Plan; readonly standing?: ApprovalStanding },
): Promise<PublishedComment> {
  return publishComment(to, to.number, planMarkdown(plan, { people: new Map() }, told));
}

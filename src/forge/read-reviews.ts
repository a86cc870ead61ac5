import { explained, type GitHub } from "./github.ts";
import type { MergedPull } from "./merged-pull.ts";
import { unlessGone } from "./refusal.ts";

/** What is asked about a pull request. */
export interface ReviewQuestion {
  readonly pull: MergedPull;
  /** `Plan.operations` of what was shown of its head. */
  readonly operations: string;
  /** Teams of the owner to look for reviewers in; none: who is in a team is known otherwise. */
  readonly teams: readonly string[];
}

/** What was said of a pull request and by whom it is, in the form of an approvals file. */
export interface ToldReviews {
  /** Logins of author, committers and co-authors, and addresses of co-authors. */
  readonly proposers: readonly string[];
  readonly reviews: readonly ToldReview[];
  /** What could not be learnt, in words. */
  readonly remarks: readonly string[];
}

/** One review, once for each team that the reviewer speaks for. */
interface ToldReview {
  readonly by: string;
  readonly at: string;
  /** Null: it was of another head, or GitHub does not know of which. */
  readonly operations: string | null;
  readonly state: string;
  readonly bot: boolean;
  readonly permission: "admin" | "write" | "read" | "none";
  readonly team?: string;
}

/** Reviews that count for more than a remark. */
const verdicts: ReadonlySet<string> = new Set(["APPROVED", "CHANGES_REQUESTED", "DISMISSED"]);

/** Commits of a pull request that GitHub tells of. */
const mostCommits = 250;

/** Who committed in a browser: what GitHub itself signs is nobody's proposal. */
const ownCommitter = "web-flow";

/** Asks for everything that was said of a pull request, and what whoever said it may do now. Throws RollcallError. */
export async function readReviews(github: GitHub, question: ReviewQuestion): Promise<ToldReviews> {
  const { octokit, where } = github;
  const { pull, operations } = question;
  const at = { ...where, pull_number: pull.number, per_page: 100 };
  return explained(github, async () => {
    const commits = await octokit.paginate(octokit.rest.pulls.listCommits, at);
    const said = await octokit.paginate(octokit.rest.pulls.listReviews, at);
    const reviews: ToldReview[] = [];
    const people = new Reviewers(github, question);
    for (const { user, state, submitted_at, commit_id } of said) {
      if (user === null || submitted_at === undefined || !verdicts.has(state)) continue;
      const review = { by: user.login, at: submitted_at, state, bot: user.type !== "User" };
      const of = commit_id === pull.head ? operations : null;
      const { permission, teams } = await people.of(user.login);
      const told = { ...review, operations: of, permission };
      reviews.push(...(teams.length === 0 ? [told] : teams.map((team) => ({ ...told, team }))));
    }
    if (commits.length >= mostCommits) {
      const why = `pull request ${pull.number} has more commits than GitHub tells of (${mostCommits}): no approval of it counts`;
      return { proposers: [], reviews: reviews.filter(({ state }) => state !== "APPROVED"), remarks: [why] };
    }
    return { proposers: proposersOf(pull, commits), reviews, remarks: [] };
  });
}

interface Commit {
  readonly author: { readonly login?: string } | null;
  readonly committer: { readonly login?: string } | null;
  readonly commit: { readonly message: string };
}

function proposersOf({ author }: MergedPull, commits: readonly Commit[]): readonly string[] {
  const names = commits.flatMap(({ author: wrote, committer, commit }) => [
    wrote?.login,
    committer?.login,
    ...[...commit.message.matchAll(/^co-authored-by:.*<([^<>\s]+)>\s*$/gim)].map(([, address]) => address),
  ]);
  const known = [author, ...names].filter((name): name is string => typeof name === "string" && name !== ownCommitter);
  return [...new Set(known)].sort();
}

/** What each reviewer may do, asked once. */
class Reviewers {
  readonly #github: GitHub;
  readonly #question: ReviewQuestion;
  readonly #known = new Map<string, { permission: ToldReview["permission"]; teams: readonly string[] }>();

  constructor(github: GitHub, question: ReviewQuestion) {
    this.#github = github;
    this.#question = question;
  }

  async of(login: string) {
    const known = this.#known.get(login) ?? {
      permission: await this.#permissionOf(login),
      teams: await this.#teamsOf(login),
    };
    this.#known.set(login, known);
    return known;
  }

  /** GitHub says `write` for who maintains, and `read` for who triages. Somebody who is gone may do nothing. */
  async #permissionOf(username: string): Promise<ToldReview["permission"]> {
    const { octokit, where } = this.#github;
    const asked = octokit.rest.repos.getCollaboratorPermissionLevel({ ...where, username });
    const permission = (await unlessGone(asked))?.data.permission;
    return permission === "admin" || permission === "write" || permission === "read" ? permission : "none";
  }

  async #teamsOf(username: string): Promise<readonly string[]> {
    const { pull, teams } = this.#question;
    const found: string[] = [];
    for (const team of teams)
      if (await this.#isMember({ org: pull.owner, team_slug: team, username })) found.push(team);
    return found;
  }

  async #isMember(of: {
    readonly org: string;
    readonly team_slug: string;
    readonly username: string;
  }): Promise<boolean> {
    const asked = this.#github.octokit.rest.teams.getMembershipForUserInOrg(of);
    return (await unlessGone(asked))?.data.state === "active";
  }
}

import { aPull, type Repository, type StoredPull } from "../state.ts";
import { type Answer, missing, nextNumber, type Operations } from "./operation.ts";

/** Pull requests, their reviews and their commits. */
export const pulls: Operations = {
  "pulls/get": {
    needs: ["pull_requests:read"],
    act: (at, { path }) => of(at, path, (pull) => ({ status: 200, value: shown(pull) })),
  },
  "pulls/list": {
    needs: ["pull_requests:read"],
    act: ({ pulls: all }, { query }) => {
      const [state, head] = [query.get("state") ?? "open", query.get("head")];
      const own = [...all.values()].filter(
        (pull) =>
          (state === "all" || pull.state === state) &&
          (head === null || `${pull.from.split("/")[0]}:${pull.branch}` === head) &&
          pull.base === (query.get("base") ?? pull.base),
      );
      return { status: 200, list: { all: own.map(shown) } };
    },
  },
  "pulls/create": {
    needs: ["pull_requests:write"],
    act: (at, { body, bearer }) => {
      const { pulls: all, fullName } = at;
      const number = nextNumber(at);
      const { head: branch = "", base = "", title = "", body: text = "" } = body;
      const made = aPull({ ...{ number, branch, base, title, body: text }, by: bearer.login, from: fullName });
      all.set(number, made);
      return { status: 201, value: shown(made) };
    },
  },
  "pulls/update": {
    needs: ["pull_requests:write"],
    act: (at, { path, body: { title, body } }) =>
      of(at, path, (pull) => {
        pull.title = title ?? pull.title;
        pull.body = body ?? pull.body;
        return { status: 200, value: shown(pull) };
      }),
  },
  "pulls/list-reviews": {
    needs: ["pull_requests:read"],
    act: (at, { path }) =>
      of(at, path, ({ reviews }) => ({
        status: 200,
        list: {
          all: reviews.map(({ login, kind, state, commit, at: submitted_at }, index) => ({
            ...{ id: index + 1, user: { login, type: kind }, state, commit_id: commit },
            ...(state === "PENDING" ? {} : { submitted_at }),
          })),
        },
      })),
  },
  "pulls/list-commits": {
    needs: ["pull_requests:read"],
    act: (at, { path }) =>
      of(at, path, ({ commits }) => ({
        status: 200,
        // GitHub tells no more than this many.
        list: {
          all: commits.slice(0, 250).map(({ author, committer, message }) => ({
            author: author === null ? null : { login: author },
            committer: committer === null ? null : { login: committer },
            commit: { message },
          })),
        },
      })),
  },
  "repos/list-pull-requests-associated-with-commit": {
    needs: ["pull_requests:read"],
    act: ({ pulls: all }, { path }) => ({
      status: 200,
      list: {
        all: [...all.values()].filter(({ sha, merged }) => [sha, merged?.sha].includes(path["commit_sha"])).map(shown),
      },
    }),
  },
};

function of(
  { pulls: all }: Repository,
  path: Readonly<Record<string, string>>,
  answer: (pull: StoredPull) => Answer,
): Answer {
  const pull = all.get(Number(path["pull_number"]));
  return pull === undefined ? missing : answer(pull);
}

function shown({ number, by, branch, from, base, sha, title, body, state, merged, commits }: StoredPull): unknown {
  return {
    ...{ number, title, body, state, html_url: `https://github.example/pull/${number}` },
    ...{ user: { login: by }, merged_at: merged === null ? null : "2026-11-23T09:00:00Z" },
    ...{ merged: merged !== null, merge_commit_sha: merged?.sha ?? null, commits: commits.length },
    ...{
      head: { ref: branch, sha, repo: { full_name: from } },
      base: { ref: base, repo: { full_name: "meridian/access" } },
    },
  };
}

import type { StoredComment } from "../state.ts";
import { missing, type Operations, tooLong } from "./operation.ts";

/** Comments of issues and pull requests. */
export const comments: Operations = {
  "issues/list-comments": {
    needs: ["pull_requests:read", "issues:read"],
    act: ({ comments, pulls }, { path }) =>
      pulls.has(Number(path["issue_number"]))
        ? {
            status: 200,
            list: { all: comments.filter(({ issue }) => issue === Number(path["issue_number"])).map(shownComment) },
          }
        : missing,
  },
  "issues/create-comment": {
    needs: ["pull_requests:write", "issues:write"],
    act: ({ comments, pulls }, { path, body, bearer }) => {
      if (!pulls.has(Number(path["issue_number"]))) return missing;
      if ((body.body ?? "").length > 65_536) return tooLong;
      const id = Math.max(999, ...comments.map((each) => each.id)) + 1;
      const made = { id, issue: Number(path["issue_number"]), body: body.body ?? "", login: bearer.login };
      comments.push(made);
      return { status: 201, value: shownComment(made) };
    },
  },
  "issues/update-comment": {
    needs: ["pull_requests:write", "issues:write"],
    act: ({ comments }, { path, body }) => {
      const found = comments.find(({ id }) => id === Number(path["comment_id"]));
      if (found === undefined) return missing;
      if ((body.body ?? "").length > 65_536) return tooLong;
      found.body = body.body ?? "";
      return { status: 200, value: shownComment(found) };
    },
  },
  "issues/delete-comment": {
    needs: ["pull_requests:write", "issues:write"],
    act: ({ comments }, { path }) => {
      const index = comments.findIndex(({ id }) => id === Number(path["comment_id"]));
      if (index === -1) return missing;
      comments.splice(index, 1);
      return { status: 204 };
    },
  },
};

function shownComment({ id, body, login }: StoredComment): unknown {
  return { id, body, user: { login }, html_url: `https://github.example/comments/${id}` };
}

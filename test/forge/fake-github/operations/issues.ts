import type { Repository, StoredIssue } from "../state.ts";
import { missing, nextNumber, type Operations, tooLong } from "./operation.ts";

/** Issues; GitHub lists pull requests among them. */
export const issues: Operations = {
  "issues/list-for-repo": {
    needs: ["issues:read"],
    act: ({ issues: all, pulls }, { query }) => {
      const state = query.get("state") ?? "open";
      const isWanted = (each: { readonly state: string }) => state === "all" || each.state === state;
      const requests = [...pulls.values()].map(({ number, by, title, body, state: its }) => ({
        ...shown({ number, login: by, title, body, state: its, labels: [] }),
        pull_request: { url: null, html_url: null, diff_url: null, patch_url: null },
      }));
      return { status: 200, list: { all: [...all.map(shown), ...requests].filter(isWanted) } };
    },
  },
  "issues/create": {
    needs: ["issues:write"],
    act: (at, { body, bearer }) => {
      if ((body.body ?? "").length > 65_536) return tooLong;
      const number = nextNumber(at);
      const { title = "", body: text = "", labels = [] } = body;
      const made: StoredIssue = { number, login: bearer.login, title, body: text, state: "open", labels };
      at.issues.push(made);
      return { status: 201, value: shown(made) };
    },
  },
  "issues/update": {
    needs: ["issues:write"],
    act: ({ issues: all }: Repository, { path, body }) => {
      const found = all.find(({ number }) => number === Number(path["issue_number"]));
      if (found === undefined) return missing;
      if ((body.body ?? "").length > 65_536) return tooLong;
      found.title = body.title ?? found.title;
      found.body = body.body ?? found.body;
      found.state = body.state === "closed" ? "closed" : found.state;
      return { status: 200, value: shown(found) };
    },
  },
};

function shown({ number, login, title, body, state, labels }: StoredIssue) {
  return { number, title, body, state, labels, user: { login }, html_url: `https://github.example/issues/${number}` };
}

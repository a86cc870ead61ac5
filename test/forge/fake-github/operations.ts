import type { Bearer, CheckOutput, Repository, StoredAnnotation, StoredCheck, StoredComment } from "./state.ts";

/** One call whose parameters and body fit the description. */
interface Asked {
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Sent;
  readonly bearer: Bearer;
}

/** What a body may hold, of all operations together. */
export interface Sent {
  readonly body?: string;
  readonly name?: string;
  readonly head_sha?: string;
  readonly external_id?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly output?: CheckOutput & { readonly annotations?: readonly StoredAnnotation[] };
}

/** An answer before what the description requires beside it is filled in; `list` is answered in pages. */
export interface Answer {
  readonly status: number;
  readonly value?: unknown;
  readonly list?: { readonly all: readonly unknown[]; readonly under?: string };
}

interface Operation {
  /** What the token needs, one of these; none: any token. */
  readonly needs: readonly string[];
  readonly act: (at: Repository, asked: Asked) => Answer;
}

const missing: Answer = { status: 404, value: { message: "Not Found" } };
const tooLong: Answer = {
  status: 422,
  value: { message: "Validation Failed", errors: ["body is too long (maximum is 65536 characters)"] },
};

/** The operations that there are, by the id that the description gives them. */
export const operations: Readonly<Record<string, Operation>> = {
  "users/get-authenticated": {
    needs: [],
    act: (_, { bearer }) => ({ status: 200, value: { login: bearer.login } }),
  },
  "pulls/get": {
    needs: ["pull_requests:read"],
    act: ({ heads }, { path }) => {
      const sha = heads.get(Number(path["pull_number"]));
      return sha === undefined
        ? missing
        : { status: 200, value: { number: Number(path["pull_number"]), head: { sha } } };
    },
  },
  "git/get-commit": {
    needs: ["contents:read"],
    act: ({ parents }, { path }) => {
      const sha = path["commit_sha"] ?? "";
      return { status: 200, value: { sha, parents: (parents.get(sha) ?? []).map((parent) => ({ sha: parent })) } };
    },
  },
  "issues/list-comments": {
    needs: ["pull_requests:read", "issues:read"],
    act: ({ comments, heads }, { path }) =>
      heads.has(Number(path["issue_number"]))
        ? {
            status: 200,
            list: { all: comments.filter(({ issue }) => issue === Number(path["issue_number"])).map(shownComment) },
          }
        : missing,
  },
  "issues/create-comment": {
    needs: ["pull_requests:write", "issues:write"],
    act: ({ comments, heads }, { path, body, bearer }) => {
      if (!heads.has(Number(path["issue_number"]))) return missing;
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
  "checks/create": {
    needs: ["checks:write"],
    act: ({ checks }, { body, bearer }) => {
      const made: StoredCheck = {
        ...{ id: 5000 + checks.length, name: body.name ?? "", head_sha: body.head_sha ?? "", app: bearer.login },
        ...{ output: {}, annotations: [] },
      };
      checks.push(made);
      alter(made, body);
      return { status: 201, value: shownCheck(made) };
    },
  },
  "checks/update": {
    needs: ["checks:write"],
    act: ({ checks }, { path, body }) => {
      const found = checks.find(({ id }) => id === Number(path["check_run_id"]));
      if (found === undefined) return missing;
      alter(found, body);
      return { status: 200, value: shownCheck(found) };
    },
  },
  "checks/list-for-ref": {
    needs: ["checks:read"],
    act: ({ checks }, { path, query }) => {
      const own = checks.filter(
        ({ head_sha, name }) => head_sha === path["ref"] && name === (query.get("check_name") ?? name),
      );
      return { status: 200, list: { all: own.map(shownCheck), under: "check_runs" } };
    },
  },
  "checks/list-annotations": {
    needs: ["checks:read"],
    act: ({ checks }, { path }) => {
      const found = checks.find(({ id }) => id === Number(path["check_run_id"]));
      return found === undefined ? missing : { status: 200, list: { all: found.annotations } };
    },
  },
};

/** Annotations are appended, all else is replaced. */
function alter(check: StoredCheck, { external_id, status, conclusion, output }: Sent): void {
  if (external_id !== undefined) check.external_id = external_id;
  if (status !== undefined) check.status = status;
  if (conclusion !== undefined) Object.assign(check, { conclusion, status: "completed" });
  const { annotations = [], ...told } = output ?? {};
  Object.assign(check.output, told);
  check.annotations.push(...annotations);
}

function shownComment({ id, body, login }: StoredComment): unknown {
  return { id, body, user: { login }, html_url: `https://github.example/comments/${id}` };
}

function shownCheck({ annotations, output, app, conclusion, ...check }: StoredCheck): unknown {
  const told = { title: output.title ?? null, summary: output.summary ?? null, text: output.text ?? null };
  return {
    ...check,
    conclusion: conclusion ?? null,
    app: { slug: app.replace("[bot]", "") },
    html_url: `https://github.example/checks/${check.id}`,
    output: { ...told, annotations_count: annotations.length, annotations_url: "https://github.example/annotations" },
  };
}

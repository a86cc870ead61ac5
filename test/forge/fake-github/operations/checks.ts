import type { StoredCheck } from "../state.ts";
import { missing, type Operations, type Sent } from "./operation.ts";

/** Checks of a commit, and their annotations. */
export const checks: Operations = {
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

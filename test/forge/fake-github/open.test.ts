import { expect, test } from "vitest";
import { openFakeGitHub } from "./open.ts";

/** What the fake answers to a call without octokit. */
async function asked(method: string, path: string, token: string, body?: unknown) {
  const fake = await openFakeGitHub();
  const response = await fetch(`${fake.url}${path}`, {
    method,
    headers: { authorization: `token ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  await fake.close();
  return { status: response.status, answer, violations: fake.violations, headers: response.headers };
}

const checks = "/repos/meridian/access/check-runs";
const annotation = { path: "a.yaml", start_line: 1, end_line: 1, annotation_level: "notice", message: "m" };

test.each([
  ["a body without what is required", checks, { name: "rollcall/plan" }, /head_sha/],
  [
    "51 annotations at once",
    checks,
    {
      name: "n",
      head_sha: "a".repeat(40),
      output: { title: "t", summary: "s", annotations: Array(51).fill(annotation) },
    },
    /annotations.*50/,
  ],
  ["a parameter of another type", "/repos/meridian/access/issues/seven/comments", { body: "b" }, /issue_number/],
  ["a comment that is no text", "/repos/meridian/access/issues/7/comments", { body: 7 }, /body/],
])("refuses %s, as GitHub's description has it", async (_, path, body, words) => {
  const { status, violations } = await asked("POST", path, "workflow-token", body);
  expect(status).toBe(422);
  expect(violations.join()).toMatch(words);
});

test("answers with all that the description requires", async () => {
  const { status, answer } = await asked("GET", "/repos/meridian/access/pulls/7", "robot-token");
  expect(status).toBe(200);
  expect(answer).toMatchObject({ number: 7, head: { sha: "a".repeat(40), repo: {} }, merge_commit_sha: null });
});

test("lets only a token of an installation write checks, and only a person's ask who it is", async () => {
  const body = { name: "n", head_sha: "a".repeat(40) };
  expect((await asked("POST", checks, "robot-token", body)).status).toBe(403);
  expect((await asked("POST", checks, "workflow-token", body)).status).toBe(201);
  expect((await asked("GET", "/user", "workflow-token")).status).toBe(403);
  expect((await asked("GET", "/repos/else/where/pulls/7", "robot-token")).status).toBe(404);
});

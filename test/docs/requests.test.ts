import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { bareRepository, run, scratch } from "../audit/a-ledger.ts";
import { type FakeGitHub, openFakeGitHub } from "../forge/fake-github/open.ts";
import { ExampleCalls } from "../support/example-calls.ts";
import { fencesOf, readPage } from "./markdown.ts";

const place = scratch();
const remote = bareRepository(place.sub("remote.git"));
const calls = ExampleCalls.copied(place.sub("organisation"));
const git = (directory: string, ...args: string[]) => run("git", ["-C", directory, ...args]).trim();
const file = `${calls.root}/assignments/2026-11.yaml`;
const grant = 'rollcall grant e1012 sales --until 2026-12-18 --reason "REQ-1"';
let github: FakeGitHub;

beforeAll(async () => {
  github = await openFakeGitHub();
  github.at.pulls.clear();
  run("git", ["init", "-q", "-b", "main", calls.root]);
  git(calls.root, "config", "user.name", "A");
  git(calls.root, "config", "user.email", "a@acme.example");
  git(calls.root, "remote", "add", "origin", remote);
  git(calls.root, "add", ".");
  git(calls.root, "commit", "-q", "-m", "first");
  git(calls.root, "push", "-q", "origin", "main");
  vi.stubEnv("GITHUB_REPOSITORY", "meridian/access");
  vi.stubEnv("GITHUB_TOKEN", "robot-token");
  vi.stubEnv("GITHUB_API_URL", github.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await github.close();
  place.remove();
});

/** GitHub's event of an issue with these answers. */
function anIssue(answers: Readonly<Record<string, string>>, event: Readonly<Record<string, unknown>> = {}): string {
  const body = Object.entries(answers).map(([heading, answer]) => `### ${heading}\n\n${answer}`);
  const path = `${place.sub("event")}.json`;
  writeFileSync(
    path,
    JSON.stringify({ issue: { number: 31, body: body.join("\n\n"), user: { login: "arjun-r" } }, ...event }),
  );
  return path;
}

const hostile = `x'; touch /tmp/owned; # \${{ github.token }} @everybody`;
const request = {
  Person: "e1012",
  Role: "sales",
  Kind: "temporary",
  From: "_No response_",
  Until: "2026-12-18",
  Reason: hostile,
};

test("the page about requests is followed to its end, and prints what it shows", async () => {
  let printed = "";
  for (const { language, text } of fencesOf(await readPage("docs/requests.md"))) {
    if (language === "text") expect(printed).toContain(text.trim());
    if (language !== "sh") continue;
    printed = "";
    for (const line of text.trim().split("\n")) printed += await outputOf(line);
  }
  git(calls.root, "checkout", "-q", ".");
});

/** A call that ends well; with `|| true` one that is refused. */
async function outputOf(line: string): Promise<string> {
  const call = line.replace(" || true", "");
  if (call !== line)
    return calls.run(call).then(
      () => "it was not refused",
      (error: Error) => error.message,
    );
  const { code, output } = await calls.run(call);
  expect([call, code]).toEqual([call, 0]);
  return output;
}

describe("an edit of files", () => {
  test("is printed as a diff that git applies, and written only when it is asked for", async () => {
    const before = readFileSync(file, "utf8");
    const { output } = await calls.run(`${grant} --dry-run`);
    expect(readFileSync(file, "utf8")).toBe(before);
    writeFileSync(place.sub("the.diff"), output);
    git(calls.root, "apply", place.sub("the.diff"));
    const applied = readFileSync(file, "utf8");
    git(calls.root, "checkout", "-q", ".");
    await calls.run(`${grant} --write`);
    expect(readFileSync(file, "utf8")).toBe(applied);
    git(calls.root, "checkout", "-q", ".");
  });

  test("is made of the remote's newest commit as a pull request, whatever the clone holds", async () => {
    await calls.run("rollcall revoke e1038 sales --write");
    const mine = readFileSync(file, "utf8");
    const { output } = await calls.run(`${grant} --pull-request`);
    expect(output).toContain("pull request 1 created");
    expect(readFileSync(file, "utf8")).toBe(mine);
    expect((await calls.run(`${grant} --pull-request`)).output).toContain("pull request 1 unchanged");
    const { branch: head = "" } = github.at.pulls.get(1) ?? {};
    expect(git(remote, "diff", "--numstat", "main", head)).toBe("1\t0\tassignments/2026-11.yaml");
    expect(git(remote, "log", "-1", "--format=%ae %ce", head)).toBe("carla-m carla-m");
    git(calls.root, "checkout", "-q", ".");
  });

  test("of an issue is the same in its author's name, with its text as data", async () => {
    const { output } = await calls.run(`rollcall grant --issue ${anIssue(request)} --pull-request`);
    expect(output).toContain("pull request 2 created");
    const { branch: head = "", body = "" } = github.at.pulls.get(2) ?? {};
    expect(head).toMatch(/^access\/grant-e1012-sales-[0-9a-f]{12}$/);
    expect(git(remote, "log", "-1", "--format=%ae %ce", head)).toBe("arjun-r carla-m");
    expect(git(remote, "show", `${head}:assignments/2026-11.yaml`)).toContain(`reason: "${hostile}"`);
    expect(body).toContain("Closes #31");
    expect(body).not.toContain("@everybody");
  });

  test("of an issue needs a label of somebody who maintains the repository", async () => {
    const labeled = (login: string) => ({ action: "labeled", sender: { login } });
    github.at.permissions.set("carla-m", "admin").set("triager", "read").set("writer", "write");
    for (const login of ["triager", "writer", "stranger"])
      await expect(
        calls.run(`rollcall grant --issue ${anIssue(request, labeled(login))} --pull-request`),
      ).rejects.toMatchObject({ code: "approval-missing" });
    const { output } = await calls.run(`rollcall grant --issue ${anIssue(request, labeled("carla-m"))} --pull-request`);
    expect(output).toContain("pull request 2");
  });

  test.each([
    ["an issue that is no form", () => `rollcall grant --issue ${anIssue({ Person: "e1012" })}`],
    ["an issue and words", () => `rollcall grant e1012 sales --issue ${anIssue(request)}`],
    ["an issue that is not there", () => "rollcall grant --issue /nowhere.json"],
    ["two ways at once", () => `${grant} --write --dry-run`],
    ["a commit to read", () => `${grant} --ref HEAD`],
    ["no reason", () => "rollcall grant e1012 sales --until 2026-12-18"],
    ["a kind that is none", () => `${grant} --kind forever`],
  ])("is refused for %s", async (_what, call) => {
    await expect(calls.run(call())).rejects.toMatchObject({ code: "input-invalid" });
  });
});

interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly if: string;
  readonly permissions: unknown;
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly env?: unknown }[];
}

describe("the workflow of requests", () => {
  const read = async () => {
    const workflow: Workflow = parse(await readPage(".github/workflows/access-request.yml"));
    return { workflow, job: Object.values(workflow.jobs)[0], jobs: Object.keys(workflow.jobs) };
  };

  test("runs for one label alone, with no more permission than it needs", async () => {
    const { workflow, job, jobs } = await read();
    expect(workflow.on).toEqual({ issues: { types: ["labeled"] } });
    expect(workflow.permissions).toEqual({});
    expect(jobs).toHaveLength(1);
    expect(job?.if).toContain("github.event.label.name == 'access-request-accepted'");
    expect(job?.permissions).toEqual({ contents: "write", "pull-requests": "write" });
  });

  test("gives no script anything through an expression, and no variable anything but the token", async () => {
    const steps = (await read()).job?.steps ?? [];
    expect(steps.filter(({ run }) => run?.includes("${{") === true)).toEqual([]);
    const values = steps.flatMap(({ env }) => Object.values(env ?? {}));
    expect(new Set(values)).toEqual(new Set([`\${{ github.token }}`]));
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/^([\w-]+\/[\w-]+@[0-9a-f]{40}|\.\/.*)$/.test(action))).toEqual([]);
  });
});

import { cp, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fencesOf, readPage } from "./markdown.ts";
import { type Home, openHome } from "./own-applications.ts";
import { runAlone, Shell, scriptOf } from "./shell.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

let page: string;
let planning: Workflow;
let applying: Workflow;

beforeAll(async () => {
  page = await readPage("docs/getting-started.md");
  const workflow = (name: string): Workflow => parse(fileOf(`.github/workflows/${name}.yaml`));
  planning = workflow("plan");
  applying = workflow("apply");
});

function fileOf(path: string): string {
  const found = fencesOf(page).find((fence) => fence.path === path);
  if (found === undefined) throw new Error(`the page has no ${path}`);
  return found.text;
}

function jobOf(workflow: Workflow, name: string): Job {
  const job = workflow.jobs[name];
  if (job === undefined) throw new Error(`there is no job ${name}`);
  return job;
}

describe("the workflows", () => {
  const jobs = () => [...Object.values(planning.jobs), ...Object.values(applying.jobs)];

  test("give no permission but to the job that needs it, and nothing to a script through an expression", () => {
    expect([planning.permissions, applying.permissions]).toEqual([{}, {}]);
    expect(jobOf(planning, "plan").permissions).toEqual({ contents: "read", "pull-requests": "write" });
    expect(jobOf(applying, "apply").permissions).toEqual({ contents: "write" });
    expect(jobOf(applying, "approval").permissions).toBeUndefined();
    expect(jobOf(applying, "apply-approved").permissions).toEqual({ contents: "write", actions: "read" });
    const scripts = jobs().flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });

  test("read secrets only in jobs of an environment, and the signing key only where it is needed", () => {
    const withSecrets = jobs().filter(({ env }) => JSON.stringify(env ?? {}).includes("secrets."));
    expect(withSecrets.map(({ environment }) => environment)).toEqual(["rollcall-plan", "rollcall", "rollcall"]);
    expect(Object.keys(jobOf(planning, "plan").env ?? {})).not.toContain("ROLLCALL_SIGNING_KEY");
    expect(jobOf(applying, "apply-approved").env).toEqual(jobOf(applying, "apply").env);
    for (const [name, value] of withSecrets.flatMap(({ env }) => Object.entries(env ?? {}))) {
      expect(value).toMatch(new RegExp(`^\\$\\{\\{ (vars|secrets)\\.${name} \\}\\}$`));
    }
  });

  test("pin every action to a commit", () => {
    const actions = jobs().flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(actions.length).toBeGreaterThan(6);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});

describe("their steps, run one after the other", () => {
  let home: Home;
  let forge: Forge;
  /** The reader's own clone: everything is written and pushed, and nothing has been applied. */
  let shell: Shell;

  beforeAll(async () => {
    home = await openHome();
    forge = await openForge();
    shell = new Shell(home.path, { ...home.environment, ...home.access });
    await writeFile(join(home.path, "acme.env"), "");
    const steps = page.slice(page.indexOf("\n## 1. "), page.indexOf("\n## 9. "));
    const pipeline = fencesOf(page).filter(({ path }) => path?.startsWith("ci/") === true);
    for (const fence of [...fencesOf(steps), ...pipeline]) {
      const text = fence.path === null ? fence.text.replace(/^rollcall .*$/gm, ":") : fence.text;
      if (fence.language !== "text") await must(scriptOf({ ...fence, text }));
    }
    await must("git add --all && git commit --quiet --message Pipeline && git push --quiet");
  });
  afterAll(async () => {
    shell.close();
    await forge.close();
    await home.close();
  });

  const must = async (script: string) => {
    const { code, output } = await shell.run(script);
    if (code !== null) throw new Error(`ended with ${code}: ${output}`);
    return output;
  };
  const fresh = async (name: string) => {
    await must(`git clone --quiet https://git.example/acme/access.git ~/${name}`);
    return join(home.path, name);
  };
  const proposed = (number: number, edit: string) =>
    must(
      `git switch --quiet --create pull-${number} main && ${edit} && git commit --quiet --all --message Propose &&
      git push --quiet origin HEAD:refs/pull/${number}/merge && git switch --quiet main`,
    );
  /** Runs a job's scripts but the one that installs; what GitHub would fill in is given. */
  const runJob = async (job: Job, directory: string, given: Readonly<Record<string, string>>) => {
    const scripts = job.steps.flatMap(({ run }) => (run === undefined || run.includes("install.sh") ? [] : [run]));
    // One cache for all, so that policies are compiled once.
    const state = { ROLLCALL_STATE: join(home.path, "state") };
    const environment = { ...home.environment, ...home.access, ...state, ...given };
    return runAlone(scripts.join("\n"), { directory, environment });
  };
  const applyWith = async (directory: string, more: Readonly<Record<string, string>> = {}) => {
    const files = { GITHUB_OUTPUT: join(directory, "output"), GITHUB_STEP_SUMMARY: join(directory, "summary") };
    const key = await readFile(join(home.path, "rollcall-signing-key"), "utf8");
    return { ...files, ROLLCALL_SIGNING_KEY: key, GITHUB_REPOSITORY: "acme/access", GITHUB_RUN_ID: "42", ...more };
  };
  const asPullRequest = (number: number) => ({
    NUMBER: String(number),
    GITHUB_TOKEN: "forge-token",
    GITHUB_REPOSITORY: "acme/access",
    GITHUB_API_URL: forge.url,
  });

  test("a pull request is planned from its commit, without the signing key, and the plan becomes a comment", async () => {
    await proposed(7, `echo "- { person: e3, role: it-admin, reason: REQ-2 }" >> assignments/standing.yaml`);
    const ended = await runJob(jobOf(planning, "plan"), await fresh("pull-7"), asPullRequest(7));
    expect(ended).toMatchObject({ code: 0, output: expect.stringMatching(/^::stop-commands::[0-9a-f]{32}\n/) });
    expect(forge.comments).toHaveLength(1);
    expect(forge.comments[0]).toContain("needs approval by <code>it</code>");
    expect(forge.comments[0]).not.toContain("carla.roth@acme.example");
  });

  test("one that changes where tokens are sent is refused before anything is called", async () => {
    await proposed(
      8,
      `sed 's,"\${env:CHAT_URL}",https://elsewhere.example/scim,' rollcall.yaml > n && mv n rollcall.yaml`,
    );
    home.sandbox.resetCounters();
    const ended = await runJob(jobOf(planning, "plan"), await fresh("pull-8"), asPullRequest(8));
    expect(ended.code).toBe(1);
    expect(ended.output).toContain("rollcall.yaml");
    expect(home.sandbox.counters().requests).toBe(0);
    expect(forge.comments).toHaveLength(1);
  });

  test("on main a plan that needs approval asks the teams, and is applied once both have approved", async () => {
    await must("git merge --quiet pull-7 && git push --quiet");
    const waiting = await fresh("apply");
    const asked = await runJob(jobOf(applying, "apply"), waiting, await applyWith(waiting));
    expect(asked).toMatchObject({ code: 0 });
    expect(await readFile(join(waiting, "output"), "utf8")).toBe('code=5\nteams=["it","security"]\n');
    expect(await readFile(join(waiting, "summary"), "utf8")).toContain("needs approval by <code>it</code>");

    const approved = async (name: string, reviews: unknown) => {
      const directory = await fresh(name);
      await cp(join(waiting, "next.plan.json"), join(directory, "next.plan.json"));
      const call = "api repos/acme/access/actions/runs/42/approvals";
      const gh = { GH_EXPECTED: call, GH_ANSWER: JSON.stringify(reviews) };
      return runJob(jobOf(applying, "apply-approved"), directory, await applyWith(directory, gh));
    };
    const review = (login: string, team: string) => ({
      state: "approved",
      user: { login },
      environments: [{ name: `approve-${team}` }],
    });
    const rejected = { ...review("ada-b", "security"), state: "rejected" };
    // A stranger, somebody who gains by the plan, and a refusal: none of them is an approval.
    const others = [review("a-stranger", "security"), review("ben-k", "security"), rejected];
    expect((await approved("short", [review("ada-b", "it"), ...others])).code).toBe(5);
    expect(home.sandbox.counters().mutating).toBe(0);
    const done = await approved("done", [review("ada-b", "it"), review("ada-b", "security")]);
    expect(done).toMatchObject({ code: 0 });
    expect(home.sandbox.counters().mutating).toBeGreaterThan(0);

    const again = await fresh("again");
    home.sandbox.resetCounters();
    expect(await runJob(jobOf(applying, "apply"), again, await applyWith(again))).toMatchObject({ code: 0 });
    expect(await readFile(join(again, "output"), "utf8")).toBe("code=0\n");
    expect(home.sandbox.counters().mutating).toBe(0);
    expect(await must("git fetch --quiet origin rollcall/audit && git rev-list --count FETCH_HEAD")).toBe("2\n");
  });
});

interface Forge {
  readonly url: string;
  readonly comments: readonly string[];
  close(): Promise<void>;
}

/** As much of GitHub as one comment needs. */
async function openForge(): Promise<Forge> {
  const comments: string[] = [];
  const server: Server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => {
      if (request.method === "POST") comments.push(String(parse(text).body));
      const shown = comments.map((body, id) => ({
        id,
        body,
        html_url: "https://forge.example/1",
        user: { login: "robot" },
      }));
      const answer = request.url === "/user" ? { login: "robot" } : request.method === "POST" ? shown.at(-1) : shown;
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, comments, close };
}

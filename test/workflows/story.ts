import { execFile, execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { newLedgerKey } from "../../src/run/new-key.ts";
import { type FakeGitHub, openFakeGitHub } from "../forge/fake-github/open.ts";
import { aPull, type StoredPull, type StoredReview } from "../forge/fake-github/state.ts";
import { approveAll } from "../support/approve.ts";
import { callInside } from "../support/call-inside.ts";
import { type CallService, openCallService } from "../support/call-service.ts";
import { monday, openWorkplace, type Workplace } from "../support/workplace.ts";
import { type RunJob, type Runner, runWorkflow, type Trigger } from "./run-workflow.ts";

const repository = new URL("../../", import.meta.url).pathname;

/** Everybody whom the story names: what they are called at GitHub, and by git. */
const people = {
  ingrid: "ingrid.solberg@meridian.example",
  tomasz: "tomasz.zielinski@meridian.example",
  miriam: "miriam.katz@meridian.example",
  daniel: "daniel.osei@meridian.example",
} as const;
type Login = keyof typeof people;

const teams = `platform: [ingrid, tomasz]
security: [miriam, daniel]
it: [e1046]
people-leads: [e1044]
sales-leads: [e1023]
support-leads: [e1027]
design-leads: [e1018]
finance-leads: [e1033]
`;

/**
 * An organisation that is at GitHub and in use: a bare repository with its `main` and its ledger, applications, GitHub's API, and
 * runners for its workflows, all on this machine. It is Monday, and time passes when somebody lets it.
 */
export class Story {
  readonly github: FakeGitHub;
  readonly place: Workplace;
  readonly #home: string;
  readonly #bare: string;
  readonly #service: CallService;
  readonly #runner: Runner;
  #minutes = 0;
  #artifacts = 0;

  private constructor(given: {
    github: FakeGitHub;
    place: Workplace;
    home: string;
    planKey: string;
    service: CallService;
  }) {
    this.github = given.github;
    this.place = given.place;
    this.#service = given.service;
    this.#home = given.home;
    this.#bare = join(given.home, "access.git");
    const { environment } = given.place;
    const bin = join(given.home, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "rollcall"), `#!/bin/sh\n${given.service.script}\n`);
    chmodSync(join(bin, "rollcall"), 0o755);
    this.#runner = {
      home: given.home,
      remote: this.#bare,
      environment: {
        ...{ PATH: `${bin}:${environment["PATH"]}`, HOME: given.home, LC_ALL: "C", GITHUB_ACTOR: "runner" },
        ...{ GITHUB_SERVER_URL: "https://github.example", GITHUB_API_URL: given.github.url },
        ...{ GIT_CONFIG_NOSYSTEM: "1", GIT_AUTHOR_NAME: "Rollcall", GIT_AUTHOR_EMAIL: "rollcall@meridian.example" },
        ...{ GIT_COMMITTER_NAME: "Rollcall", GIT_COMMITTER_EMAIL: "rollcall@meridian.example" },
        ...clockOf(given.home),
        ROLLCALL_STATE: "",
      },
      variables: { ...environment, ROLLCALL: "on" },
      secrets: { ...environment, ROLLCALL_PLAN_KEY: given.planKey },
      token: (permissions) => this.#token(permissions),
      keep: (name, zip) => this.keep(name, zip),
    };
  }

  static async open(): Promise<Story> {
    const home = mkdtempSync(join(tmpdir(), "rollcall-story-"));
    setClock(home, 0);
    const place = await openWorkplace(clockOf(home), callInside);
    const service = await openCallService(home);
    const plans = newLedgerKey("plans@meridian.example");
    const story = new Story({ github: await openFakeGitHub(), place, home, planKey: plans.privateKey, service });
    await story.#begin(plans.allowedSigner.replace(/namespaces="[^"]*"/, 'namespaces="rollcall-plan@v1"'));
    return story;
  }

  /** Lets minutes pass. */
  wait(minutes: number): void {
    this.#minutes += minutes;
    setClock(this.#home, this.#minutes);
  }

  get now(): string {
    return `${new Date(Date.parse(monday) + this.#minutes * 60_000).toISOString().slice(0, 19)}Z`;
  }

  git(...args: readonly string[]): string {
    return execFileSync("git", ["-C", this.#bare, ...args], { env: this.#runner.environment, encoding: "utf8" }).trim();
  }

  /** Somebody edits files on a branch of their own and pushes it; GitHub makes the pull request, and tries the merge. */
  async propose(by: Login, edit: (root: string) => void, onto: { readonly number?: number } = {}): Promise<number> {
    const { pulls } = this.github.at;
    const number = onto.number ?? Math.max(6, ...pulls.keys()) + 1;
    const branch = `proposal-${number}`;
    const clone = join(this.#home, `clone-${number}`);
    const git = this.#gitAs(by, clone);
    if (onto.number === undefined) git("clone", "-q", this.#bare, clone);
    git("fetch", "-q", "origin");
    if (onto.number === undefined) git("switch", "-q", "-c", branch, "origin/main");
    edit(clone);
    git("add", "--all");
    git("commit", "-q", "-m", "Propose");
    git("push", "-q", "origin", branch);
    const sha = git("rev-parse", "HEAD");
    const commit = { author: by, committer: by, message: "Propose" };
    const known = pulls.get(number);
    if (known === undefined) pulls.set(number, aPull({ number, by, branch, sha, commits: [commit] }));
    else {
      known.sha = sha;
      known.commits.push(commit);
    }
    this.#tryMerge(number);
    return number;
  }

  review(number: number, login: Login, wish: Partial<StoredReview> = {}): void {
    const pull = this.#pull(number);
    pull.reviews.push({ login, kind: "User", state: "APPROVED", commit: pull.sha, at: this.now, ...wish });
  }

  /** A workflow that was edited on a branch may write checks there in the name of the same App. */
  forgeCheck(number: number): void {
    const { checks } = this.github.at;
    checks.push({
      ...{
        id: 5000 + checks.length,
        name: "rollcall/plan",
        head_sha: this.#pull(number).sha,
        app: "github-actions[bot]",
      },
      ...{ status: "completed", conclusion: "success", output: { title: "approved" }, annotations: [] },
    });
  }

  /** Somebody presses the button; the commit is what GitHub tried. */
  merge(number: number, by: Login): string {
    const pull = this.#pull(number);
    const sha = this.#tryMerge(number, by);
    this.github.at.parents.set(sha, [this.git("rev-parse", "main"), pull.sha]);
    this.git("update-ref", "refs/heads/main", sha);
    Object.assign(pull, { state: "closed", merged: { sha, by } });
    return sha;
  }

  /** What GitHub starts when a pull request comes, is pushed to, or is reviewed. */
  async pullRequest(
    workflow: "rollcall-plan" | "rollcall-plan-trusted" | "rollcall-review",
    number: number,
  ): Promise<RunJob> {
    const pull = this.#pull(number);
    const event = { pull_request: { number, head: { sha: pull.sha, repo: { full_name: pull.from } } } };
    if (workflow === "rollcall-plan-trusted") return this.#onMain(workflow, "pull_request_target", event);
    const name = workflow === "rollcall-plan" ? "pull_request" : "pull_request_review";
    const sha = this.git("rev-parse", `refs/pull/${number}/merge`);
    return this.#run(workflow, { name, event, sha, ref: `refs/pull/${number}/merge` });
  }

  /** After a review: the workflow that does nothing, and the one that waited for it. */
  async reviewed(number: number): Promise<RunJob> {
    expectDone(await this.pullRequest("rollcall-review", number));
    const { sha, from } = this.#pull(number);
    const run = { head_sha: sha, head_repository: { full_name: from }, pull_requests: [{ number }] };
    return this.#onMain("rollcall-plan-trusted", "workflow_run", { workflow_run: run });
  }

  async onMain(
    workflow: "rollcall-apply" | "rollcall-drift" | "rollcall-audit" | "rollcall-report",
    event: "push" | "schedule",
  ): Promise<RunJob> {
    return this.#onMain(workflow, event, {});
  }

  /** Somebody puts a label on an issue. */
  async labeled(issue: number, by: Login, body: string): Promise<RunJob> {
    const event = {
      ...{ action: "labeled", label: { name: "access-request-accepted" }, sender: { login: by } },
      issue: { number: issue, state: "open", body, user: { login: "kofi" } },
    };
    return this.#onMain("access-request", "issues", event);
  }

  keep(name: string, zip: Uint8Array): void {
    this.#artifacts += 1;
    this.github.at.artifacts.push({ id: this.#artifacts, name, at: this.now, isExpired: false, zip });
  }

  /** In a clone of somebody who may read, and nothing else. */
  async anywhere(...args: readonly string[]): Promise<string> {
    const clone = mkdtempSync(join(this.#home, "auditor-"));
    const environment = this.#runner.environment;
    const git = (...words: readonly string[]) => execFileSync("git", ["-C", clone, ...words], { env: environment });
    git("init", "-q", "-b", "main", ".");
    git(
      "fetch",
      "-q",
      this.#bare,
      "+refs/heads/*:refs/remotes/origin/*",
      "+refs/heads/rollcall/audit:refs/heads/rollcall/audit",
    );
    git("checkout", "-q", "origin/main");
    const { stdout } = await promisify(execFile)(join(this.#home, "bin", "rollcall"), args, {
      cwd: clone,
      env: environment,
    });
    return stdout;
  }

  async close(): Promise<void> {
    await this.#service.close();
    await this.github.close();
    await this.place.close();
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** The files as this repository has them, applied once, with teams, logins and a key for plans. */
  async #begin(planSigner: string): Promise<void> {
    const { place } = this;
    for (const login of Object.keys(people)) this.github.at.permissions.set(login, "write");
    cpSync(join(repository, ".github"), place.path(".github"), { recursive: true });
    await place.write(".github/rollcall-pin", `https://git.example/rollcall ${"0".repeat(40)}\n`);
    await place.append("policies/allowed_signers", planSigner);
    await place.edit("rollcall.yaml", "branch: rollcall/audit", "branch: rollcall/audit\n  remote: origin");
    execFileSync("git", ["init", "-q", "--bare", "-b", "main", this.#bare], { env: this.#runner.environment });
    await place.git("remote", "add", "origin", this.#bare);
    await this.#commit("Bring the organisation to GitHub");
    await this.#must("plan", "--out", "next.plan.json");
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("next.plan.json")))));
    await this.#must("apply", "next.plan.json", "--approvals", "approvals.json");
    await place.write("policies/teams.yaml", teams);
    const [header = "", ...rows] = (await place.read("people/roster.csv")).trimEnd().split("\n");
    const login = (row: string) => Object.entries(people).find(([, email]) => row.includes(email))?.[0] ?? "";
    const named = [`${header},login`, ...rows.map((row) => `${row},${login(row)}`), ""];
    await place.write("people/roster.csv", named.join("\n"));
    await this.#commit("Write down who is who at GitHub, and in which team");
  }

  async #commit(message: string): Promise<void> {
    await this.place.git("add", "--all", "--", ".", ":!approvals.json");
    await this.place.git("commit", "--quiet", "--message", message);
    await this.place.git("push", "--quiet", "origin", "main");
  }

  async #must(...args: readonly string[]): Promise<void> {
    const ended = await this.place.rollcall(...args);
    if (ended.code !== 0) throw new Error(`${args[0]} ended with ${ended.code}: ${ended.stdout}${ended.stderr}`);
  }

  #token(permissions: Readonly<Record<string, string>>): string {
    const may = Object.entries(permissions).map(([name, value]) => `${name.replaceAll("-", "_")}:${value}`);
    const token = `ghs_${this.github.at.bearers.size}`;
    const bearer = {
      login: "github-actions[bot]",
      kind: "installation" as const,
      may: new Set([...may, "metadata:read"]),
    };
    this.github.at.bearers.set(token, bearer);
    return token;
  }

  #onMain(workflow: string, name: string, event: Readonly<Record<string, unknown>>): Promise<RunJob> {
    return this.#run(workflow, { name, event, sha: this.git("rev-parse", "main"), ref: "refs/heads/main" });
  }

  /** The environment of the jobs that plan has a key of its own, under the same name. */
  #run(workflow: string, trigger: Trigger): Promise<RunJob> {
    const text = this.git("show", `${trigger.sha}:.github/workflows/${workflow}.yml`);
    const { secrets } = this.#runner;
    const own = workflow.startsWith("rollcall-plan")
      ? { ROLLCALL_SIGNING_KEY: secrets["ROLLCALL_PLAN_KEY"] ?? "" }
      : {};
    const state = mkdtempSync(join(this.#home, "state-"));
    const cache = this.place.path(".rollcall/cache");
    cpSync(cache, join(state, "cache"), { recursive: true });
    const environment = { ...this.#runner.environment, ROLLCALL_STATE: state };
    return runWorkflow({ ...this.#runner, environment, secrets: { ...secrets, ...own } }, trigger, text);
  }

  #pull(number: number): StoredPull {
    const pull = this.github.at.pulls.get(number);
    if (pull === undefined) throw new Error(`there is no pull request ${number}`);
    return pull;
  }

  /** GitHub tries it in the name of who opened it. */
  #tryMerge(number: number, who: Login | null = null): string {
    const { sha, by } = this.#pull(number);
    const base = this.git("rev-parse", "main");
    const tree = this.git("merge-tree", "--write-tree", base, sha);
    const environment = {
      ...this.#runner.environment,
      ...authorOf(who ?? by),
      GIT_COMMITTER_NAME: "GitHub",
      GIT_COMMITTER_EMAIL: "noreply@github.example",
    };
    const args = ["-C", this.#bare, "commit-tree", tree, "-p", base, "-p", sha, "-m", `Merge pull request #${number}`];
    const commit = execFileSync("git", args, { env: environment, encoding: "utf8" }).trim();
    this.git("update-ref", `refs/pull/${number}/merge`, commit);
    this.git("update-ref", `refs/pull/${number}/head`, sha);
    this.github.at.parents.set(commit, [base, sha]);
    return commit;
  }

  #gitAs(by: Login, clone: string) {
    const environment = {
      ...this.#runner.environment,
      ...authorOf(by),
      GIT_COMMITTER_NAME: by,
      GIT_COMMITTER_EMAIL: people[by],
    };
    return (...args: readonly string[]) => {
      const where = args[0] === "clone" ? [] : ["-C", clone];
      return execFileSync("git", [...where, ...args], { env: environment, encoding: "utf8" }).trim();
    };
  }
}

/** Adds lines to a file of a clone. */
export const append = (file: string, text: string) => (root: string) =>
  writeFileSync(join(root, file), readFileSync(join(root, file), "utf8") + text);

function authorOf(by: string): Readonly<Record<string, string>> {
  const [, email = ""] = Object.entries(people).find(([login]) => login === by) ?? [];
  return { GIT_AUTHOR_NAME: by, GIT_AUTHOR_EMAIL: email };
}

/** From now on it is so many minutes after nine on Monday. */
function setClock(home: string, minutes: number): void {
  writeFileSync(join(home, "clock"), String(Date.parse(monday) - Date.now() + minutes * 60_000));
}

/** What sets the clock of a call. */
function clockOf(home: string): Readonly<Record<string, string>> {
  return { PROOF_CLOCK: join(home, "clock") };
}

function expectDone({ code, output }: RunJob): void {
  if (code !== 0) throw new Error(`ended with ${code}: ${output}`);
}

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { zipSync } from "fflate";
import { parse } from "yaml";
import { type Contexts, fillIn, holds } from "./expression.ts";
import type { Job, Step, Workflow } from "./workflow.ts";

/** What a runner of GitHub has at hand for every job. */
export interface Runner {
  /** Directory in which jobs get theirs. */
  readonly home: string;
  /** Address of the repository. */
  readonly remote: string;
  /** Programs, and what else every process is given. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of the repository; a job sees secrets only in an environment, and that only on main. */
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** A token that may do what the job's permissions say. */
  token(permissions: Readonly<Record<string, string>>): string;
  /** Keeps what a job uploads. */
  keep(name: string, zip: Uint8Array): void;
}

/** Why a workflow runs. */
export interface Trigger {
  readonly name: string;
  /** The event's payload. */
  readonly event: Readonly<Record<string, unknown>>;
  /** Commit that the workflow's own files are of. */
  readonly sha: string;
  readonly ref: string;
}

/** How a job ended: `skipped` when its condition did not hold. */
export interface RunJob {
  readonly code: number | "skipped";
  readonly output: string;
  readonly directory: string;
}

/** Runs the one job of a workflow as GitHub would, with the file as it is at the trigger's commit. */
export async function runWorkflow(runner: Runner, trigger: Trigger, text: string): Promise<RunJob> {
  const workflow: Workflow = parse(text);
  if (!(trigger.name in workflow.on)) throw new Error(`it does not run on ${trigger.name}`);
  const [job] = Object.values(workflow.jobs);
  if (job === undefined) throw new Error("it has no job");
  const directory = mkdtempSync(join(runner.home, "job-"));
  const contexts = contextsOf(runner, trigger, job);
  if (!holds(job.if, contexts, () => false)) return { code: "skipped", output: "", directory };
  return new Running(runner, trigger, { contexts, directory }).run(job.steps ?? []);
}

function contextsOf(runner: Runner, { name, event, sha, ref }: Trigger, job: Job): Contexts {
  const isOfMain = ref === "refs/heads/main" && name !== "pull_request" && name !== "pull_request_review";
  const mayRead = job.environment !== undefined && isOfMain;
  const permissions = Object.fromEntries(
    Object.entries(job.permissions ?? {}).map(([key, value]) => [key, String(value)]),
  );
  return {
    github: { event, event_name: name, sha, ref, repository: "meridian/access", token: runner.token(permissions) },
    vars: runner.variables,
    secrets: mayRead ? runner.secrets : {},
  };
}

/** One job while it runs. */
class Running {
  readonly #runner: Runner;
  readonly #trigger: Trigger;
  readonly #contexts: Contexts;
  readonly #directory: string;
  readonly #workspace: string;
  #output = "";

  constructor(runner: Runner, trigger: Trigger, at: { readonly contexts: Contexts; readonly directory: string }) {
    this.#runner = runner;
    this.#trigger = trigger;
    this.#contexts = at.contexts;
    this.#directory = at.directory;
    this.#workspace = join(at.directory, "workspace");
    mkdirSync(this.#workspace);
    for (const name of ["path", "output", "summary"]) writeFileSync(this.#file(name), "");
    writeFileSync(this.#file("event.json"), JSON.stringify(trigger.event));
  }

  async run(steps: readonly Step[]): Promise<RunJob> {
    let failed: number | null = null;
    for (const step of steps) {
      if (failed !== null && step.if !== "always()") continue;
      if (!holds(step.if, this.#contexts, (pattern) => existsSync(join(this.#workspace, pattern)))) continue;
      const code = await this.#step(step);
      if (code !== 0) failed ??= code;
    }
    return { code: failed ?? 0, output: this.#output, directory: this.#workspace };
  }

  #file(name: string): string {
    return join(this.#directory, name);
  }

  #fill(text: string): string {
    return fillIn(text, this.#contexts, () => false);
  }

  async #step({ uses, run, with: given = {}, env = {} }: Step): Promise<number> {
    const inputs = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, this.#fill(String(value))]));
    if (run !== undefined) return this.#script(run, env);
    if (uses?.startsWith("actions/checkout@")) return this.#checkOut();
    if (uses?.startsWith("actions/upload-artifact@")) return this.#upload(inputs);
    // Node is there, and what the composite action installs is on the path: see its own test.
    if (uses?.startsWith("actions/setup-node@") || uses === "./.github/actions/rollcall") return 0;
    throw new Error(`nobody knows what ${uses} does`);
  }

  /** GitHub runs each script with `bash -e`. */
  #script(script: string, env: Readonly<Record<string, unknown>>): Promise<number> {
    if (script.includes("$" + "{{")) throw new Error("GitHub would fill in an expression here");
    const own = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, this.#fill(String(value))]));
    return this.#process("bash", ["-e", "-c", script], own);
  }

  /** What a job of a pull request checks out is GitHub's merge, at the trigger's commit. */
  async #checkOut(): Promise<number> {
    const { remote } = this.#runner;
    const { sha } = this.#trigger;
    const script = `git init -q -b main . && git remote add origin '${remote}' &&
      git fetch -q origin '+refs/heads/*:refs/remotes/origin/*' '${sha}' && git checkout -q --detach '${sha}'`;
    return this.#process("bash", ["-e", "-c", script], {});
  }

  #upload({ name = "", path = "", "if-no-files-found": missing = "warn" }: Readonly<Record<string, string>>): number {
    const found = path
      .split("\n")
      .map((each) => each.trim())
      .filter((each) => each !== "" && existsSync(join(this.#workspace, each)))
      .flatMap((each) => filesBelow(join(this.#workspace, each)));
    if (found.length === 0) return missing === "error" ? 1 : 0;
    const entries = found.map((each) => [relative(this.#workspace, each), new Uint8Array(readFileSync(each))]);
    this.#runner.keep(name, zipSync(Object.fromEntries(entries)));
    return 0;
  }

  #process(program: string, args: readonly string[], own: Readonly<Record<string, string>>): Promise<number> {
    const env = {
      ...this.#runner.environment,
      ...{ GITHUB_EVENT_NAME: this.#trigger.name, GITHUB_EVENT_PATH: this.#file("event.json") },
      ...{ GITHUB_SHA: this.#trigger.sha, GITHUB_REF: this.#trigger.ref, GITHUB_REPOSITORY: "meridian/access" },
      ...{ GITHUB_PATH: this.#file("path"), GITHUB_OUTPUT: this.#file("output"), RUNNER_TEMP: this.#directory },
      GITHUB_STEP_SUMMARY: this.#file("summary"),
      ...own,
    };
    const child = spawn(program, args, { cwd: this.#workspace, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (this.#output += String(chunk)));
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve(code ?? 1));
    });
  }
}

function filesBelow(path: string): readonly string[] {
  return statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesBelow(join(path, name))) : [path];
}

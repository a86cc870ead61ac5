import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { sandboxFor } from "../../src/cli/sandbox-organization.ts";
import { loadOrganization } from "../../src/desired/load.ts";
import { directoryTree } from "../../src/document/tree.ts";
import { compilePolicies } from "../../src/policy/compile.ts";
import type { PolicySource } from "../../src/policy/world.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { newLedgerKey } from "../../src/run/new-key.ts";
import type { Sandbox } from "../../src/sandbox/server.ts";
import { aPolicyWorld } from "../policy/world.ts";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../../", import.meta.url));

/** How a call of the command line ended. */
interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The example organisation in a repository of its own, its sandbox, and the built command line. */
export interface Workplace {
  readonly root: string;
  readonly sandbox: Sandbox;
  readonly environment: Readonly<Record<string, string>>;
  path(file: string): string;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  edit(file: string, from: string, to: string): Promise<void>;
  append(file: string, text: string): Promise<void>;
  git(...args: readonly string[]): Promise<string>;
  rollcall(...args: readonly string[]): Promise<Ended>;
  /** As `rollcall`, but sent a signal as soon as `when` resolves. */
  stopped(signal: "SIGKILL" | "SIGINT", when: Promise<unknown>, ...args: readonly string[]): Promise<Ended>;
  close(): Promise<void>;
}

/** The instant around which the example organisation is written. */
export const monday = "2026-11-23T09:00:00Z";

/** Opens a workplace; parts of it are copied from this repository, and every process is given `more`. */
export async function openWorkplace(more: Readonly<Record<string, string>> = {}): Promise<Workplace> {
  const root = await mkdtemp(join(tmpdir(), "rollcall-e2e-"));
  for (const part of ["rollcall.yaml", "people", "roles", "pools", "assignments", "policies"]) {
    await cp(join(repository, part), join(root, part), { recursive: true });
  }
  const key = newLedgerKey("ci@meridian.example");
  await writeFile(join(root, "policies", "allowed_signers"), key.allowedSigner);
  await writeFile(join(root, ".gitignore"), ".rollcall/\n*.plan.json\n");
  const { organization, policies } = await loadOrganization(directoryTree(systemDisk, root), monday);
  if (organization === null) throw new Error("the example organisation does not load");
  await compileOnce(policies, root);
  const served = await sandboxFor(organization, { port: 0, stateDir: null, adminToken: null });
  const environment = {
    ...served.environment,
    ROLLCALL_SIGNING_KEY: key.privateKey,
    ROLLCALL_ACTOR: "test",
    PATH: process.env["PATH"] ?? "",
    HOME: root,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Test",
    GIT_AUTHOR_EMAIL: "test@meridian.example",
    GIT_COMMITTER_NAME: "Test",
    GIT_COMMITTER_EMAIL: "test@meridian.example",
    ...more,
  };
  const git = async (...args: readonly string[]) =>
    (await run("git", ["-C", root, ...args], { env: environment })).stdout.trim();
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Describe the organisation");
  const path = (file: string) => join(root, file);
  const read = (file: string) => readFile(path(file), "utf8");
  const write = (file: string, text: string) => writeFile(path(file), text);
  return {
    root,
    sandbox: served.sandbox,
    environment,
    path,
    read,
    write,
    git,
    edit: async (file, from, to) => {
      const text = await read(file);
      if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
      await write(file, text.replace(from, to));
    },
    append: async (file, text) => write(file, (await read(file)) + text),
    rollcall: (...args) => call(root, environment, args),
    stopped: (signal, when, ...args) => call(root, environment, args, { signal, when }),
    close: async () => {
      await served.sandbox.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Puts compiled policies where the command line looks for them first: they are compiled once for all workplaces. */
async function compileOnce(policies: readonly PolicySource[], root: string): Promise<void> {
  const cache = join(repository, "node_modules", ".cache", "rollcall-tests");
  await compilePolicies(policies, await aPolicyWorld({ cache }));
  await cp(join(cache, "policy"), join(root, ".rollcall", "cache", "policy"), { recursive: true });
}

function call(
  root: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
  stop?: { readonly signal: "SIGKILL" | "SIGINT"; readonly when: Promise<unknown> },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const main = join(repository, "dist", "bin", "rollcall.js");
    const child = spawn(process.execPath, [main, ...args], {
      cwd: root,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    void stop?.when.then(() => child.kill(stop.signal));
  });
}

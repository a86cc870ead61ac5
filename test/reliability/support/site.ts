import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Plan } from "../../../src/model/plan.ts";
import { newLedgerKey } from "../../../src/run/new-key.ts";
import { dialects } from "../../../src/sandbox/dialects.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/server.ts";
import type { Snapshot } from "../../../src/sandbox/state/seed.ts";
import { type Ended, type Place, type Running, startRollcall } from "./child.ts";
import { type Member, type Shape, writeOrganization } from "./organization.ts";
import { planAt } from "./planning.ts";

const run = promisify(execFile);

/** The moments for which plans are made. */
export const monday = "2026-11-23T09:00:00Z";
export const tuesday = "2026-11-24T09:00:00Z";

/** The applications of the organisation. */
export const applications = ["chat", "desk"] as const;

/** One clone of the repository, with a state directory and a process environment of its own. */
export interface Desk extends Place {
  path(file: string): string;
  git(...args: readonly string[]): Promise<string>;
  rollcall(...args: readonly string[]): Promise<Ended>;
  start(...args: readonly string[]): Running;
  /** Makes a plan for a moment; fails the test when there is none. */
  plan(at: string, file: string): Promise<Plan>;
  /** The same desk with other variables. */
  with(variables: Readonly<Record<string, string>>): Desk;
}

/** An organisation with its applications and its repository. */
export interface Office {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly remote: string;
  /** The clone in which the organisation was described. */
  readonly first: Desk;
  /** A clone of the remote, as a new machine makes it. */
  clone(name: string): Promise<Desk>;
  /** Writes other people into a desk's roster and commits, pushing nothing. */
  describe(desk: Desk, people: readonly Member[]): Promise<void>;
  /** Everything as it is now, to begin from as often as is wanted. */
  keep(): Promise<Kept>;
  close(): Promise<void>;
}

/** A moment of an office. */
export interface Kept {
  reopen(): Promise<Office>;
  discard(): Promise<void>;
}

/** Opens an office whose applications have their groups and nobody in them. */
export async function openOffice(shape: Omit<Shape, "remote">): Promise<Office> {
  const folder = await mkdtemp(join(tmpdir(), "rollcall-proof-"));
  const key = newLedgerKey("ci@proof.example");
  const office = await officeAt(folder, { shape, key: key.privateKey, snapshots: {} });
  const { first } = office;
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", office.remote]);
  await run("git", ["init", "--quiet", "--initial-branch=main", first.root]);
  await first.git("remote", "add", "origin", "../remote.git");
  await writeFile(first.path(".gitignore"), ".rollcall/\n*.plan.json\n");
  await writeOrganization(first.root, { ...shape, remote: "origin" });
  await writeFile(first.path("policies/allowed_signers"), key.allowedSigner);
  await first.git("add", "--all");
  await first.git("commit", "--quiet", "--message", "Describe the organisation");
  await first.git("push", "--quiet", "origin", "main");
  return office;
}

interface Found {
  readonly shape: Omit<Shape, "remote">;
  readonly key: string;
  readonly snapshots: Readonly<Record<string, Snapshot>>;
}

async function officeAt(folder: string, found: Found): Promise<Office> {
  const { shape, key, snapshots } = found;
  const sandbox = await startSandbox({
    applications: {
      chat: { dialect: dialects.generic, token: "proof-chat-token", seed: snapshots["chat"] ?? groupsOf(chatGroups) },
      desk: { dialect: deskDialect, token: "proof-desk-token", seed: snapshots["desk"] ?? groupsOf(deskGroups) },
    },
  });
  const remote = join(folder, "remote.git");
  const environment = environmentOf(folder, key, sandbox);
  const open = (name: string) => deskAt({ root: join(folder, name), environment });
  return {
    ...{ folder, sandbox, remote, first: open("first") },
    clone: async (name) => {
      await run("git", ["clone", "--quiet", remote, join(folder, name)], { env: environment });
      // Compiled policies: what they are is their digest, and compiling takes a second of each.
      await cp(join(folder, "first", ".rollcall", "cache"), join(folder, name, ".rollcall", "cache"), {
        recursive: true,
      });
      return open(name);
    },
    describe: async (desk, people) => {
      await writeOrganization(desk.root, { ...shape, people, remote: "origin" });
      await desk.git("add", "--all");
      await desk.git("commit", "--quiet", "--message", "Describe other people");
    },
    keep: async () => {
      const kept = await mkdtemp(join(tmpdir(), "rollcall-kept-"));
      await cp(folder, kept, { recursive: true });
      const now = Object.fromEntries(applications.map((name) => [name, sandbox.snapshot(name)]));
      return {
        reopen: async () => {
          const again = await mkdtemp(join(tmpdir(), "rollcall-proof-"));
          await run("cp", ["-a", `${kept}/.`, again]);
          return officeAt(again, { ...found, snapshots: now });
        },
        discard: () => rm(kept, { recursive: true, force: true }),
      };
    },
    close: async () => {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const chatGroups = ["everyone", "eng", "sales", ...Array.from({ length: 12 }, (_, team) => `team-${team}`)];
const deskGroups = ["staff", "sellers"];
const deskDialect = {
  ...dialects.licensed,
  quota: { attribute: "entitlements", limits: { STUDIO: 10_000 }, countsDisabled: true, refusal: 409 },
} as const;

function groupsOf(names: readonly string[]): Snapshot {
  return { users: [], groups: names.map((displayName) => ({ displayName })) };
}

function environmentOf(folder: string, key: string, sandbox: Sandbox): Readonly<Record<string, string>> {
  return {
    CHAT_URL: sandbox.url("chat"),
    CHAT_TOKEN: "proof-chat-token",
    DESK_URL: sandbox.url("desk"),
    DESK_TOKEN: "proof-desk-token",
    ROLLCALL_SIGNING_KEY: key,
    ROLLCALL_ACTOR: "proof",
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Proof",
    GIT_AUTHOR_EMAIL: "proof@proof.example",
    GIT_COMMITTER_NAME: "Proof",
    GIT_COMMITTER_EMAIL: "proof@proof.example",
  };
}

function deskAt({ root, environment }: Place): Desk {
  const start = (...args: readonly string[]) => startRollcall({ root, environment }, args);
  const rollcall = (...args: readonly string[]) => start(...args).ended;
  return {
    ...{ root, environment, start, rollcall },
    path: (file) => join(root, file),
    git: async (...args) => (await run("git", ["-C", root, ...args], { env: environment })).stdout.trim(),
    plan: (at, file) => planAt({ root, environment }, at, file),
    with: (variables) => deskAt({ root, environment: { ...environment, ...variables } }),
  };
}

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "../../ports/command.ts";
import { newLedgerKey } from "../../run/new-key.ts";
import { packageRoot } from "../package-root.ts";

/** A temporary repository that holds the example organisation, a key of its own, and nothing else of this machine. */
export interface Workplace {
  readonly root: string;
  readonly privateKey: string;
  /** Replaces text in a file; throws when it is not there. */
  edit(file: string, from: string, to: string): Promise<void>;
  append(file: string, text: string): Promise<void>;
  commit(message: string): Promise<void>;
  git(...args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

const parts = ["rollcall.yaml", "people", "roles", "pools", "assignments", "policies"];

/** Copies the example organisation and commits it. */
export async function openWorkplace(command: Command): Promise<Workplace> {
  const root = await mkdtemp(join(tmpdir(), "rollcall-demo-"));
  const example = fileURLToPath(packageRoot);
  for (const part of parts) await cp(join(example, part), join(root, part), { recursive: true });
  const key = newLedgerKey("rollcall-demo@meridian.example");
  await writeFile(join(root, "policies", "allowed_signers"), key.allowedSigner);
  await writeFile(join(root, ".gitignore"), ".rollcall/\n");
  const git = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await command.run("git", ["-C", root, ...args], {
      environment: environmentFor(root),
      deadline: 20_000,
    });
    if (code !== 0) throw new Error(`git ${args[0]}: ${stderr.trim()}`);
    return new TextDecoder().decode(stdout).trim();
  };
  const commit = async (message: string) => {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", message);
  };
  await git("init", "--quiet", "--initial-branch=main");
  await commit("Describe the organisation");
  const at = (file: string) => join(root, file);
  return {
    root,
    privateKey: key.privateKey,
    git,
    commit,
    edit: async (file, from, to) => {
      const text = await readFile(at(file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not contain ${JSON.stringify(from)}`);
      await writeFile(at(file), text.replace(from, to));
    },
    append: async (file, text) => writeFile(at(file), (await readFile(at(file), "utf8")) + text),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** No configuration of whoever runs the demo: no hooks, no signing, a name for the commits. */
function environmentFor(root: string): Readonly<Record<string, string>> {
  const person = { NAME: "Demo", EMAIL: "demo@meridian.example" };
  return {
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: dirname(root),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: person.NAME,
    GIT_AUTHOR_EMAIL: person.EMAIL,
    GIT_COMMITTER_NAME: person.NAME,
    GIT_COMMITTER_EMAIL: person.EMAIL,
  };
}

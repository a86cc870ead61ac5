import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadOrganization } from "../../src/desired/load.ts";
import { commitTree, directoryTree } from "../../src/document/tree.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { openGit } from "../../src/ports/git.ts";
import { aRepository, loadedAt } from "../support/written.ts";

const run = promisify(execFile);
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "rollcall-load-"));
  const files = {
    ...aRepository,
    "policies/a.rego": "package rollcall\n",
    "roles/wrong.yaml": "name: wrong\nrisk: much\n",
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const git = (...args: readonly string[]) =>
    run("git", ["-C", root, "-c", "user.name=Test", "-c", "user.email=test@acme.example", ...args]);
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Write");
  await writeFile(join(root, "roles/wrong.yaml"), "name: wrong\nowner: a\nrisk: 1\nincludes: [payer]\n");
  await git("commit", "--quiet", "--all", "--message", "Mend");
});
afterAll(() => rm(root, { recursive: true, force: true }));

test("a directory and its commit give the same", async () => {
  const git = await openGit(root, { PATH: process.env["PATH"] ?? "" });
  const commit = (await git.resolve("HEAD")) ?? "";
  const fromDirectory = await loadOrganization(directoryTree(systemDisk, root), loadedAt);
  expect(fromDirectory.organization?.roles).toHaveLength(4);
  expect(await loadOrganization(commitTree(git, commit), loadedAt)).toEqual(fromDirectory);
});

test("an earlier commit is read as it was", async () => {
  const git = await openGit(root, { PATH: process.env["PATH"] ?? "" });
  const commit = (await git.resolve("HEAD~1")) ?? "";
  const { organization, diagnostics } = await loadOrganization(commitTree(git, commit), loadedAt);
  expect(organization).toBeNull();
  expect(diagnostics.map(({ code }) => code)).toEqual(["missing-key", "wrong-type"]);
});

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemDisk } from "../../src/ports/disk.ts";
import { openGit } from "../../src/ports/git.ts";
import { diagnosticsText } from "../../src/report/diagnostics-text.ts";
import { readFiles } from "../../src/run/read-files.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { aRepository, loadedAt } from "../support/written.ts";

const run = promisify(execFile);
const policy = "package rollcall\n";
let pattern: string;
let outside: string;
let root: string;

/** The organisation in a repository, and beside it files that only this machine has. */
beforeAll(async () => {
  pattern = await mkdtemp(join(tmpdir(), "rollcall-pattern-"));
  root = join(pattern, "repository");
  for (const [path, text] of Object.entries({ ...aRepository, "policies/a.rego": policy })) await write(path, text);
  for (const folder of ["roles", "policies"]) await write(`../own/${folder}/a.yaml`, "name: a\n");
  await write("../own/roster.csv", aRepository["people/roster.csv"] ?? "");
  await run("git", ["init", "--quiet", "--initial-branch=main", "--template=", root]);
  await commit();
});
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), "rollcall-tricks-"));
  root = join(outside, "repository");
  await cp(pattern, outside, { recursive: true });
});
afterEach(() => rm(outside, { recursive: true, force: true }));
afterAll(() => rm(pattern, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

async function git(...args: readonly string[]): Promise<void> {
  await run("git", ["-C", root, "-c", "user.name=Test", "-c", "user.email=test@acme.example", ...args]);
}

async function commit(): Promise<void> {
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Write");
}

/** What is read from the working directory, and from its commit. */
async function read(ref: string | null) {
  const opened = await openGit(root, { PATH: process.env["PATH"] ?? "" });
  return await readFiles({ clock: new FakeClock(), disk: systemDisk, git: opened, root }, { ref, at: loadedAt });
}

async function link(path: string, to: string): Promise<void> {
  await rm(join(root, path), { recursive: true });
  await symlink(to, join(root, path));
}

/** A folder that is the commit of another repository: to git it is a submodule, on this machine it holds what it likes. */
async function gitlink(path: string): Promise<void> {
  await git("rm", "--quiet", "-r", "--cached", path);
  await git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},${path}`);
  await git("commit", "--quiet", "--message", "Keep it elsewhere");
}

/** What is done, and the diagnostic that it gives in the working directory and in the commit; null: nothing is wrong there. */
const tricks: readonly (readonly [what: string, trick: () => Promise<unknown>, here: string | null, there: string])[] =
  [
    same("a link in place of a role", () => link("roles/lead.yaml", "../../own/roles/a.yaml"), "roles/lead.yaml"),
    same("a link in place of the roles", () => link("roles", "../own/roles"), "roles"),
    same("a link in place of the policies", () => link("policies", "../own/policies"), "policies"),
    same("a link in place of a policy", () => link("policies/a.rego", "/etc/hostname"), "policies/a.rego"),
    same("a link in place of the roster", () => link("people/roster.csv", "../../own/roster.csv"), "people/roster.csv"),
    same("a link on the way to the roster", () => link("people", "../own"), "people"),
    same("a link in place of rollcall.yaml", () => link("rollcall.yaml", "people/roster.csv"), "rollcall.yaml"),
    ["a submodule in place of the roles", () => gitlink("roles"), null, "not-a-plain-file roles"],
    ["a submodule in place of the policies", () => gitlink("policies"), null, "not-a-plain-file policies"],
    both("roles whose name differs in case", () => write("Roles/a.yaml", "name: a\n"), "name-collision roles"),
    both("policies whose name differs in case", () => write("Policies/a.rego", policy), "name-collision policies"),
    both(
      "a role whose name differs in case",
      () => write("roles/LEAD.yaml", "name: a\n"),
      "name-collision roles/LEAD.yaml",
    ),
    both("the roles under another case", () => rename(join(root, "roles"), join(root, "Roles")), "no-roles roles"),
    both(
      "a line break in a name",
      () => write("roles/a\n::error::b.yaml", "name: a\n"),
      "bad-path roles/a\n::error::b.yaml",
    ),
    both("a roster outside", () => roster("../own/roster.csv"), "bad-path"),
    both("a roster of this machine", () => roster("/etc/passwd"), "bad-path"),
  ];

function both(what: string, trick: () => Promise<unknown>, code: string) {
  return [what, trick, code, code] as const;
}

function same(what: string, trick: () => Promise<unknown>, path: string) {
  return both(what, trick, `not-a-plain-file ${path}`);
}

async function roster(path: string): Promise<void> {
  await write("rollcall.yaml", (aRepository["rollcall.yaml"] ?? "").replace("people/roster.csv", path));
}

describe("files that are not what they look like", () => {
  test.each(tricks)("%s: nothing is read past it, here or in a commit", async (what, trick, here, there) => {
    await trick();
    if (!what.startsWith("a submodule")) await commit();
    for (const [ref, expected] of [
      [null, here],
      ["HEAD", there],
    ] as const) {
      const { organization, diagnostics, commit: found } = await read(ref);
      const codes = diagnostics.map(({ code, at }) => `${code} ${at.file}`);
      if (expected === null) expect([ref, codes, found]).toEqual([ref, [], null]);
      else expect([ref, codes.join("|"), organization]).toEqual([ref, expect.stringContaining(expected), null]);
      expect(diagnosticsText(diagnostics, { color: false })).not.toMatch(/^::/m);
    }
  });

  test.each([
    ["an encoding", () => write(".gitattributes", "roles/lead.yaml working-tree-encoding=UTF-16LE\n")],
    ["line ends", () => write(".gitattributes", "roles/*.yaml text eol=crlf\n")],
    [
      "a filter",
      () =>
        git("config", "filter.swap.smudge", "sed s/90d/900d/").then(() =>
          write(".gitattributes", "roles/*.yaml filter=swap\n"),
        ),
    ],
  ])("%s of git's attributes: what is read is no commit where it is other bytes", async (_, trick) => {
    await trick();
    await git("config", "filter.swap.clean", "sed s/900d/90d/");
    await git("add", ".gitattributes");
    await git("commit", "--quiet", "--message", "Write");
    await rm(join(root, "roles"), { recursive: true });
    await git("checkout", "--quiet", "HEAD", "--", "roles");
    expect(
      (await readFile(join(root, "roles/lead.yaml"))).equals(Buffer.from(aRepository["roles/lead.yaml"] ?? "")),
    ).toBe(false);
    expect((await run("git", ["-C", root, "status", "--porcelain"])).stdout).toBe("");
    expect((await read(null)).commit).toBeNull();
    expect((await read("HEAD")).organization?.roles.map(({ name }) => name)).toContain("lead");
  });

  test.each(["--assume-unchanged", "--skip-worktree"])(
    "a file that git does not look at, by %s, is no commit",
    async (bit) => {
      expect((await read(null)).commit).toMatch(/^[0-9a-f]{40}$/);
      await git("update-index", bit, "policies/a.rego");
      await write("policies/a.rego", `${policy}allow := true\n`);
      expect((await run("git", ["-C", root, "status", "--porcelain"])).stdout).toBe("");
      expect((await read(null)).commit).toBeNull();
    },
  );
});

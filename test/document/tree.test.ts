import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commitTree, directoryTree, type Tree } from "../../src/document/tree.ts";
import { UnusablePath } from "../../src/document/unusable-path.ts";
import type { Disk } from "../../src/ports/disk.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { type Git, openGit } from "../../src/ports/git.ts";
import { FakeDisk } from "../support/fake-disk.ts";

const run = promisify(execFile);
let root: string;
let git: Git;
let commit: string;

/** One repository with every trick, and both ways to read it. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "rollcall-tree-"));
  const write = async (path: string, text: string) => {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write("rollcall.yaml", "organization: acme\n");
  await write("roles/b.yaml", "b\n");
  await write("roles/a.yaml", "a\n");
  await write("roles/.hidden", "h\n");
  await write("linked/x.yaml", "x\n");
  await symlink("../rollcall.yaml", join(root, "linked/y.yaml"));
  await symlink("roles", join(root, "alias"));
  await write("run/x.yaml", "x\n");
  await chmod(join(root, "run/x.yaml"), 0o755);
  await write("deep/eu/x.yaml", "x\n");
  await write("case/a.yaml", "a\n");
  await write("case/A.yaml", "A\n");
  await write("letters/\u00e9.yaml", "composed\n");
  await write("letters/e\u0301.yaml", "decomposed\n");
  const call = (...args: readonly string[]) => run("git", ["-C", root, "-c", "core.precomposeunicode=false", ...args]);
  await call("init", "--quiet", "--initial-branch=main");
  await call("add", "--all");
  await call("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},modules/other`);
  const author = ["-c", "user.name=Test", "-c", "user.email=test@acme.example"];
  await run("git", ["-C", root, ...author, "commit", "--quiet", "--message", "Write"]);
  git = await openGit(root, { PATH: process.env["PATH"] ?? "" });
  commit = (await git.resolve("HEAD")) ?? "";
});
afterAll(() => rm(root, { recursive: true, force: true }));

const trees: readonly (readonly [string, () => Tree])[] = [
  ["a directory", () => directoryTree(systemDisk, root)],
  ["a commit", () => commitTree(git, commit)],
];
const refusal = async (attempt: Promise<unknown>) => {
  const error = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof UnusablePath ? `${error.diagnostic.code} ${error.diagnostic.at.file}` : error;
};
const text = (bytes: Uint8Array | null) => (bytes === null ? null : new TextDecoder().decode(bytes));

describe.each(trees)("the tree of %s", (_, open) => {
  test("reads files and lists them in order, without hidden ones", async () => {
    const tree = open();
    expect(text(await tree.read("rollcall.yaml"))).toBe("organization: acme\n");
    expect(text(await tree.read("deep/eu/x.yaml"))).toBe("x\n");
    expect(await tree.list("roles")).toEqual(["roles/a.yaml", "roles/b.yaml"]);
  });

  test("gives null for a missing file and nothing for a missing directory", async () => {
    const tree = open();
    expect(await tree.read("missing.yaml")).toBeNull();
    expect(await tree.read("missing/x.yaml")).toBeNull();
    expect(await tree.read("rollcall.yaml/x")).toBeNull();
    expect(await tree.list("missing")).toEqual([]);
  });

  test("refuses links, also on the way to a file", async () => {
    expect(await refusal(open().read("linked/y.yaml"))).toBe("not-a-plain-file linked/y.yaml");
    expect(await refusal(open().list("linked"))).toBe("not-a-plain-file linked/y.yaml");
    expect(await refusal(open().read("alias/a.yaml"))).toBe("not-a-plain-file alias");
    expect(await refusal(open().list("alias"))).toBe("not-a-plain-file alias");
    expect(text(await open().read("linked/x.yaml"))).toBe("x\n");
  });

  test("refuses a directory among files, whose files nobody would see", async () => {
    expect(await refusal(open().list("deep"))).toBe("nested-directory deep/eu");
    expect(await refusal(open().list("deep", ["us"]))).toBe("nested-directory deep/eu");
    expect(await open().list("deep", ["eu"])).not.toContain("deep/eu");
    expect(await refusal(open().read("roles"))).toBe("nested-directory roles");
    expect(await open().list("deep", ["eu"])).toEqual([]);
    expect(await open().list("deep/eu")).toEqual(["deep/eu/x.yaml"]);
    expect(await refusal(open().list("deep", ["EU"]))).toBe("nested-directory deep/eu");
  });

  test("refuses names that some machines take for one", async () => {
    expect(await refusal(open().list("case"))).toMatch(/^name-collision case\//);
    expect(await refusal(open().read("case/a.yaml"))).toBe("name-collision case/a.yaml");
    expect(await refusal(open().list("letters"))).toMatch(/^name-collision letters\//);
    expect(await open().read("roles/A.yaml")).toBeNull();
  });

  test.each([
    "",
    "/etc/passwd",
    "../x",
    "roles/../x",
    "./x",
    "a//b",
    "a/",
    "a\\b",
    "a\0b",
    "C:/x",
    ".git/config",
    "x\u202e",
  ])("refuses the path %j", async (path) => {
    expect(await refusal(open().read(path))).toBe(`bad-path ${path}`);
    expect(await refusal(open().list(path))).toBe(`bad-path ${path}`);
  });
});

describe("the tree of a commit", () => {
  test("knows its commit, and a directory has none", () => {
    expect(commitTree(git, commit).commit).toBe(commit);
    expect(directoryTree(systemDisk, root).commit).toBeNull();
  });

  test("refuses executable files and submodules", async () => {
    expect(await refusal(commitTree(git, commit).list("run"))).toBe("not-a-plain-file run/x.yaml");
    expect(await refusal(commitTree(git, commit).read("run/x.yaml"))).toBe("not-a-plain-file run/x.yaml");
    expect(await refusal(commitTree(git, commit).list("modules"))).toBe("not-a-plain-file modules/other");
    expect(await refusal(commitTree(git, commit).read("modules/other/x"))).toBe("not-a-plain-file modules/other");
  });

  test.each(["HEAD", "--output=x", commit?.slice(0, 39) ?? "", "main"])("takes full ids alone, not %j", (name) => {
    expect(() => commitTree(git, name)).toThrow(expect.objectContaining({ code: "input-invalid" }));
  });
});

describe("a tree", () => {
  test("looks at each directory once, so that one look is of one time", async () => {
    const disk = new FakeDisk();
    await disk.write("/r/roles/a.yaml", new Uint8Array([97]));
    let listings = 0;
    const counting: Disk = Object.assign(disk, {
      list: (path: string) => {
        listings += 1;
        return FakeDisk.prototype.list.call(disk, path);
      },
    });
    const tree = directoryTree(counting, "/r");
    await Promise.all([tree.list("roles"), tree.read("roles/a.yaml"), tree.read("roles/b.yaml"), tree.read("c.yaml")]);
    expect(listings).toBe(2);
  });

  test("refuses a directory with very many files", async () => {
    const names = Array.from({ length: 50_001 }, (_, n) => ({ name: `${n}.yaml`, kind: "file" as const }));
    const disk: Disk = Object.assign(Object.create(new FakeDisk()), {
      list: async (path: string) => (path.endsWith("roles") ? names : [{ name: "roles", kind: "directory" }]),
    });
    expect(await refusal(directoryTree(disk, "/r").list("roles"))).toBe("too-many-files roles");
  });

  test("refuses a file of more than 256 MiB before it reads it", async () => {
    const disk: Disk = Object.assign(Object.create(new FakeDisk()), {
      list: async () => [{ name: "big.csv", kind: "file" }],
      size: async () => 256 * 1024 * 1024 + 1,
      read: () => Promise.reject(new Error("must not be read")),
    });
    expect(await refusal(directoryTree(disk, "/r").read("big.csv"))).toBe("file-too-large big.csv");
  });
});

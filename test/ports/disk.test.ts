import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemDisk } from "../../src/ports/disk.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rollcall-disk-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("the digest of a file is that of its bytes, however many there are", async () => {
  for (const size of [0, 1, 4 * 1024 * 1024, 9_000_001]) {
    const bytes = Buffer.alloc(size, "rollcall");
    const path = join(directory, `${size}`);
    await writeFile(path, bytes);
    expect(await systemDisk.digest(path)).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
});

test("a file that is not there has no digest, and a directory is trouble", async () => {
  expect(await systemDisk.digest(join(directory, "missing"))).toBe(null);
  await expect(systemDisk.digest(directory)).rejects.toMatchObject({ code: "EISDIR" });
});

describe("a file that a person names", () => {
  const text = (what: string) => new TextEncoder().encode(what);
  const write = (path: string, what: string) => systemDisk.write(path, text(what), { named: true });

  test("is written where a link leads, and the link stays, also when nothing is there yet", async () => {
    const folder = join(directory, "links");
    await mkdir(join(folder, "far"), { recursive: true });
    await writeFile(join(folder, "far", "old"), "before");
    await symlink("far/old", join(folder, "to-old"));
    await symlink("far/new", join(folder, "to-new"));
    await symlink("to-new", join(folder, "to-link"));
    await write(join(folder, "to-old"), "after");
    await write(join(folder, "to-link"), "made");
    expect(await readFile(join(folder, "far", "old"), "utf8")).toBe("after");
    expect(await readFile(join(folder, "far", "new"), "utf8")).toBe("made");
    expect(await readlink(join(folder, "to-old"))).toBe("far/old");
    expect(await readlink(join(folder, "to-link"))).toBe("to-new");
    expect((await readdir(folder)).toSorted()).toEqual(["far", "to-link", "to-new", "to-old"]);
  });

  test("is a pipe as long as one is there: whoever reads it gets the bytes", async () => {
    const pipe = join(directory, "pipe");
    execFileSync("mkfifo", [pipe]);
    const [read] = await Promise.all([readFile(pipe, "utf8"), write(pipe, "through")]);
    expect(read).toBe("through");
    expect((await lstat(pipe)).isFIFO()).toBe(true);
  });

  test("is no directory, and no link that leads to itself", async () => {
    await symlink("round", join(directory, "round"));
    await expect(write(directory, "x")).rejects.toMatchObject({ code: "EISDIR", path: directory });
    await expect(write(join(directory, "round"), "x")).rejects.toMatchObject({ code: "ELOOP" });
    expect((await lstat(directory)).isDirectory()).toBe(true);
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isDiskTrouble, wrongPathText } from "../../src/cli/disk-trouble.ts";
import { systemDisk } from "../../src/ports/disk.ts";

const failure = (code: string, syscall: string) => Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });

describe("trouble with a disk", () => {
  test.each([
    ["ENOSPC", "write"],
    ["EIO", "fsync"],
    ["EROFS", "open"],
    ["EUCLEAN", "readdir"],
    ["ENOENT", "mkdir"],
    ["ENOENT", "rename"],
  ])("is %s of %s", (code, syscall) => {
    expect(isDiskTrouble(failure(code, syscall))).toBe(true);
  });

  test.each([failure("ENOENT", "spawn git"), failure("ECONNRESET", "read"), new Error("ENOSPC"), "ENOSPC", null])(
    "is not %s",
    (error) => {
      expect(isDiskTrouble(error)).toBe(false);
    },
  );
});

describe("a path that is none for a file is named, and what it is", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "rollcall-trouble-"));
    await writeFile(join(directory, "file"), "");
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const bytes = new Uint8Array(1);
  const told = (work: Promise<unknown>) =>
    work.then(
      () => "nothing",
      (error: unknown) => wrongPathText(error),
    );

  test("a directory, where it is read, digested or written", async () => {
    const text = `${directory} is a directory: name a file`;
    expect(await told(systemDisk.read(directory))).toBe(text);
    expect(await told(systemDisk.digest(directory))).toBe(text);
    expect(await told(systemDisk.write(directory, bytes))).toBe(text);
    expect(await told(systemDisk.write(directory, bytes, { named: true }))).toBe(text);
    expect(await told(systemDisk.append(directory))).toBe(text);
  });

  test("a file that is taken for a directory", async () => {
    for (const path of [join(directory, "file", "x"), join(directory, "file", "x", "y")])
      for (const work of [systemDisk.write(path, bytes), systemDisk.create(path, bytes), systemDisk.append(path)])
        expect(await told(work)).toContain(join(directory, "file"));
  });

  test("what is closed to this user", async () => {
    const path = join(directory, "closed", "x");
    const failed = Object.assign(new Error("EACCES"), { code: "EACCES", syscall: "open", path });
    expect(wrongPathText(failed)).toContain(path);
  });

  test("and no other trouble is taken for one", () => {
    const taken = Object.assign(failure("EEXIST", "open"), { path: "x" });
    const spawned = Object.assign(failure("EACCES", "spawn opa"), { path: "opa" });
    for (const error of [
      spawned,
      failure("EISDIR", "read"),
      failure("ENOENT", "open"),
      taken,
      new Error("EISDIR"),
      "EISDIR",
    ])
      expect(wrongPathText(error)).toBe(null);
  });
});

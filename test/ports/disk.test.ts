import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
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

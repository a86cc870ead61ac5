import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const start = promisify(execFile);
let place: string;

/** Node 20 runs no TypeScript, so the process runs what the compiler makes of it. */
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "rollcall-yaml-"));
  const settings = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      rootDir: root,
      outDir: join(place, "out"),
      noCheck: true,
      typeRoots: [join(root, "node_modules/@types")],
    },
    include: [join(root, "test/document/parse-worker.ts")],
    exclude: [],
  };
  await writeFile(join(place, "tsconfig.json"), JSON.stringify(settings));
  await writeFile(join(place, "package.json"), '{"type":"module"}');
  await symlink(join(root, "node_modules"), join(place, "node_modules"));
  await start(join(root, "node_modules/.bin/tsc"), ["-p", join(place, "tsconfig.json")]);
});
afterAll(() => rm(place, { recursive: true, force: true }));

test("two files of 20,000 brackets do not end the process", async () => {
  const { stdout } = await start(process.execPath, [join(place, "out/test/document/parse-worker.js"), "2"]);
  expect(stdout).toBe("too-deep\ntoo-deep\n");
});

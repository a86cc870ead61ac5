import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyLedger } from "../../src/audit/verify.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { openGit } from "../../src/ports/git.ts";
import { allowCi, bareRepository, branch, file, keys, run, scratch } from "./a-ledger.ts";

const place = scratch();
const root = new URL("../..", import.meta.url).pathname;
const source = new URL("./append-worker.ts", import.meta.url).pathname;
const start = promisify(execFile);
const names = ["a", "b", "c", "d"];
/** Records of each process; 25 take 20 seconds of two cores. */
const each = Number(process.env["RACE_RECORDS"] ?? "10");

/** Node 20 runs no TypeScript, so the processes run what the compiler makes of it. */
beforeAll(async () => {
  const settings = {
    extends: `${root}tsconfig.json`,
    compilerOptions: {
      rootDir: root,
      outDir: place.sub("out"),
      noCheck: true,
      typeRoots: [`${root}node_modules/@types`],
    },
    include: [source, `${root}src/audit/sshpk.d.ts`],
    exclude: [],
  };
  const project = file(place.sub("tsconfig.json"), JSON.stringify(settings));
  await start(`${root}node_modules/.bin/tsc`, ["-p", project]);
  file(place.sub("package.json"), '{"type":"module"}');
  symlinkSync(`${root}node_modules`, place.sub("node_modules"));
  file(place.sub("key"), keys.ci.privateKey, 0o600);
  file(place.sub("allowed"), allowCi());
});
afterAll(() => place.remove());

/** The places that a process of its own got for its runs; it has to end by itself. */
async function append(name: string, directory: string, remote: string, count: number): Promise<string[]> {
  const worker = place.sub("out/test/audit/append-worker.js");
  const args = [worker, directory, remote, place.sub("key"), place.sub("allowed"), name, String(count)];
  const { stdout } = await start(process.execPath, args, { timeout: 180_000 });
  return stdout.trim().split("\n");
}

async function verified(path: string) {
  const git = await openGit(path, process.env);
  return verifyLedger(git, { branch, allowedSigners: allowCi(), clock: systemClock });
}

test(`four processes with ${each} records each at one remote, events among them, leave all in one line`, async () => {
  const remote = bareRepository(place.sub("remote.git"));
  const all = await Promise.all(
    names.map((name) => append(name, bareRepository(place.sub(`${name}.git`)), remote, each)),
  );
  const places = all.flat().map((line) => Number(line.split(" ")[0]));
  expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 4 * each }, (_, index) => index + 1));
  expect(all.flat().every((line) => line.endsWith(" true false"))).toBe(true);
  expect(await verified(remote)).toMatchObject({ kind: "verified", records: 4 * each });
  expect(run("git", ["-C", remote, "rev-list", "--count", branch]).trim()).toBe(String(4 * each));
  expect(run("git", ["-C", remote, "rev-list", "--count", "--min-parents=2", branch]).trim()).toBe("0");
}, 200_000);

test("two processes in one repository without a remote lose nothing either", async () => {
  const path = bareRepository(place.sub("alone.git"));
  await Promise.all(["x", "y"].map((name) => append(name, path, "-", 5)));
  expect(await verified(path)).toMatchObject({ kind: "verified", records: 10 });
}, 100_000);

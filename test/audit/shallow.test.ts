import { afterAll, describe, expect, test } from "vitest";
import { appendRun, checkLedger } from "../../src/audit/append.ts";
import { verifyLedger } from "../../src/audit/verify.ts";
import { openGit } from "../../src/ports/git.ts";
import { aLedger, allowCi, aRandom, aRun, bareRepository, branch, file, run, scratch } from "./a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());

const policy = (digit: string) => `sha256:${digit.repeat(64)}`;

/** A ledger of four runs, whose policies changed, at a remote; and a clone that has only so much of it. */
async function aShallowClone(name: string, flags: readonly string[]) {
  const remote = bareRepository(place.sub(`${name}-remote.git`));
  run("git", ["-C", remote, "config", "uploadpack.allowFilter", "true"]);
  const ledger = await aLedger(remote);
  for (const n of [1, 2, 3, 4]) await appendRun(ledger, aRun({ run: `run-${n}`, policy: policy(n < 2 ? "a" : "b") }));
  const path = place.sub(`${name}.git`);
  run("git", ["clone", "-q", "--bare", ...flags, `--branch=${branch}`, `file://${remote}`, path]);
  const git = await openGit(path, process.env);
  return { ledger, path, here: await aLedger(path, { git, remote: `file://${remote}`, random: aRandom(4) }) };
}

const count = (path: string) => Number(run("git", ["-C", path, "rev-list", "--count", branch]));

describe.each([
  ["shallow", ["--depth=1"]],
  ["shallow and without blobs", ["--depth=1", "--filter=blob:none"]],
  ["without blobs", ["--filter=blob:none"]],
] as const)("a clone that is %s", (name, flags) => {
  test("records as one that has the whole past does: no run twice, and policies that come back are told", async () => {
    const { ledger, here, path } = await aShallowClone(name.replaceAll(" ", "-"), flags);
    expect(await appendRun(here, aRun({ run: "run-1" }))).toMatchObject({ sequence: 1, alreadyThere: true });
    const back = aRun({ run: "run-5", policy: policy("a") });
    expect(await appendRun(here, back)).toMatchObject({ sequence: 5, pushed: true });
    const options = { branch, allowedSigners: allowCi(), clock: ledger.clock };
    expect(await verifyLedger(ledger.git, options)).toMatchObject({ kind: "verified", records: 5 });
    expect(count(path)).toBe(5);
  });
});

test("a shallow clone that cannot get the past records nothing", async () => {
  const { here, path } = await aShallowClone("alone", ["--depth=2"]);
  const cut = expect.objectContaining({ code: "ledger-invalid", message: expect.stringContaining("--depth") });
  await expect(appendRun({ ...here, remote: null }, aRun({ run: "run-5" }))).rejects.toThrow(cut);
  await expect(checkLedger({ ...here, remote: "/nowhere.git" })).rejects.toThrow(cut);
  expect(count(path)).toBe(2);
});

test("a shallow checkout of the files does not matter to a ledger that is whole", async () => {
  const { path } = await aShallowClone("checkout", []);
  file(`${path}/shallow`, `${"1".repeat(40)}\n`);
  const here = await aLedger(path);
  expect(await appendRun(here, aRun({ run: "run-5", policy: policy("b") }))).toMatchObject({ sequence: 5 });
});

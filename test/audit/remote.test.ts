import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { appendEvent, appendRun } from "../../src/audit/append.ts";
import { readRuns } from "../../src/audit/read.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { verifyLedger } from "../../src/audit/verify.ts";
import { openGit } from "../../src/ports/git.ts";
import {
  aLedger,
  allowCi,
  anIntent,
  aRandom,
  aRun,
  bareRepository,
  branch,
  file,
  keys,
  run,
  scratch,
} from "./a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());
const ref = `refs/heads/${branch}`;
type TestLedger = Awaited<ReturnType<typeof aLedger>>;
let made = 0;
let remote = "";

beforeEach(() => {
  remote = bareRepository(place.sub(`remote-${++made}.git`));
});

/** A clone of its own with the remote. */
async function aClone(with_: Partial<TestLedger> = {}): Promise<TestLedger> {
  return aLedger(bareRepository(place.sub(`clone-${++made}.git`)), { remote, random: aRandom(made), ...with_ });
}

const add = (ledger: TestLedger, name: string) => appendRun(ledger, aRun({ run: name }));
const away = (ledger: TestLedger) => ({
  ...ledger,
  git: { ...ledger.git, fetch: () => ledger.git.fetch("/nowhere.git", ref) },
});
const there = async () => openGit(remote, process.env);

async function verified(): Promise<unknown> {
  const git = await there();
  return verifyLedger(git, {
    branch,
    allowedSigners: allowCi(),
    clock: { now: () => Date.parse("2027-01-01T00:00:00Z") },
  });
}

async function names(): Promise<string[]> {
  const found: string[] = [];
  for await (const { record } of readRuns(await there(), branch)) found.unshift(record.run);
  return found;
}

async function move(to: string): Promise<void> {
  const git = await there();
  await git.updateRef(ref, to, await git.resolve(ref));
}

describe("a remote", () => {
  test("has every run, from whichever clone, and a new clone goes on where they ended", async () => {
    const [one, other] = [await aClone(), await aClone()];
    expect(await add(one, "run-1")).toMatchObject({ sequence: 1, pushed: true, reason: null });
    expect(await add(other, "run-2")).toMatchObject({ sequence: 2, pushed: true });
    expect(await add(one, "run-3")).toMatchObject({ sequence: 3, pushed: true });
    expect(await add(await aClone(), "run-4")).toMatchObject({ sequence: 4, pushed: true });
    expect(await names()).toEqual(["run-1", "run-2", "run-3", "run-4"]);
    expect(await verified()).toMatchObject({ kind: "verified", records: 4 });
  });

  test("that has a run already is not given it again by another clone", async () => {
    await add(await aClone(), "run-1");
    expect(await add(await aClone(), "run-1")).toMatchObject({ sequence: 1, pushed: true, alreadyThere: true });
  });

  test("that was rolled back, emptied or rewritten is noticed, and nothing is pushed over it", async () => {
    const one = await aClone();
    const { commit: first } = await add(one, "run-1");
    const { commit: second } = await add(one, "run-2");
    await move(first);
    await expect(add(one, "run-3")).rejects.toMatchObject({ code: "ledger-invalid" });
    expect(await (await there()).resolve(ref)).toBe(first);
    await add({ ...(await aClone()), clock: one.clock }, "run-x");
    await expect(add(one, "run-3")).rejects.toMatchObject({ code: "ledger-invalid" });
    run("git", ["-C", remote, "update-ref", "-d", ref]);
    await expect(add(one, "run-3")).rejects.toMatchObject({ code: "ledger-invalid" });
    run("git", ["-C", remote, "update-ref", ref, second]);
    expect(await add(one, "run-3")).toMatchObject({ sequence: 3, pushed: true });
  });

  test("with another ledger than the one here is noticed", async () => {
    const one = await aClone({ remote: null });
    await add(one, "run-1");
    await add(await aClone(), "other-1");
    await expect(add({ ...one, remote }, "run-2")).rejects.toMatchObject({ code: "ledger-invalid" });
  });

  test("that was begun elsewhere while the first run here could not be pushed is followed once it has that run, too", async () => {
    const one = await aClone();
    const refusing = { ...one.git, push: async () => ({ kind: "failed", reason: "hook declined" }) as const };
    expect(await add({ ...one, git: refusing }, "run-1")).toMatchObject({ pushed: false, reason: "hook declined" });
    const other = await aClone();
    await add(other, "other-1");
    await expect(add(one, "run-2")).rejects.toMatchObject({ code: "ledger-invalid" });
    await add(other, "run-1");
    expect(await add(one, "run-2")).toMatchObject({ sequence: 3, pushed: true });
    expect(await add(one, "run-1")).toMatchObject({ sequence: 2, alreadyThere: true });
    expect(await names()).toEqual(["other-1", "run-1", "run-2"]);
    expect(await verified()).toMatchObject({ kind: "verified", records: 3 });
  });

  test("whose new runs do not hold is noticed by a clone that knows the older ones", async () => {
    const one = await aClone();
    await add(one, "run-1");
    const signer = openSshSigner(keys.other.privateKey);
    await add({ ...(await aClone()), signer, allowedSigners: null }, "forged");
    await add({ ...(await aClone()), allowedSigners: null }, "run-3");
    await expect(add(one, "run-4")).rejects.toMatchObject({ code: "ledger-invalid" });
    expect(await names()).toEqual(["run-1", "forged", "run-3"]);
  });
});

describe("a remote out of reach", () => {
  test("leaves runs here, and gets them with the next one", async () => {
    const one = await aClone();
    await add(one, "run-1");
    expect(await add(away(one), "run-2")).toMatchObject({ sequence: 2, pushed: false, reason: expect.any(String) });
    expect(await names()).toEqual(["run-1"]);
    expect(await add(one, "run-3")).toMatchObject({ sequence: 3, pushed: true });
    expect(await names()).toEqual(["run-1", "run-2", "run-3"]);
  });

  test("from the start is a conflict: a second ledger begun here could never be joined with the first", async () => {
    const one = await aClone();
    await expect(add(away(one), "run-1")).rejects.toMatchObject({ code: "ledger-conflict" });
    expect(await one.git.resolve(ref)).toBeNull();
    expect(await add(one, "run-1")).toMatchObject({ sequence: 1, pushed: true, alreadyThere: false });
  });

  test("gets an event or nobody has it: a run that could not be announced has changed nothing", async () => {
    const one = await aClone();
    await expect(appendEvent(away(one), anIntent("run-1"))).rejects.toMatchObject({ code: "ledger-conflict" });
    await add(one, "run-1");
    const before = await one.git.resolve(ref);
    await expect(appendEvent(away(one), anIntent("run-2"))).rejects.toMatchObject({ code: "ledger-conflict" });
    expect(await one.git.resolve(ref)).toBe(before);
    expect(await appendEvent(one, anIntent("run-2"))).toMatchObject({ sequence: 2, pushed: true });
  });

  test("from the start, with an intent that was never published, follows whoever recorded that run meanwhile", async () => {
    const [one, other] = [await aClone(), await aClone()];
    const alone = { ...one, remote: null };
    await appendEvent(alone, anIntent("run-1"));
    await add(other, "run-1");
    expect(await add(one, "run-2")).toMatchObject({ sequence: 2, pushed: true });
  });

  test("that others wrote to meanwhile gets the runs from here after theirs, once each", async () => {
    const [one, other] = [await aClone(), await aClone()];
    await add(one, "run-1");
    for (const name of ["offline-1", "both", "offline-2"]) await add(away(one), name);
    await add(other, "online-1");
    await add(other, "both");
    expect(await add(one, "run-2")).toMatchObject({ sequence: 6, pushed: true });
    expect(await names()).toEqual(["run-1", "online-1", "both", "offline-1", "offline-2", "run-2"]);
    expect(await verified()).toMatchObject({ kind: "verified", records: 6 });
    expect(await add(one, "offline-2")).toMatchObject({ sequence: 5, alreadyThere: true });
  });

  test("by its own refusal says why", async () => {
    file(`${remote}/hooks/pre-receive`, "#!/bin/sh\nexit 1\n", 0o755);
    const one = await aClone();
    expect(await add(one, "run-1")).toMatchObject({ pushed: false, reason: expect.stringContaining("declined") });
    file(`${remote}/hooks/pre-receive`, "#!/bin/sh\nexit 0\n", 0o755);
    expect(await add(one, "run-2")).toMatchObject({ sequence: 2, pushed: true });
  });
});

test("a kill between push and moving the branch here leaves us behind, not apart", async () => {
  const one = await aClone();
  await add(one, "run-1");
  const killed = { ...one, git: { ...one.git, updateRef: () => Promise.reject(new Error("killed")) } };
  await expect(add(killed, "run-2")).rejects.toThrow("killed");
  expect(await names()).toEqual(["run-1", "run-2"]);
  expect(await add(one, "run-2")).toMatchObject({ sequence: 2, alreadyThere: true, pushed: true });
  expect(await add(one, "run-3")).toMatchObject({ sequence: 3, pushed: true });
});

import { execFileSync } from "node:child_process";
import { afterAll, describe, expect, test } from "vitest";
import { openLedgerOf } from "../../src/run/open-ledger.ts";
import { aLedger, aRun, branch, run, scratch } from "../audit/a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

/** A repository with three commits, one after the other, and one beside the third. */
function aHistory(path: string) {
  run("git", ["init", "-q", "-b", "main", path]);
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", path, "-c", "user.name=A", "-c", "user.email=a@acme.example", ...args], {
      encoding: "utf8",
    }).trim();
  const commit = (text: string) => {
    git("commit", "-q", "--allow-empty", "-m", text);
    return git("rev-parse", "HEAD");
  };
  const [first = "", second = "", third = ""] = ["first", "second", "third"].map(commit);
  git("checkout", "-q", "--detach", first);
  return { path, first, second, third, beside: commit("beside") };
}

describe("files that were replaced", () => {
  test("are not applied again; those of the same commit, of a later one or of one beside it are", async () => {
    const { path, first, second, third, beside } = aHistory(place.sub("replaced"));
    const ledger = await openLedgerOf(await aLedger(path));
    await ledger.append(aRun({ run: "run-1", policy: digest("e"), commit: second }));
    const policy = digest("e");
    for (const commit of [second, third, beside, null, "9".repeat(40)])
      await expect(ledger.refuseReturned({ commit, policy })).resolves.toBeUndefined();
    await expect(ledger.refuseReturned({ commit: first, policy })).rejects.toMatchObject({
      code: "plan-stale",
      message: expect.stringContaining(`the last run was made from ${second.slice(0, 12)}`),
    });
  });
});

describe("policies that were replaced", () => {
  test("may judge again from a commit after the last run's, and from no other", async () => {
    const { path, first, second, third, beside } = aHistory(place.sub("returned"));
    const ledger = await openLedgerOf(await aLedger(path));
    await ledger.append(aRun({ run: "run-1", policy: digest("e"), commit: first }));
    await ledger.append(aRun({ run: "run-2", policy: digest("f"), commit: second }));
    await expect(ledger.refuseReturned({ commit: third, policy: digest("e") })).resolves.toBeUndefined();
    await expect(ledger.refuseReturned({ commit: beside, policy: digest("f") })).resolves.toBeUndefined();
    await expect(ledger.refuseReturned({ commit: beside, policy: digest("a") })).resolves.toBeUndefined();
    for (const commit of [beside, null])
      await expect(ledger.refuseReturned({ commit, policy: digest("e") })).rejects.toMatchObject({
        code: "plan-stale",
        message: expect.stringContaining("as version 1"),
      });
    expect(await (await aLedger(path)).git.resolve(branch)).not.toBeNull();
  });

  test("are no question before the first run", async () => {
    const { path } = aHistory(place.sub("none"));
    const ledger = await openLedgerOf(await aLedger(path));
    await expect(ledger.refuseReturned({ commit: null, policy: digest("e") })).resolves.toBeUndefined();
  });
});

import { rm, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

const tuesday = "2026-11-24T09:00:00Z";

describe("a ledger that is kept at a remote", () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplaceInside();
    await place.git("init", "--quiet", "--bare", "remote.git");
    await place.git("remote", "add", "origin", place.path("remote.git"));
    await place.edit("rollcall.yaml", "branch: rollcall/audit", "branch: rollcall/audit\n  remote: origin");
    await place.append(".gitignore", "remote.git/\n");
    await place.git("commit", "--quiet", "--all", "--message", "Keep the ledger at a remote");
  });
  afterEach(() => place.close());

  const planAndApply = async (at: string) => {
    await place.rollcall("plan", "--at", at, "--out", "next.plan.json");
    const approvals = approveAll(decodePlan(await place.read("next.plan.json")));
    await place.write("approvals.json", JSON.stringify(approvals));
    return place.rollcall("apply", "next.plan.json", "--approvals", "approvals.json", "--at", at);
  };

  test("gets every run: one that it does not take beforehand changes nothing, one that it did not get ends with 7 until it has", async () => {
    expect(await planAndApply(monday)).toMatchObject({ code: 0 });
    const local = await place.git("rev-parse", "rollcall/audit");
    expect(await place.git("ls-remote", "origin", "refs/heads/rollcall/audit")).toContain(local);
    const hook = place.path("remote.git/hooks/update");
    const refuse = (which: string) =>
      writeFile(hook, `#!/bin/sh\ncase "$1" in refs/heads/*) ${which};; esac\n`, { mode: 0o755 });
    await refuse("exit 1");
    place.sandbox.resetCounters();
    const unannounced = await planAndApply(tuesday);
    expect(unannounced).toMatchObject({ code: 1, stderr: expect.stringContaining("nothing was done") });
    expect(place.sandbox.counters().mutating).toBe(0);
    // It takes the intent, and not what became of it.
    await refuse("[ ! -e announced ] || exit 1; touch announced");
    const unpushed = await planAndApply(tuesday);
    expect(unpushed.code).toBe(7);
    expect(unpushed.stderr).toMatch(/not.*remote/);
    await rm(hook);
    const again = await place.rollcall("apply", "next.plan.json", "--approvals", "approvals.json", "--at", tuesday);
    expect(again.code).toBe(0);
    const both = await place.git("rev-parse", "rollcall/audit");
    expect(await place.git("ls-remote", "origin", "refs/heads/rollcall/audit")).toContain(both);
    expect((await place.rollcall("audit", "verify")).code).toBe(0);
  });

  test("that cannot be reached keeps everybody from applying: nobody can say who else is", async () => {
    await place.git("remote", "set-url", "origin", place.path("elsewhere.git"));
    await place.rollcall("plan", "--at", monday, "--out", "next.plan.json");
    place.sandbox.resetCounters();
    expect((await place.rollcall("apply", "next.plan.json", "--at", monday)).code).not.toBe(0);
    expect(place.sandbox.counters().mutating).toBe(0);
  });

  test("that was rolled back is noticed before the next write", async () => {
    await planAndApply(monday);
    await rm(place.path("remote.git"), { recursive: true });
    await place.git("init", "--quiet", "--bare", "remote.git");
    place.sandbox.resetCounters();
    expect((await planAndApply(tuesday)).code).toBe(9);
    expect(place.sandbox.counters().mutating).toBe(0);
  });
});

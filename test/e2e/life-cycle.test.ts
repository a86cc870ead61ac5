import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplace, type Workplace } from "../support/workplace.ts";

const tuesday = "2026-11-24T09:00:00Z";

describe("from files to a verified ledger, by the command line alone", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplace();
  });
  afterAll(() => place.close());

  const plan = (at: string, ...more: readonly string[]) =>
    place.rollcall("plan", "--at", at, "--out", "next.plan.json", "--detailed-exitcode", ...more);

  const apply = async (at: string) => {
    const approvals = approveAll(decodePlan(await place.read("next.plan.json")));
    await place.write("approvals.json", JSON.stringify(approvals));
    return place.rollcall("apply", "next.plan.json", "--quiet", "--approvals", "approvals.json", "--at", at);
  };

  test("the files are well, and the policies pass their tests", async () => {
    expect(await place.rollcall("validate", "--at", monday)).toMatchObject({ code: 0 });
    const tests = await place.rollcall("policy", "test", "--at", monday);
    expect(tests).toMatchObject({ code: 0 });
    expect(tests.stdout).toMatch(/[1-9]\d* passed, 0 failed/);
  });

  test("the first plan ends with 2 and says what it needs; applying it unapproved ends with 5 and writes nothing", async () => {
    const planned = await plan(monday);
    expect(planned.stderr).toBe("");
    expect(planned.code).toBe(2);
    expect((await place.rollcall("apply", "next.plan.json", "--at", monday)).code).toBe(5);
    expect(place.sandbox.counters().mutating).toBe(0);
  });

  test("a plan file with one altered byte ends with 6 and writes nothing", async () => {
    const text = await place.read("next.plan.json");
    await place.write("forged.plan.json", text.replace("create-account", "delete-account"));
    expect((await place.rollcall("apply", "forged.plan.json", "--at", monday)).code).toBe(6);
    await place.write("forged.plan.json", text.replace('"risk":20', '"risk":21'));
    expect((await place.rollcall("show", "forged.plan.json")).code).toBe(6);
    expect(place.sandbox.counters().mutating).toBe(0);
  });

  test("applied with approval it ends with 0, and the next plan is empty and ends with 0", async () => {
    const applied = await apply(monday);
    expect(applied.stderr).toBe("");
    expect(applied.code).toBe(0);
    place.sandbox.resetCounters();
    expect((await plan(monday)).code).toBe(0);
    expect(place.sandbox.counters().mutating).toBe(0);
  });

  test("nothing waits in the review queue after that, and asking ends with 0", async () => {
    const queue = await place.rollcall("queue", "--format", "json");
    expect(queue).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(queue.stdout)).toMatchObject({ format_version: "1.0", newestRun: 2, changes: [] });
  });

  test("the same plan file given again does nothing and ends with 0", async () => {
    await place.rollcall("plan", "--at", monday, "--out", "empty.plan.json");
    place.sandbox.resetCounters();
    expect((await place.rollcall("apply", "empty.plan.json", "--at", monday)).code).toBe(0);
    const again = await place.rollcall("apply", "empty.plan.json", "--at", monday);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("already applied");
    expect(place.sandbox.counters().mutating).toBe(0);
  });

  test("an expired plan, and a plan whose files have moved, end with 6", async () => {
    await plan(tuesday);
    expect((await place.rollcall("apply", "next.plan.json", "--at", "2026-11-26T09:00:00Z")).code).toBe(6);
    await place.append("assignments/standing.yaml", "# somebody was here\n");
    const moved = await apply(tuesday);
    expect(moved.code).toBe(6);
    expect(moved.stderr).toContain("assignments/standing.yaml");
    await place.git("checkout", "--", ".");
  });

  test("a plan whose application has moved ends with 6", async () => {
    await plan(tuesday);
    const [account] = place.sandbox.snapshot("chat").users;
    place.sandbox.load("chat", {
      users: [{ userName: "new.friend@meridian.example", externalId: "e1016" }],
      groups: [],
    });
    expect(account).toBeDefined();
    const moved = await apply(tuesday);
    expect(moved.code).toBe(6);
    await plan(tuesday);
    expect((await apply(tuesday)).code).toBe(0);
  });

  test("somebody who may enter payments does not get to approve them: 4", async () => {
    await place.append(
      "assignments/standing.yaml",
      "- { person: e1034, role: payments-approver, reason: REQ-2001 cover }\n",
    );
    const denied = await plan(tuesday);
    expect(denied.code).toBe(4);
    expect(denied.stdout).toMatch(/payments-clerk/);
    place.sandbox.resetCounters();
    expect((await apply(tuesday)).code).toBe(4);
    expect(place.sandbox.counters().mutating).toBe(0);
    await place.git("checkout", "--", ".");
  });

  test("what a role gave and no longer names is taken back", async () => {
    await place.edit("roles/finance.yaml", "  - { application: chat, group: finance }\n", "");
    expect((await plan(tuesday)).code).toBe(2);
    const { changes } = decodePlan(await place.read("next.plan.json"));
    expect(changes.length).toBeGreaterThan(2);
    expect(new Set(changes.map(({ change }) => change.key.replace(/e\d+/, "P")))).toEqual(
      new Set(["chat/P/revoke/group:finance"]),
    );
    expect((await apply(tuesday)).code).toBe(0);
    expect((await plan(tuesday)).code).toBe(0);
    await place.git("checkout", "--", ".");
    await plan(tuesday);
    expect((await apply(tuesday)).code).toBe(0);
  });

  test("what was sent to the applications meanwhile breaks no rule of SCIM, nor of their dialects", () => {
    for (const application of ["chat", "crm", "directory", "ide-vendor"]) {
      const errors = place.sandbox.lint(application).filter(({ severity }) => severity === "error");
      expect([application, errors]).toEqual([application, []]);
    }
  });

  test("why names the row and the role behind a grant", async () => {
    const why = await place.rollcall("why", "e1005", "chat", "--at", tuesday);
    expect(why.code).toBe(0);
    expect(why.stdout).toMatch(/roles\/engineer\.yaml:\d+/);
    expect((await place.rollcall("why", "nobody")).code).toBe(3);
  });

  test("the ledger verifies, is listed, and shows its runs; git accepts every signature", async () => {
    expect((await place.rollcall("audit", "verify")).code).toBe(0);
    const log = await place.rollcall("audit", "log", "--format", "json");
    const listed: { records: { sequence: number }[] } = JSON.parse(log.stdout);
    expect(listed.records.map(({ sequence }) => sequence)).toEqual(
      [...listed.records.keys()].map((index) => listed.records.length - index),
    );
    expect((await place.rollcall("audit", "show", "2")).code).toBe(0);
    const signers = place.path("policies/allowed_signers");
    const signed = await place.git(
      "-c",
      `gpg.ssh.allowedSignersFile=${signers}`,
      "log",
      "--format=%G?",
      "rollcall/audit",
    );
    expect(new Set(signed.split("\n"))).toEqual(new Set(["G"]));
  });
});

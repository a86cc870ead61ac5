import { rm } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

describe("a pull request that weakens what judges it", () => {
  let place: Workplace;
  let base: string;
  beforeEach(async () => {
    place = await openWorkplaceInside();
    base = await place.git("rev-parse", "HEAD");
  });
  afterEach(() => place.close());

  const commit = async (author = "tomasz.zielinski@meridian.example") => {
    await place.git("add", "--all");
    await place.git("commit", "--quiet", "--author", `Somebody <${author}>`, "--message", "Propose");
  };
  const planned = async () => {
    const ended = await place.rollcall("plan", "--at", monday, "--policies-from", base, "--out", "new.plan.json");
    return { ...ended, plan: decodePlan(await place.read("new.plan.json")) };
  };
  /** Somebody who enters payments is to release them as well. */
  const clerkApproves = () =>
    place.append("assignments/standing.yaml", "- { person: e1034, role: payments-approver, reason: REQ-2 }\n");

  test("is denied although its own policy allows everything", async () => {
    await clerkApproves();
    await rm(place.path("policies"), { recursive: true });
    await place.git("checkout", "HEAD", "--", "policies/allowed_signers", "policies/thresholds.yaml");
    await place.write("policies/all.rego", "package rollcall\n\nimport rego.v1\n\nallow := true\n\ndeny := set()\n");
    await place.write("policies/plan.rego", "package rollcall.plan\n\nimport rego.v1\n\ndeny := set()\n");
    await commit();
    const { code, plan } = await planned();
    expect(code).toBe(4);
    const rules = plan.changes.flatMap(({ decision }) => decision.denials.map(({ rule }) => rule));
    expect(rules).toContain("sod.exclusive-roles");
    expect(plan.basis.base?.commit).toBe(base);
    expect(plan.basis.base?.policy).not.toBe(plan.basis.policy);
  });

  test("is denied when it has no rule that could deny, base or not", async () => {
    await rm(place.path("policies"), { recursive: true });
    await place.git("checkout", "HEAD", "--", "policies/allowed_signers");
    await place.write("policies/all.rego", "package rollcall\n\nimport rego.v1\n\nallow := true\n");
    await commit();
    expect((await planned()).code).toBe(4);
    expect((await place.rollcall("plan", "--at", monday)).code).toBe(4);
  });

  test("that lets somebody keep a risky role for longer asks its owner, although nothing changes", async () => {
    await place.rollcall("plan", "--at", monday, "--out", "first.plan.json");
    await place.write("all.json", JSON.stringify(approveAll(decodePlan(await place.read("first.plan.json")))));
    expect(await place.rollcall("apply", "first.plan.json", "--approvals", "all.json", "--at", monday)).toMatchObject({
      code: 0,
    });
    await place.edit(
      "assignments/standing.yaml",
      "until: 2026-12-31, reason: REQ-1951",
      "until: 2027-02-15, reason: REQ-1951",
    );
    await commit();
    const { code, stdout, plan } = await planned();
    expect(plan.changes).toEqual([]);
    expect(stdout).toContain("e1048 would go on holding it-admin until 2027-02-16T00:00:00Z");
    expect(code).toBe(0);
  });

  test("is judged by the thresholds and role risks of the base", async () => {
    await place.edit("roles/prod-db-admin.yaml", "risk: ", "risk: 1 # ");
    await place.append(
      "assignments/2026-11.yaml",
      "- { person: e1011, role: prod-db-admin, from: 2026-11-23T08:00Z, until: 2026-11-23T16:00Z, reason: REQ-9 }\n",
    );
    await commit();
    const { plan } = await planned();
    const change = plan.changes.find(
      ({ change: { key } }) => key.startsWith("directory/e1011/grant") && key.includes("prod-db"),
    );
    expect(change?.decision.approvals.map(({ from }) => from)).toContain("security");
  });

  test("does not get rid of a guard", async () => {
    await place.edit(
      "rollcall.yaml",
      "guard: { minPeople: 20, maxDrop: 10% }",
      "guard: { minPeople: 1, maxDrop: 100% }",
    );
    const roster = await place.read("people/roster.csv");
    await place.write("people/roster.csv", `${roster.split("\n").slice(0, 6).join("\n")}\n`);
    await place.write("assignments/2026-11.yaml", "[]\n");
    await place.write("assignments/standing.yaml", "[]\n");
    await place.edit("rollcall.yaml", "people: [e1046, s9001]", "people: []");
    await place.edit("rollcall.yaml", "people: [e1046, s9001]", "people: []");
    await place.edit("rollcall.yaml", "people: [s9003]", "people: []");
    await commit();
    const { code, plan } = await planned();
    expect(code).toBe(4);
    expect(plan.guards.map(({ guard }) => guard)).toContain("roster.too-few");
  });

  test("knows who proposes it, and apply refuses a plan that others judged", async () => {
    await place.append("assignments/2026-11.yaml", "- { person: e1011, role: crm-reporting, reason: REQ-3 }\n");
    await commit();
    const { plan } = await planned();
    expect(plan.basis.proposers).toEqual(["e1002", "test@meridian.example"]);
    const ended = await place.rollcall("apply", "new.plan.json", "--at", monday, "--policies-from", "HEAD");
    expect(ended).toMatchObject({ code: 6, stderr: expect.stringContaining("--policies-from HEAD") });
    expect(place.sandbox.counters().mutating).toBe(0);
  });
});

import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

/** The example organisation after its first run. */
async function openApplied(): Promise<Workplace> {
  const place = await openWorkplaceInside();
  await place.rollcall("plan", "--at", monday, "--out", "first.plan.json");
  await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("first.plan.json")))));
  const asked = ["apply", "first.plan.json", "--quiet", "--approvals", "approvals.json", "--at", monday];
  expect(await place.rollcall(...asked)).toMatchObject({ code: 0, stderr: "" });
  place.sandbox.resetCounters();
  return place;
}

describe("what stops a run before its first write", () => {
  let place: Workplace;
  let environment: Readonly<Record<string, string>>;
  beforeAll(async () => {
    place = await openApplied();
    environment = { ...place.environment };
  });
  // Each of them stops before the first write, so that files, faults, addresses and the ledger are all there is to put back.
  afterEach(async () => {
    expect(place.sandbox.counters().mutating).toBe(0);
    place.sandbox.faults("chat").clear();
    Object.assign(place.environment, environment);
    await place.git("checkout", "--quiet", "--", ".");
  });
  afterAll(() => place.close());

  test("a roster cut to two lines: 4, and applying the plan anyway: 4", async () => {
    const roster = await place.read("people/roster.csv");
    await place.write("people/roster.csv", roster.split("\n").slice(0, 2).join("\n"));
    const planned = await place.rollcall("plan", "--at", monday, "--out", "cut.plan.json");
    expect(planned.code).toBe(4);
    expect(planned.stdout).toMatch(/maxDrop|minPeople/);
    expect((await place.rollcall("apply", "cut.plan.json", "--at", monday)).code).toBe(4);
    expect(place.sandbox.counters().mutating).toBe(0);
  });

  test("a proposal that leaves an application, and the ledger that remembers the roster: 4, and applying it: 4", async () => {
    await place.edit("rollcall.yaml", "  crm:\n", "  sales:\n");
    await place.edit("rollcall.yaml", "branch: rollcall/audit", "branch: rollcall/other");
    await place.edit("rollcall.yaml", "minPeople: 20", "minPeople: 1");
    for (const role of ["crm-reporting", "it-admin", "sales-manager", "security-auditor", "support"])
      await place.edit(`roles/${role}.yaml`, "application: crm,", "application: sales,");
    await place.edit("pools/crm.yaml", "application: crm", "application: sales");
    const roster = await place.read("people/roster.csv");
    await place.write("people/roster.csv", roster.replaceAll(/^(e10[34]\d,employee),active/gm, "$1,left"));
    await place.rollcall("plan", "--at", monday, "--policies-from", "HEAD", "--out", "left.plan.json");
    const { guards, findings } = decodePlan(await place.read("left.plan.json"));
    const stops = guards.map(({ guard }) => guard);
    expect(stops).toEqual(expect.arrayContaining(["applications.removed", "audit.moved", "roster.drop"]));
    expect(findings.filter(({ kind }) => kind === "application-gone").map(({ subject }) => subject)).toEqual(["crm"]);
    const applied = await place.rollcall("apply", "left.plan.json", "--at", monday, "--policies-from", "HEAD");
    expect(applied.code).toBe(4);
  });

  test("a listing that was cut short: 8, and nothing destructive is planned", async () => {
    await place.edit("people/roster.csv", "e1011,employee,active", "e1011,employee,left");
    place.sandbox.faults("chat").add({ kind: "page-cut", path: "/Users", times: Number.POSITIVE_INFINITY });
    const planned = await place.rollcall("plan", "--at", monday, "--out", "cut.plan.json");
    expect(planned.code).toBe(8);
    const plan = decodePlan(await place.read("cut.plan.json"));
    const kinds = plan.changes.filter(({ change }) => change.application === "chat").map(({ change }) => change.kind);
    expect(kinds.filter((kind) => /disable|delete|revoke|release/.test(kind))).toEqual([]);
    expect(place.sandbox.counters().mutating).toBe(0);
  });

  test("an application that is down: 8, with its name", async () => {
    const away = { ...place.environment, CRM_URL: "http://127.0.0.1:9/crm/scim/v2" };
    Object.assign(place.environment, away);
    const planned = await place.rollcall("plan", "--at", monday);
    expect(planned.code).toBe(8);
    expect(planned.stderr).toContain("crm");
  });

  test("credentials that are refused: 8", async () => {
    Object.assign(place.environment, { CRM_TOKEN: "wrong" });
    const planned = await place.rollcall("plan", "--at", monday);
    expect(planned.code).toBe(8);
    expect(planned.stderr).toContain("crm");
    expect(planned.stderr).not.toContain("wrong");
  });

  test("an altered ledger: 9", async () => {
    const tip = await place.git("rev-parse", "rollcall/audit");
    const message = await place.git("log", "-1", "--format=%B", tip);
    const tree = await place.git("rev-parse", `${tip}^{tree}`);
    const forged = await place.git("commit-tree", tree, "-m", message);
    await place.git("update-ref", "refs/heads/rollcall/audit", forged);
    expect((await place.rollcall("audit", "verify")).code).toBe(9);
  });
});

describe("what a run that was allowed does not allow to the next", () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openApplied();
  });
  afterEach(() => place.close());

  test("a roster that was young enough for the plan and is too old when it is applied: 4", async () => {
    await place.edit("rollcall.yaml", "maxDrop: 10% }", "maxDrop: 10%, maxAge: 2h }");
    await place.edit("people/roster.csv", "e1011,employee,active", "e1011,employee,left");
    const bytes = await place.read("people/roster.csv");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const rows = bytes.trimEnd().split("\n").length - 1;
    const manifest = { rows, sha256, exported: "2026-11-23T07:30:00Z" };
    await place.write("people/roster.csv.manifest.json", JSON.stringify(manifest));
    const planned = await place.rollcall("plan", "--at", monday, "--out", "next.plan.json");
    expect(planned.code).toBe(0);
    const applied = await place.rollcall("apply", "next.plan.json", "--at", "2026-11-23T09:31:00Z");
    expect(applied.code).toBe(4);
    expect(applied.stderr).toContain("roster.stale");
    expect(place.sandbox.counters().mutating).toBe(0);
    expect((await place.rollcall("apply", "next.plan.json", "--at", monday)).code).toBe(0);
    await place.write("people/roster.csv", bytes.replace("e1012,employee,active", "e1012,employee,left"));
    expect((await place.rollcall("plan", "--at", monday)).code).toBe(3);
  });

  test("a column that went blank since the last run: 4", async () => {
    await place.edit("rollcall.yaml", "maxDrop: 10% }", "maxDrop: 10%, maxBlanked: 10% }");
    await place.edit("people/roster.csv", "e1011,employee,active", "e1011,employee,left");
    await place.rollcall("plan", "--at", monday, "--out", "next.plan.json");
    expect((await place.rollcall("apply", "next.plan.json", "--at", monday)).code).toBe(0);
    await place.write("people/roster.csv", (await place.read("people/roster.csv")).replaceAll(",Sales,", ",,"));
    const planned = await place.rollcall("plan", "--at", monday);
    expect(planned.code).toBe(4);
    expect(planned.stdout).toContain("roster.blank");
  });
});

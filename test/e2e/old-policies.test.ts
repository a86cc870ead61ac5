import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

const tuesday = "2026-11-24T09:00:00Z";
const wednesday = "2026-11-25T09:00:00Z";

describe("whoever starts the pipeline at an old commit", () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplaceInside();
  });
  afterEach(() => place.close());

  const applied = async (at: string) => {
    await place.rollcall("plan", "--at", at, "--out", "next.plan.json");
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("next.plan.json")))));
    return place.rollcall("apply", "next.plan.json", "--quiet", "--approvals", "approvals.json", "--at", at);
  };

  test("does not bring back an old number that policies judge by, nor old files", async () => {
    expect(await applied(monday)).toMatchObject({ code: 0 });
    const old = await place.git("rev-parse", "HEAD");
    await place.edit("policies/thresholds.yaml", "deny_count: 500", "deny_count: 499");
    await place.edit("people/roster.csv", ",Ingrid,Solberg,", ",Inga,Solberg,");
    await place.git("commit", "--quiet", "--all", "--message", "Judge otherwise");
    expect(await applied(tuesday)).toMatchObject({ code: 0 });
    await place.git("checkout", "--quiet", old);
    const late = await applied(wednesday);
    expect(late).toMatchObject({ code: 6 });
    expect(late.stderr).toContain("these files were replaced: the last run was made from");
    await place.git("commit", "--quiet", "--allow-empty", "--message", "Beside");
    const beside = await applied(wednesday);
    expect(beside).toMatchObject({ code: 6 });
    expect(beside.stderr).toContain("these policies were in force before, as version 1, and were replaced since");
  });
});

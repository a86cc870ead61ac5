import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

/** The same instant again would be the same plan, and that was recorded. */
const later = "2026-11-23T10:00:00Z";

describe("a server that answers 2xx and changes nothing", () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplaceInside();
    await plan("first.plan.json");
    expect((await apply("first.plan.json")).code).toBe(0);
    place.sandbox.resetCounters();
  });
  afterEach(() => place.close());

  const plan = (file: string, at = monday) => place.rollcall("plan", "--at", at, "--out", file, "--detailed-exitcode");

  const apply = async (file: string, at = monday) => {
    const approvals = approveAll(decodePlan(await place.read(file)));
    await place.write("approvals.json", JSON.stringify(approvals));
    return place.rollcall("apply", file, "--quiet", "--approvals", "approvals.json", "--at", at, "--format", "json");
  };

  test("is found out: 7, no outcome is applied, and the next plan still shows every change", async () => {
    await place.edit("people/roster.csv", "e1011,employee,active", "e1011,employee,left");
    const planned = await plan("leaver.plan.json");
    expect(planned.code).toBe(2);
    const wanted = decodePlan(await place.read("leaver.plan.json")).changes.map(({ change }) => change);
    expect(new Set(wanted.map(({ kind }) => kind))).toContain("disable-account");
    const names = [...new Set(wanted.map(({ application }) => application))];
    const before = names.map((name) => place.sandbox.snapshot(name));
    for (const name of names) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE"])
        place.sandbox.faults(name).add({ kind: "no-effect", method, times: Number.POSITIVE_INFINITY });
    }

    const applied = await apply("leaver.plan.json");
    expect(applied.code).toBe(7);
    const { outcomes }: { readonly outcomes: readonly { readonly key: string; readonly status: string }[] } =
      JSON.parse(applied.stdout);
    expect(outcomes.map(({ key }) => key).sort()).toEqual(wanted.map(({ key }) => key).sort());
    expect(outcomes.filter(({ status }) => status === "applied" || status === "unchanged")).toEqual([]);
    expect(outcomes.map(({ status }) => status)).toContain("unverified");
    expect(place.sandbox.counters().mutating).toBeGreaterThan(0);
    expect(names.map((name) => place.sandbox.snapshot(name))).toEqual(before);

    const again = await plan("again.plan.json", later);
    expect(again.code).toBe(2);
    const still = decodePlan(await place.read("again.plan.json")).changes.map(({ change }) => change.key);
    expect(still).toEqual(wanted.map(({ key }) => key));

    for (const name of names) place.sandbox.faults(name).clear();
    expect(await apply("again.plan.json", later)).toMatchObject({ code: 0, stderr: "" });
    expect((await plan("last.plan.json", later)).code).toBe(0);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

describe("the report on seats, by the command line", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplaceInside();
  });
  afterAll(() => place.close());

  const seats = async (...more: readonly string[]) => {
    const ended = await place.rollcall("seats", "--at", monday, ...more);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    return ended.stdout;
  };

  test("before the first run nobody sits, and no trend is made up", async () => {
    const report = JSON.parse(await seats("--format", "json"));
    expect(report).toMatchObject({ format_version: "1.0", organization: "meridian", unknown: [] });
    for (const { now, after, trend, forecast } of report.pools) {
      expect(now.used).toBe(0);
      expect(after.used).toBeGreaterThan(0);
      expect(trend.points).toEqual([]);
      expect(forecast.kind).not.toBe("on");
    }
  });

  test("after a run every format says who sits, and the trend ends with what is live", async () => {
    await place.rollcall("plan", "--at", monday, "--out", "next.plan.json");
    const approvals = approveAll(decodePlan(await place.read("next.plan.json")));
    await place.write("approvals.json", JSON.stringify(approvals));
    await place.rollcall("apply", "next.plan.json", "--quiet", "--approvals", "approvals.json", "--at", monday);

    const report = JSON.parse(await seats("--format", "json"));
    for (const { now, after, trend, locations } of report.pools) {
      expect(after).toEqual(now);
      expect(trend.points.at(-1).used).toBe(now.used);
      const used = locations.map((location: { now: { used: number } }) => location.now.used);
      expect(used.reduce((sum: number, each: number) => sum + each)).toBe(now.used);
    }
    const inDepartments = report.departments.map(({ now }: { now: number }) => now);
    const inPools = report.pools.map(({ now }: { now: { used: number } }) => now.used);
    expect(sum(inDepartments)).toBe(sum(inPools));
    expect(report.totals.map(({ currency }: { currency: string }) => currency)).toEqual(["EUR"]);

    const rows = (await seats("--format", "csv")).split("\r\n");
    expect(rows).toHaveLength(
      1 + report.pools.flatMap(({ locations }: { locations: unknown[] }) => locations).length + 1,
    );
    expect(await seats()).toContain("Cost a month");
  });

  test("the page goes to standard output, or to a file and nowhere else", async () => {
    const page = await seats("--format", "html");
    expect(page).toMatch(/^<!doctype html>/);
    expect(await seats("--format", "html", "--out", "seats.html")).toBe("");
    const stamped = /Read [^.]*\./;
    expect((await place.read("seats.html")).replace(stamped, "")).toBe(page.replace(stamped, ""));
  });

  test("a pool whose listing was cut short is named and not counted, and the call ends with 8", async () => {
    place.sandbox.faults("crm").add({ kind: "page-cut", path: "/Users", times: Number.POSITIVE_INFINITY });
    const cut = await place.rollcall("seats", "--at", monday, "--format", "json");
    expect(cut.code).toBe(8);
    const report = JSON.parse(cut.stdout);
    expect(report.unknown).toMatchObject([{ pool: "crm", application: "crm", quota: 11 }]);
    expect(report.pools.map(({ pool }: { pool: string }) => pool)).toEqual(["design-suite", "ide"]);
    expect(report.departments.flatMap(({ pools }: { pools: { pool: string }[] }) => pools)).not.toContainEqual(
      expect.objectContaining({ pool: "crm" }),
    );
    place.sandbox.faults("crm").clear();
    place.sandbox.faults("chat").add({ kind: "page-cut", path: "/Users", times: Number.POSITIVE_INFINITY });
    await seats("--quiet");
    place.sandbox.faults("chat").clear();
  });

  test("a format that a verb does not have is refused", async () => {
    expect((await place.rollcall("plan", "--format", "html")).code).toBe(3);
    expect((await place.rollcall("seats", "--format", "pdf")).code).toBe(3);
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

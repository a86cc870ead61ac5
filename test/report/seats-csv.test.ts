import { expect, test } from "vitest";
import { seatReport } from "../../src/plan/seat-report.ts";
import { seatsCsv } from "../../src/report/seats-csv.ts";
import { aBusyReport, aReportInput } from "../support/a-seat-report.ts";
import { aPool } from "../support/people.ts";
import { aSeatSummary } from "../support/plan.ts";

const cells = (text: string) => text.split("\r\n").map((line) => line.split(","));

test("there is a row for each pool and location, and one without use for a pool that nobody knows of", () => {
  const { report } = aBusyReport();
  const [head = [], ...rows] = cells(seatsCsv(report)).slice(0, -1);
  expect(rows).toHaveLength(report.pools.flatMap(({ locations }) => locations).length + 1);
  expect(rows.every((row) => row.length === head.length)).toBe(true);
  expect(rows.at(-1)?.filter((cell) => cell !== "")).toEqual(["whiteboard", "ide-vendor", "20"]);
});

test("columns of one pool add up to what the report says of it", () => {
  const { report } = aBusyReport();
  const [head = [], ...rows] = cells(seatsCsv(report)).slice(0, -1);
  const total = (pool: string, column: string) =>
    rows.filter(([name]) => name === pool).reduce((sum, row) => sum + Number(row[head.indexOf(column)]), 0);
  for (const { pool, now, after, quota, cost, waiting } of report.pools) {
    expect([total(pool, "quota"), total(pool, "used"), total(pool, "free")]).toEqual([quota, now.used, now.free]);
    expect([total(pool, "used_after"), total(pool, "waiting")]).toEqual([after.used, waiting]);
    expect([total(pool, "over"), total(pool, "over_after")]).toEqual([now.over, after.over]);
    expect(total(pool, "used_month")).toBeCloseTo(cost?.used ?? 0, 2);
    expect(total(pool, "unused_month")).toBeCloseTo(cost?.unused ?? 0, 2);
  }
});

test("a location that looks like a formula is none", () => {
  const pools = [aPool({ quota: { "=HYPERLINK(1)": 1 }, overflow: 0 })];
  const seats = [aSeatSummary({ location: "=HYPERLINK(1)", quota: 1, usedBefore: 0, usedAfter: 0 })];
  expect(seatsCsv(seatReport(aReportInput({ pools, seats })))).toContain(",'=HYPERLINK(1),");
});

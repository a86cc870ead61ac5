import { describe, expect, test } from "vitest";
import { seatReport } from "../../src/plan/seat-report.ts";
import { seatReportText } from "../../src/report/seat-report-text.ts";
import { forecastWords } from "../../src/report/seat-words.ts";
import { aBusyReport, aReportInput } from "../support/a-seat-report.ts";

const screen = { color: false, width: 140 };
const linesOf = (text: string) => text.split("\n").map((line) => line.trim().split(/ {2,}/));

describe("the report on seats as text", () => {
  const { report, names } = aBusyReport();
  const text = seatReportText(report, names, screen);

  test("has cost by pool and one sum for each currency", () => {
    const rows = linesOf(text).filter((cells) => cells.at(-1) === "EUR" || cells.at(-1) === "USD");
    expect(rows.map(([name, , used]) => [name, used])).toContainEqual(["crm", "2,562.00 -> 2,379.00"]);
    expect(rows.filter(([name]) => name === "all").map((cells) => cells.at(-1))).toEqual(["EUR", "USD"]);
  });

  test("names a pool of which nothing is known first", () => {
    expect(text.trimStart()).toMatch(/^whiteboard: ide-vendor does not tell/);
  });

  test("names who holds a seat for nothing, by name", () => {
    expect(linesOf(text)).toContainEqual(["Kofi Mensah (e1041)", "account disabled"]);
    expect(linesOf(text)).toContainEqual(["former.agency@crm.example", "given outside Rollcall"]);
    expect(linesOf(text)).toContainEqual(["Meera Iyer (e1003)", "last seen 2026-03-14"]);
  });

  test("says nothing of money without prices, nor of what was never read", () => {
    const bare = seatReportText(seatReport(aReportInput()), { people: new Map() }, screen);
    expect(bare).not.toMatch(/Cost|Departments|EUR/);
    expect(bare).toContain("no run in the ledger");
  });
});

test.each([
  [{ kind: "full" } as const, "no free seat today"],
  [{ kind: "on", days: 90, perMonth: 2.04, day: "2027-01-31" } as const, "2027-01-31, at 2.0 seats more"],
  [{ kind: "beyond", days: 90, perMonth: 0.04 } as const, "not within two years, at 0.0 seats a month"],
  [{ kind: "not-growing", days: 40, perMonth: -1 } as const, "not growing, at 1.0 seats fewer"],
  [{ kind: "too-little-known", days: 1, moves: 0, needs: { days: 28, moves: 3 } } as const, "1 day, it takes 28"],
  [{ kind: "too-little-known", days: 40, moves: 2, needs: { days: 28, moves: 3 } } as const, "on 2 days, it takes 3"],
])("a forecast is said in words: %j", (forecast, words) => {
  expect(forecastWords(forecast)).toContain(words);
});

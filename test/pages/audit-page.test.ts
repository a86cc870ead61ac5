import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditIndexPage } from "../../src/report/audit-index-page.ts";
import { auditPage } from "../../src/report/audit-page.ts";
import { anAuditReport } from "../support/an-audit-report.ts";
import { openBrowser, type Page, type View } from "./support/browser.ts";
import { digest, WrittenPages } from "./support/written-pages.ts";

let page: Page;
const pages = new WrittenPages();
beforeAll(async () => {
  const files = ["population.html", "population.pdf", "population.csv"];
  pages.write("audit", auditPage(anAuditReport(), digest));
  pages.write(
    "audit-index",
    auditIndexPage([anAuditReport()], () => files, digest),
  );
  page = await openBrowser();
});
afterAll(() => page?.close());

const screen = { width: 1200, height: 900, media: "screen", scheme: "light" } as const;
const views: readonly (readonly [name: string, page: string, view: View])[] = [
  ["a desk", "audit", screen],
  ["a desk at night", "audit", { ...screen, scheme: "dark" }],
  ["a telephone", "audit", { ...screen, width: 390 }],
  ["paper", "audit", { ...screen, width: 1000, media: "print" }],
  ["a desk, the first of a month", "audit-index", screen],
];

describe.each(views)("the page of an answer on %s", (_, which, view) => {
  beforeAll(() => page.show(pages.url(which), view));

  test("gives the browser nothing to complain of, runs nothing, and has its style", async () => {
    expect(page.complaints).toEqual([]);
    expect(await page.evaluate("document.scripts.length + document.images.length")).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.querySelector('table')).borderCollapse")).toBe("collapse");
  });

  test("is as wide as the window", async () => {
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(view.width);
  });
});

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditIndexPage } from "../../src/report/audit-index-page.ts";
import { auditPage } from "../../src/report/audit-page.ts";
import { anAuditReport } from "../support/an-audit-report.ts";
import { openBrowser, type Page, type View } from "./support/browser.ts";

const folder = fileURLToPath(new URL("../../node_modules/.cache/pages", import.meta.url));
const digest = (text: string) => createHash("sha256").update(text).digest("base64");

let page: Page;
const urls = new Map<string, string>();
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const files = ["population.html", "population.pdf", "population.csv"];
  write("audit", auditPage(anAuditReport(), digest));
  write(
    "audit-index",
    auditIndexPage([anAuditReport()], () => files, digest),
  );
  page = await openBrowser();
});
afterAll(() => page?.close());

function write(name: string, text: string): void {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, text);
  urls.set(name, pathToFileURL(path).href);
}

const screen = { width: 1200, height: 900, media: "screen", scheme: "light" } as const;
const views: readonly (readonly [name: string, page: string, view: View])[] = [
  ["a desk", "audit", screen],
  ["a desk at night", "audit", { ...screen, scheme: "dark" }],
  ["a telephone", "audit", { ...screen, width: 390 }],
  ["paper", "audit", { ...screen, width: 1000, media: "print" }],
  ["a desk, the first of a month", "audit-index", screen],
];

describe.each(views)("the page of an answer on %s", (_, which, view) => {
  beforeAll(() => page.show(urls.get(which) ?? "", view));

  test("gives the browser nothing to complain of, runs nothing, and has its style", async () => {
    expect(page.complaints).toEqual([]);
    expect(await page.evaluate("document.scripts.length + document.images.length")).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.querySelector('table')).borderCollapse")).toBe("collapse");
  });

  test("is as wide as the window", async () => {
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(view.width);
  });
});

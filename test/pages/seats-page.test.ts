import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seatReport } from "../../src/plan/seat-report.ts";
import { seatsPage } from "../../src/report/seats-page.ts";
import { aBusyReport, aReportInput } from "../support/a-seat-report.ts";
import { openBrowser, type Page, type View } from "./support/browser.ts";
import { clippedCells, faintText } from "./support/looks.ts";
import { readPng } from "./support/png.ts";
import { aReportOfShapes } from "./support/shapes.ts";
import { digest, pagesFolder, WrittenPages } from "./support/written-pages.ts";

let page: Page;
const pages = new WrittenPages();
beforeAll(async () => {
  const { report, names } = aBusyReport();
  pages.write("seats", seatsPage(report, names, digest));
  pages.write("empty", seatsPage(seatReport(aReportInput()), { people: new Map() }, digest));
  pages.write("shapes", seatsPage(aReportOfShapes(), { people: new Map() }, digest));
  page = await openBrowser();
});
afterAll(() => page?.close());

const screen = { width: 1200, height: 900, media: "screen", scheme: "light" } as const;
const views: readonly (readonly [name: string, page: string, view: View])[] = [
  ["a desk", "seats", screen],
  ["a desk at night", "seats", { ...screen, scheme: "dark" }],
  ["a tablet", "seats", { ...screen, width: 820 }],
  ["a telephone", "seats", { ...screen, width: 390 }],
  ["paper", "seats", { ...screen, width: 700, media: "print" }],
  ["a ledger without runs", "empty", screen],
  ["pools of every shape", "shapes", screen],
  ["pools of every shape, on a telephone", "shapes", { ...screen, width: 390 }],
];

describe.each(views)("the page on %s", (name, which, view) => {
  beforeAll(() => page.show(pages.url(which), view));

  test("gives the browser nothing to complain of, and runs nothing", async () => {
    expect(page.complaints).toEqual([]);
    expect(await page.evaluate("document.scripts.length + document.images.length")).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")).not.toBe("");
  });

  test("is as wide as the window, with every plot inside", async () => {
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(view.width);
    expect(await page.evaluate(plotsOutside)).toEqual([]);
    // A telephone can be swiped and paper cannot.
    if (view.width >= 560) expect(await page.evaluate(cutOff)).toEqual([]);
  });

  test("clips no text and lays none over another", async () => {
    expect(await page.evaluate(clippedCells)).toEqual([]);
    expect(await page.evaluate(overlapping)).toEqual([]);
  });

  test("has text that stands out from its ground", async () => {
    expect(await page.evaluate(faintText)).toEqual([]);
  });

  // It is long, and of the same colours.
  if (which === "shapes") return;
  test("is painted: one ground, and ink of several colours on it", async () => {
    const bytes = await page.screenshot();
    writeFileSync(join(pagesFolder, `${name.replaceAll(" ", "-")}.png`), bytes);
    const picture = readPng(bytes);
    const pixels = picture.width * picture.height;
    const [ground = 0] = [...picture.colours.values()].sort((a, b) => b - a);
    expect(picture.width).toBe(view.width);
    expect(ground / pixels).toBeGreaterThan(0.5);
    expect(ground / pixels).toBeLessThan(0.995);
    expect(picture.colours.size).toBeGreaterThan(20);
  });
});

test("a page of seats shows plots for every pool that is known, and names for who looks at them without eyes", async () => {
  await page.show(pages.url("seats"), screen);
  expect(await page.evaluate("document.querySelectorAll('svg.trend').length")).toBe(4);
  expect(await page.evaluate("document.querySelectorAll('svg.bar').length")).toBe(9);
  const unnamed = `[...document.querySelectorAll("svg")].filter((svg) => svg.getAttribute("role") !== "img" ||
    !["aria-labelledby", "aria-describedby"].every((name) => document.getElementById(svg.getAttribute(name))?.textContent)).length`;
  expect(await page.evaluate(unnamed)).toBe(0);
  expect(
    await page.evaluate(
      "document.querySelectorAll('[id]').length - new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size",
    ),
  ).toBe(0);
});

/** Plots, and shapes of plots, that leave the window or their own frame. */
const plotsOutside = `[...document.querySelectorAll("svg")].flatMap((svg) => {
  const box = svg.getBoundingClientRect();
  const isIn = box.width > 10 && box.height > 5 && box.left >= 0 && box.right <= innerWidth + 0.5;
  const out = [...svg.querySelectorAll("rect, path, line, circle, text")].filter((shape) => {
    const own = shape.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1;
  });
  return [...(isIn ? [] : [svg.outerHTML.slice(0, 80)]), ...out.map((shape) => shape.outerHTML)];
})`;

const cutOff = `[...document.querySelectorAll("table")]
  .filter((table) => table.getBoundingClientRect().right > table.parentElement.getBoundingClientRect().right + 1)
  .map((table) => table.textContent.slice(0, 60))`;

/** Pairs of texts that lie over each other: labels of a plot, and cells and blocks of the page. */
const overlapping = `(() => {
  const boxes = (list) => list.map((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return { text: element.textContent, box: range.getBoundingClientRect() };
  });
  const groups = [...document.querySelectorAll("svg")].map((svg) => [...svg.querySelectorAll("text")]);
  groups.push([...document.querySelectorAll("h1, h2, p, li, caption, figcaption, th, td, dt, dd, svg")]
    .filter((element) => !element.querySelector("svg")));
  return groups.flatMap((group) => boxes(group).flatMap((a, index, all) => all.slice(index + 1)
    .filter(({ box: b }) => a.box.width > 0 && b.width > 0 && a.box.left < b.right - 1 && b.left < a.box.right - 1 &&
      a.box.top < b.bottom - 2 && b.top < a.box.bottom - 2)
    .map((b) => a.text + " | " + b.text)));
})()`;

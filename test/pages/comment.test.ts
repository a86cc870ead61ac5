import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, type Page } from "./support/browser.ts";
import {
  aDeniedComment,
  aJoinerComment,
  aLongComment,
  aMoverComment,
  anOverflowingComment,
} from "./support/comments.ts";
import { allowedElements, githubPage } from "./support/github-page.ts";

const folder = fileURLToPath(new URL("../../node_modules/.cache/pages", import.meta.url));
const screen = { width: 800, height: 900, media: "screen", scheme: "light" } as const;

let page: Page;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  page = await openBrowser();
});
afterAll(() => page?.close());

const samples = [
  ["a joiner", aJoinerComment],
  ["a mover", aMoverComment],
  ["a denied change", aDeniedComment],
  ["300 changes", aLongComment],
  ["more than fits", anOverflowingComment],
] as const;

describe.each(samples)("the comment on %s", (name, markdown) => {
  const path = join(folder, `comment-${name.replaceAll(" ", "-")}.html`);
  beforeAll(async () => {
    writeFileSync(path, githubPage(markdown()));
    await page.show(pathToFileURL(path).href, screen);
  });

  test("is made of elements that GitHub leaves in, and the browser has nothing to complain of", async () => {
    const other = `[...new Set([...document.querySelectorAll("main *")].map((each) => each.tagName))].filter((tag) =>
      !${JSON.stringify(allowedElements)}.includes(tag))`;
    expect(await page.evaluate(other)).toEqual([]);
    expect(
      await page.evaluate(
        `[...document.querySelectorAll("main *")].filter((each) => each.attributes.length > 0).length`,
      ),
    ).toBe(0);
    expect(page.complaints).toEqual([]);
  });

  test("says the verdict and all of it in counts on the first screen", async () => {
    const first = `[...document.querySelectorAll("h2, main > p, main > table:first-of-type tr")]
      .filter((each) => each.getBoundingClientRect().bottom < innerHeight).map((each) => each.textContent)`;
    const text = String(await page.evaluate(first));
    for (const words of ["Rollcall plan: ", "People", "Applications", "Calls"]) expect(text).toContain(words);
    writeFileSync(path.replace(".html", ".png"), await page.screenshot());
  });

  test("has as many cells in every row as in the head of its table, and is no wider than the comment", async () => {
    const uneven = `[...document.querySelectorAll("tr")].filter((row) =>
      row.cells.length !== row.closest("table").rows[0].cells.length).map((row) => row.textContent)`;
    expect(await page.evaluate(uneven)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(screen.width);
  });

  test("shows in its folds, once they are opened, what its heading counts", async () => {
    await page.evaluate(`[...document.querySelectorAll("details")].map((each) => (each.open = true)).length`);
    const empty = `[...document.querySelectorAll("details")].filter((each) => each.querySelectorAll("td").length === 0).length`;
    expect(await page.evaluate(empty)).toBe(0);
    writeFileSync(path.replace(".html", "-open.png"), await page.screenshot());
  });
});

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { seatReport } from "../../src/plan/seat-report.ts";
import { seatsPage } from "../../src/report/seats-page.ts";
import { aBusyReport, aMove, aReportInput } from "../support/a-seat-report.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("base64");
const busy = () => {
  const { report, names } = aBusyReport();
  return seatsPage(report, names, digest);
};
/** Every tag as a browser would read it. */
function tagsOf(page: string) {
  return [...page.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>/gi)].map(([, end, name = "", rest = ""]) => ({
    isEnd: end === "/",
    isClosed: rest.endsWith("/"),
    name: name.toLowerCase(),
    attributes: [...rest.matchAll(/([a-z-]+)="([^"]*)"/gi)].map(([, key = "", value = ""]) => [key, value] as const),
  }));
}

const nobody = { people: new Map() };

describe("the page of seats", () => {
  test("lets nothing that people are called become part of it", () => {
    const page = busy();
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).toContain("&quot;&gt;&lt;img src=x");
    const elements = new Set(tagsOf(page).map(({ name }) => name));
    const known =
      "html head meta title style body main header section h1 h2 p ul li strong a div table caption thead tbody tfoot tr th td span";
    const others = "br dl dt dd figure figcaption svg desc rect path line circle text";
    expect([...elements].filter((name) => !`${known} ${others}`.split(" ").includes(name))).toEqual([]);
    const attributes = tagsOf(page).flatMap((tag) => tag.attributes.map(([name]) => name));
    expect(attributes.filter((name) => /^(on|src|style)/.test(name))).toEqual([]);
  });

  test("fetches nothing, and admits its own style by its digest alone", () => {
    const page = busy();
    const [, policy = ""] = page.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/) ?? [];
    const [, style = ""] = page.match(/<style>(.*?)<\/style>/s) ?? [];
    expect(policy).toBe(
      `default-src &#39;none&#39;; style-src &#39;sha256-${digest(style)}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
    );
    const links = tagsOf(page).flatMap((tag) => tag.attributes.filter(([name]) => name === "href"));
    expect(links.filter(([, target]) => !target.startsWith("#"))).toEqual([]);
    expect(style).not.toMatch(/url\(|@import/);
  });

  test("names every plot, and no id twice", () => {
    const page = busy();
    const plots = [...page.matchAll(/<svg [^>]*>/g)];
    expect(plots.length).toBeGreaterThan(10);
    for (const [plot] of plots) expect(plot).toMatch(/role="img" aria-labelledby="[^"]+" aria-describedby="[^"]+"/);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("opens and closes every element", () => {
    const open: string[] = [];
    for (const { isEnd, name, isClosed } of tagsOf(busy())) {
      if (/^(meta|br)$/.test(name) || isClosed) continue;
      if (!isEnd) open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  test("draws no trend from a single day, and says that there are no pools", () => {
    const oneDay = seatsPage(seatReport(aReportInput({ history: { from: aMove(0).at, moves: [] } })), nobody, digest);
    expect(oneDay).not.toContain('class="trend"');
    const none = seatReport(aReportInput({ pools: [], holders: new Map(), seats: [] }));
    expect(seatsPage(none, nobody, digest)).toContain("No pools.");
  });
});

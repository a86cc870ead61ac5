import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { AuditReport } from "../../src/model/audit-report.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { installedPackages } from "../../src/ports/package.ts";
import { fitted } from "../../src/run/pdf-table.ts";
import { openPdf, type PrintPdf } from "../../src/run/print-pdf.ts";
import { anAuditReport } from "../support/an-audit-report.ts";

let print: PrintPdf;
beforeAll(async () => {
  print = await openPdf({ packages: installedPackages, disk: systemDisk });
});

const withRows = (rows: readonly (readonly (string | number | null)[])[]): AuditReport => {
  const report = anAuditReport();
  return { ...report, tables: report.tables.map((table, index) => (index === 0 ? { ...table, rows } : table)) };
};

/** Text of every page in the order in which it was set, as a reader extracts it: glyphs by the font's own ToUnicode map. */
function textsOf(bytes: Uint8Array): readonly string[] {
  const file = Buffer.from(bytes).toString("latin1");
  const found = file.matchAll(/\n(\d+) 0 obj\n([\s\S]*?)\nendobj/g);
  const objects = new Map([...found].map(([, id = "", body = ""]) => [id, body]));
  const streams = new Map([...objects].map(([id, body]) => [id, streamOf(body)]));
  const maps = new Map<string, readonly string[]>();
  for (const [, fonts = ""] of file.matchAll(/\/Font <<\n([^>]*)>>/g)) {
    for (const [, name = "", id = ""] of fonts.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? "")?.[1] ?? "";
      maps.set(name, unicodeOf(streams.get(unicode) ?? ""));
    }
  }
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\n/.test(body));
  return pages.map((body) => wordsOf(streams.get(/\/Contents (\d+) 0 R/.exec(body)?.[1] ?? "") ?? "", maps));
}

/** What a stream holds; nothing for other objects, and for the fonts themselves. */
function streamOf(body: string): string {
  const [head = "", raw = ""] = body.split(/\nstream\n([\s\S]*)\nendstream/);
  const isText = head.includes("/FlateDecode") && !head.includes("/Length1");
  return isText ? inflateSync(Buffer.from(raw, "latin1")).toString("latin1") : "";
}

/** What each glyph stands for, from `beginbfrange <first> <last> [<hex> …]`. */
function unicodeOf(map: string): readonly string[] {
  const found: string[] = [];
  for (const [, first = "", , list = ""] of map.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/g)) {
    const texts = [...list.matchAll(/<([0-9a-f ]*)>/g)].map(([, hex = ""]) =>
      Buffer.from(hex.replaceAll(" ", ""), "hex").swap16().toString("utf16le"),
    );
    for (const [offset, text] of texts.entries()) found[Number.parseInt(first, 16) + offset] = text;
  }
  return found;
}

function wordsOf(content: string, maps: ReadonlyMap<string, readonly string[]>): string {
  let map: readonly string[] = [];
  const words: string[] = [];
  for (const [, font, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[((?:<[0-9a-f]*>| |-?[\d.]+)*)\] TJ/g)) {
    if (font !== undefined) map = maps.get(font) ?? [];
    const glyphs = [...(shown ?? "").matchAll(/<([0-9a-f]*)>/g)].flatMap(([, hex = ""]) => hex.match(/.{4}/g) ?? []);
    words.push(glyphs.map((glyph) => map[Number.parseInt(glyph, 16)] ?? "?").join(""));
  }
  return words.join(" ").replaceAll(/ +/g, " ");
}

describe("a PDF of an answer", () => {
  test("can be read back as text: the answer, every row, where it comes from, and the number of its page", async () => {
    const [text = ""] = textsOf(await print(anAuditReport()));
    for (const part of ["One change.", "2/1 e1001 3", "What others did.", "page 1 of 1", `sha256:${"b".repeat(64)}`])
      expect(text).toContain(part);
  });

  test("shows names in many scripts as they are, and writes out what its font lacks", async () => {
    const names = ["Łukasz Żółć", "Ολυμπία", "Дмитрий", "José", "田中"];
    const [text = ""] = textsOf(await print(withRows(names.map((name) => ["2/1", name, 1, null]))));
    for (const name of names.slice(0, 4)) for (const word of name.split(" ")) expect(text).toContain(word);
    expect(text).toContain("\\u{7530}\\u{4e2d}");
  });

  test("has every row once, and the head of its table on every page that it goes on on", async () => {
    const rows = Array.from({ length: 120 }, (_, index) => [`7/${index + 1}`, "e1001", index, null]);
    const pages = textsOf(await print(withRows(rows)));
    expect(pages.length).toBeGreaterThan(2);
    const all = pages.join(" ");
    for (const [id] of rows) expect(all.split(`${id} e1001`)).toHaveLength(2);
    for (const [index, page] of pages.entries()) expect(page).toContain(`page ${index + 1} of ${pages.length}`);
    expect(pages[1]).toMatch(/^\s*Entry Person Count/);
  });

  test("is the same for the same answer", async () => {
    const [one, two] = await Promise.all([print(anAuditReport()), print(anAuditReport())]);
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
  });
});

test("columns share the width of a page: none is wider than it wants, and they fit", () => {
  const widths = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(widths, (wanted) => {
      const given = fitted(wanted, 700);
      expect(given.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(700.001);
      for (const [index, width] of given.entries()) expect(width).toBeLessThanOrEqual((wanted[index] ?? 0) + 1);
    }),
    { numRuns: 200 },
  );
});

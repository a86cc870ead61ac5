import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCsv, type Table } from "../../src/document/csv.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const tableOf = (text: string): Table => {
  const result = parseCsv(bytesOf(text), "r.csv");
  if (result.kind === "refused") throw new Error(JSON.stringify(result.diagnostics));
  return result.table;
};
const codesOf = (text: string): readonly string[] =>
  parseCsv(bytesOf(text), "r.csv").diagnostics.map(({ code, at }) => `${code} ${at.line}:${at.column}`);

describe("reading CSV", () => {
  test("gives rows with the lines they start in", () => {
    const table = tableOf('a,b,c\r\n1,"x, ""y""\r\nz",3\n\n,,\n'.replace("\n\n", "\n"));
    expect(table.columns).toEqual(["a", "b", "c"]);
    expect(table.rows).toEqual([
      { line: 2, cells: ["1", 'x, "y"\r\nz', "3"] },
      { line: 4, cells: ["", "", ""] },
    ]);
  });

  test("knows where every cell starts, also after a line break inside one", () => {
    const table = tableOf('a,b,c\n"x\ny",2,3\n4,"5",6\n');
    const place = (row: number, column?: number) => {
      const { line, column: at } = table.at(row, column);
      return `${line}:${at}`;
    };
    expect([place(-1), place(-1, 2), place(0), place(0, 1), place(0, 2), place(1, 1), place(1, 2)]).toEqual([
      ...["1:1", "1:5", "2:1", "3:4", "3:6", "4:3", "4:7"],
    ]);
  });

  test("takes a byte order mark, one column, quoted names and quotes at the very end", () => {
    expect(tableOf('\ufeff"id"\n"x"').rows).toEqual([{ line: 2, cells: ["x"] }]);
    expect(tableOf('a,b\n1,""').rows[0]?.cells).toEqual(["1", ""]);
    expect(tableOf("a,b\r\n1,2\r\n").rows[0]?.cells).toEqual(["1", "2"]);
  });

  test.each([
    ["an unclosed quote", 'a,b\n1,"2\n3,4\n', "csv-quote 2:3"],
    ["an unclosed quote in the header", 'a,"b\n', "csv-quote 1:3"],
    ["a quote inside a cell", 'a,b\n1,2"3"\n', "csv-quote 2:4"],
    ["a quote inside a later cell", 'a,b\n"1",2"3\n', "csv-quote 2:6"],
    ["text after a quote", 'a,b\n"1" ,2\n', "csv-quote 2:4"],
    ["a short row", "a,b\n1\n", "csv-ragged 2:1"],
    ["a long row", "a,b\n1,2,3\n", "csv-ragged 2:1"],
    ["an empty line", "a,b\n1,2\n\n3,4\n", "csv-ragged 3:1"],
    ["semicolons", "a;b\n1;2\n", "csv-header 1:1"],
    ["NUL", "a,b\n1,\0\n", "hidden-character 2:3"],
    ["line ends of old machines", "a,b\r1,2\r", "hidden-character 1:4"],
    ["nothing", "", "csv-empty 1:1"],
    ["a cut last line", "a,b\n1,2", "csv-unfinished 2:1"],
  ])("refuses, or doubts, %s", (_, text, expected) => {
    expect(codesOf(text)).toContain(expected);
  });

  test("reads back what was printed", () => {
    const cell = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('"', ",", "\n", "\r\n", " ", "a", "é", "😀"), { maxLength: 8 })
        .map((parts) => parts.join("")),
    );
    const visible = cell.map((text) => text.replaceAll(/\r(?!\n)/g, ""));
    const rows = fc.integer({ min: 1, max: 5 }).chain((width) => {
      const row = fc.array(visible, { minLength: width, maxLength: width });
      return fc.record({ width: fc.constant(width), rows: fc.array(row, { maxLength: 6 }), always: fc.boolean() });
    });
    fc.assert(
      fc.property(rows, fc.constantFrom("\n", "\r\n"), ({ width, rows: cells, always }, end) => {
        const print = (text: string) => (always || /["\n,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        const header = Array.from({ length: width }, (_, index) => `c${index}`);
        const text = [header, ...cells].map((row) => `${row.map(print).join(",")}${end}`).join("");
        expect(tableOf(text).rows.map((row) => row.cells)).toEqual(cells);
        const starts = tableOf(text).rows.map((row, index) => row.line === tableOf(text).at(index).line);
        expect(starts).not.toContain(false);
      }),
      { numRuns: 500 },
    );
  });

  test("never throws, whatever the bytes are", () => {
    const text = fc
      .array(fc.constantFrom('"', ",", "\n", "\r\n", "a", "\r", "\0"), { maxLength: 40 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(text.map(bytesOf), fc.uint8Array({ maxLength: 200 })), (bytes) => {
        expect(["parsed", "refused"]).toContain(parseCsv(bytes, "r.csv").kind);
      }),
      { numRuns: 1_500 },
    );
  });

  // A share of what `split` takes, which reads quotes wrongly, so that a slow machine does not matter.
  test.each([
    ["twice", 2, "Family"],
    ["four times", 4, '"Family, Name"'],
  ])("takes at most %s the time of splitting lines at commas", (_, factor, familyName) => {
    const cells = ["e1042,employee,active,p@acme.example,Given", familyName, ",e1,2020-01-01,,Department of Things,eu"];
    const bytes = bytesOf(
      `${Array.from({ length: 12 }, (_, n) => `c${n}`).join(",")}\n${`${cells.join(",")}\n`.repeat(20_000)}`,
    );
    const cpu = (work: () => unknown) => {
      const start = process.cpuUsage();
      work();
      return process.cpuUsage(start).user;
    };
    const splitAll = () =>
      new TextDecoder()
        .decode(bytes)
        .split("\n")
        .map((line) => line.split(","));
    const parse = () => expect(parseCsv(bytes, "r.csv").kind).toBe("parsed");
    // In turns, and as often as it takes for both to be compiled while other tests keep the machine busy.
    const rounds = Array.from({ length: 16 }, () => ({ split: cpu(splitAll), ours: cpu(parse) }));
    const split = Math.min(...rounds.map((round) => round.split));
    const ours = Math.min(...rounds.map((round) => round.ours));
    expect(ours).toBeLessThan(factor * split + 20_000);
  });
});

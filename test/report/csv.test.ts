import { describe, expect, test } from "vitest";
import { csv } from "../../src/report/csv.ts";

describe("csv", () => {
  test("ends every row with CR LF, and quotes what would break a row or a cell", () => {
    const rows = [
      ["a", 'say "b"', "c,d", "e\nf"],
      [1, null, "", -2.5],
    ];
    expect(csv(rows)).toBe('a,"say ""b""","c,d","e\nf"\r\n1,,,-2.5\r\n');
  });

  test.each(["=1+1", "+1", "-1", "@x", "\tx", "\rx"])("keeps %j from being a formula", (text) => {
    expect(csv([[text]])).toMatch(/^"?'/);
  });

  test("keeps a quoted formula from being one too", () => {
    expect(csv([['=cmd|"/c calc",A1']])).toBe(`"'=cmd|""/c calc"",A1"\r\n`);
  });
});

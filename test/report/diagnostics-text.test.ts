import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import { diagnosticsText } from "../../src/report/diagnostics-text.ts";

const diagnostic = (wish: Partial<Diagnostic> & { readonly line?: number } = {}): Diagnostic => ({
  severity: "error",
  code: "unknown-role",
  message: "no role is called enginer",
  at: { file: "assignments/2026-11.yaml", line: wish.line ?? 3, column: 12 },
  ...wish,
});

describe("diagnosticsText", () => {
  test("gives place, severity, code and message on one line, the hint below, and a count", () => {
    const text = diagnosticsText([diagnostic({ hint: "did you mean engineer?" })], { color: false });
    expect(text.split("\n")).toEqual([
      "assignments/2026-11.yaml:3:12 error unknown-role: no role is called enginer",
      "  hint: did you mean engineer?",
      "1 error, 0 warnings",
      "",
    ]);
  });

  test("sorts by place, numerically, whatever the order it is given", () => {
    const all = [10, 9, 2].map((line) => diagnostic({ line }));
    const lines = [...diagnosticsText(all, { color: false }).matchAll(/yaml:(\d+)/g)].map((match) => match[1]);
    expect(lines).toEqual(["2", "9", "10"]);
    expect(diagnosticsText(all.toReversed(), { color: false })).toBe(diagnosticsText(all, { color: false }));
  });

  test("never breaks a long message, so that tools find the place", () => {
    const text = diagnosticsText([diagnostic({ message: "word ".repeat(200).trim() })], { color: false });
    expect(text.split("\n")).toHaveLength(3);
  });

  test("counts warnings apart, and says when there is nothing", () => {
    expect(diagnosticsText([diagnostic({ severity: "warning" })], { color: false })).toContain("0 errors, 1 warning\n");
    expect(diagnosticsText([], { color: false })).toBe("no problems found\n");
  });

  test("lets a message from a file add no line", () => {
    expect(diagnosticsText([diagnostic({ message: "a\nb\u001b[2J" })], { color: false }).split("\n")).toHaveLength(3);
  });
});

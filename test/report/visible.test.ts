import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth, visible } from "../../src/report/visible.ts";
import { anyText } from "../support/any-text.ts";

describe("visible", () => {
  test("leaves names of any script alone", () => {
    for (const name of ["Zoë Dvořák", "李偉", "Ελένη", "محمد", "मीरा"]) expect(visible(name)).toBe(name);
  });

  test("writes out what hides, reorders or forges", () => {
    expect(visible("a\u001b[31mb")).toBe("a\\u{1b}[31mb");
    expect(visible("a\nb\rc\td")).toBe("a\\u{a}b\\u{d}c\\u{9}d");
    expect(visible("admin\u202egnp")).toBe("admin\\u{202e}gnp");
    expect(visible("ad\u200bmin\u00a0x\ufeff")).toBe("ad\\u{200b}min\\u{a0}x\\u{feff}");
    expect(visible("a\u{e0041}b\u3164")).toBe("a\\u{e0041}b\\u{3164}");
  });

  test("never lets a control, bidi or zero-width character through", () => {
    const noTrace = fc.property(anyText(), (text) => !/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(visible(text)));
    fc.assert(noTrace, { numRuns: 1_000 });
  });
});

describe("displayWidth", () => {
  test("counts columns, not code units", () => {
    expect(displayWidth("abc")).toBe(3);
    expect(displayWidth("李偉")).toBe(4);
    expect(displayWidth("e\u0301")).toBe(1);
    expect(displayWidth("🙂")).toBe(2);
  });
});

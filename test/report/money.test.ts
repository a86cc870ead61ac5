import { describe, expect, test } from "vitest";
import { moneyWords, roundedAmount } from "../../src/report/money.ts";

describe("money", () => {
  test.each([
    [1234567.5, "EUR", "1,234,567.50 EUR"],
    [0, "EUR", "0.00 EUR"],
    [999.999, "EUR", "1,000.00 EUR"],
    [1234.5, "JPY", "1,235 JPY"],
    [1.2345, "KWD", "1.235 KWD"],
  ])("%f %s is written %s", (amount, currency, words) => {
    expect(moneyWords(amount, currency)).toBe(words);
  });

  test("a half goes up, though its binary is a hair below it", () => {
    expect(roundedAmount(1.005, "EUR")).toBe("1.01");
  });
});

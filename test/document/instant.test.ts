import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatDuration,
  formatInstant,
  millisecondsOf,
  parseDuration,
  parseInstant,
  parseMoment,
  parseRate,
  parseRatio,
} from "../../src/document/instant.ts";

describe("an instant", () => {
  test.each([
    ["2026-11-30T17:00Z", "2026-11-30T17:00:00Z"],
    ["2026-11-30T17:00:59Z", "2026-11-30T17:00:59Z"],
    ["2026-11-30T00:30+01:00", "2026-11-29T23:30:00Z"],
    ["2026-12-31T20:00-05:30", "2027-01-01T01:30:00Z"],
    ["2028-02-29T00:00Z", "2028-02-29T00:00:00Z"],
  ])("%s is %s", (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  test.each([
    "2026-11-30",
    "2026-11-30T17:00",
    "2026-11-30 17:00Z",
    "2026-11-30T17Z",
    "2026-11-30T17:00:00.5Z",
    "2026-02-29T00:00Z",
    "2026-04-31T00:00Z",
    "2026-13-01T00:00Z",
    "2026-11-30T24:00Z",
    "2026-11-30T23:59:60Z",
    "2026-11-30T17:00+15:00",
    "2026-11-30T17:00+01:60",
    "2026-11-30T17:00z",
    "1969-12-31T23:59Z",
    "1970-01-01T00:00+01:00",
    "9999-12-31T23:59-01:00",
    " 2026-11-30T17:00Z",
    "２026-11-30T17:00Z",
    "",
  ])("is not %s", (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test("of every second reads back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        const instant = formatInstant(seconds * 1_000);
        expect(parseInstant(instant)).toBe(instant);
        expect(millisecondsOf(instant)).toBe(seconds * 1_000);
      }),
    );
  });
});

describe("a date", () => {
  test("begins with its first moment and ends with the first after it", () => {
    expect(parseMoment("2026-11-30", "start")).toBe("2026-11-30T00:00:00Z");
    expect(parseMoment("2026-11-30", "end")).toBe("2026-12-01T00:00:00Z");
    expect(parseMoment("2028-02-28", "end")).toBe("2028-02-29T00:00:00Z");
    expect(parseMoment("2026-12-31", "end")).toBe("2027-01-01T00:00:00Z");
  });

  test("leaves an instant as it is", () => {
    expect(parseMoment("2026-11-30T17:00Z", "end")).toBe("2026-11-30T17:00:00Z");
  });

  test.each(["2026-02-30", "2026-00-10", "30.11.2026", "2026-11-3", "9999-12-31"])("is not %s", (text) => {
    expect(parseMoment(text, "end")).toBeNull();
  });
});

describe("durations, rates and ratios", () => {
  test.each([
    ["45s", 45_000],
    ["30m", 1_800_000],
    ["8h", 28_800_000],
    ["90d", 7_776_000_000],
    ["36525d", 3_155_760_000_000],
    ["36526d", null],
    ["0d", null],
    ["08h", null],
    ["1.5h", null],
    ["-1d", null],
    ["1w", null],
    ["d", null],
    ["1d12h", null],
  ])("the duration %s is %s", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test("a duration is written in the largest unit that holds it whole", () => {
    expect([86_400_000, 5_400_000, 3_600_000, 1_000].map(formatDuration)).toEqual(["1d", "90m", "1h", "1s"]);
  });

  test.each([
    ["50/s", 50],
    ["600/m", 10],
    ["2.5/s", 2.5],
    ["0/s", null],
    ["50", null],
    ["50/h", null],
    ["1e3/s", null],
  ])("the rate %s is %s a second", (text, rate) => {
    expect(parseRate(text)).toBe(rate);
  });

  test.each([
    ["10%", 0.1],
    ["12.5%", 0.125],
    ["100%", 1],
    ["101%", null],
    ["10", null],
    [0.1, 0.1],
    [1.5, null],
    [-0.1, null],
  ])("the ratio %s is %s", (written, ratio) => {
    expect(parseRatio(written)).toBe(ratio);
  });
});

import { describe, expect, test } from "vitest";
import { absenceText, isPresent, isWithin } from "../../src/model/presence.ts";
import { noon } from "../support/live-application.ts";
import { aPerson } from "../support/people.ts";

const before = "2026-11-23T11:59:59Z";
const after = "2026-11-23T12:00:01Z";

describe("a person is present", () => {
  test("without a start and an end", () => expect(isPresent(aPerson(), noon)).toBe(true));
  test("while on leave", () => expect(isPresent(aPerson({ status: "leave" }), noon)).toBe(true));
  test("from the start on", () => {
    expect(isPresent(aPerson({ start: before }), noon)).toBe(true);
    expect(isPresent(aPerson({ start: noon }), noon)).toBe(true);
    expect(isPresent(aPerson({ start: after }), noon)).toBe(false);
  });
  test("until just before the end", () => {
    expect(isPresent(aPerson({ end: after }), noon)).toBe(true);
    expect(isPresent(aPerson({ end: noon }), noon)).toBe(false);
    expect(isPresent(aPerson({ end: before }), noon)).toBe(false);
  });
  test("not once the status says left, whatever the dates say", () => {
    expect(isPresent(aPerson({ status: "left", start: before, end: after }), noon)).toBe(false);
  });
});

test("a window of no length holds no instant", () => expect(isWithin(noon, noon, noon)).toBe(false));

test("an absence names its date", () => {
  expect(absenceText(aPerson({ end: before }), noon)).toContain(before);
  expect(absenceText(aPerson({ start: after }), noon)).toContain(after);
  expect(absenceText(aPerson({ status: "left" }), noon)).toBe("has left");
});

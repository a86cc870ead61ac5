import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/connectors/scim/json.ts";
import { signInOf } from "../../../src/connectors/scim/sign-in.ts";

describe("a last sign-in", () => {
  test.each([
    ["2026-11-01T08:00:00Z", "2026-11-01T08:00:00Z"],
    ["2026-11-01T08:00:00.999Z", "2026-11-01T08:00:00Z"],
    ["2026-11-01t09:00:00.1234567+01:00", "2026-11-01T08:00:00Z"],
    ["2026-11-01T08:00Z", "2026-11-01T08:00:00Z"],
    ["2026-11-01", "2026-11-01T23:59:59Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"],
  ])("is read from %s", (written, instant) => {
    expect(signInOf(written)).toBe(instant);
  });

  const nothing: readonly (Json | undefined)[] = [
    ...[undefined, null, "", true, 1_793_000_000, 1_793_000_000_000, {}, ["2026-11-01T08:00:00Z"]],
    ...["never", "2026-11-01T08:00:00", "01/11/2026", "2026-11-01 08:00:00Z", "20261101080000Z", "1793000000"],
    ...["2026-02-30", "2026-02-30T08:00:00Z", "2026-13-01T08:00:00Z", "2026-11-01T24:00:00Z", "2026-11-01T08:00:60Z"],
    ...["0001-01-01T00:00:00Z", "1601-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00"],
    ...["+010000-01-01T00:00:00Z", " 2026-11-01T08:00:00Z", "2026-11-01T08:00:00Z\n", "2026-11-01T08:00:00+99:99"],
  ];
  test.each(nothing)("is not guessed from %j", (written) => {
    expect(signInOf(written)).toBeNull();
  });
});

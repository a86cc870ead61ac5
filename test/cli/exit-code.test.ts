import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-code.ts";
import type { ErrorCode } from "../../src/model/error.ts";

describe("the numbers that pipelines rely on", () => {
  test.each([
    ["input-invalid", 3],
    ["signer-unavailable", 3],
    ["personal-data-locked", 3],
    ["plan-denied", 4],
    ["guard-stopped", 4],
    ["policy-unavailable", 4],
    ["approval-missing", 5],
    ["plan-stale", 6],
    ["plan-tampered", 6],
    ["plan-expired", 6],
    ["apply-locked", 6],
    ["aborted", 7],
    ["application-unreachable", 8],
    ["application-refused", 8],
    ["listing-untrusted", 8],
    ["ledger-invalid", 9],
    ["ledger-conflict", 1],
    ["journal-unusable", 1],
  ] as const satisfies readonly (readonly [ErrorCode, number])[])("%s ends with %i", (code, number) => {
    expect(exitCodeOf(code)).toBe(number);
  });
});

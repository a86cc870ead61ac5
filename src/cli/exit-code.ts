import type { ErrorCode } from "../model/error.ts";

/** What a run came to, for people and pipelines; the table is in `docs/commands.md`. */
export const exitCode = {
  done: 0,
  unexpected: 1,
  changes: 2,
  input: 3,
  denied: 4,
  approval: 5,
  stale: 6,
  partial: 7,
  application: 8,
  ledger: 9,
} as const;

/** A number that `rollcall` may end with. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The number for a run that could not go on. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case "input-invalid":
    case "signer-unavailable":
    case "personal-data-locked":
      return exitCode.input;
    case "plan-denied":
    case "guard-stopped":
    case "policy-unavailable":
    case "apply-paused":
      return exitCode.denied;
    case "approval-missing":
      return exitCode.approval;
    case "plan-stale":
    case "plan-tampered":
    case "plan-expired":
    case "apply-locked":
      return exitCode.stale;
    case "aborted":
    case "lease-lost":
      return exitCode.partial;
    case "application-unreachable":
    case "application-refused":
    case "listing-untrusted":
      return exitCode.application;
    case "ledger-invalid":
      return exitCode.ledger;
    case "journal-unusable":
    case "ledger-conflict":
      return exitCode.unexpected;
  }
}

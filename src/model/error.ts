/** Why a run cannot go on; `cli/exit-code.ts` alone turns a code into a number. */
export type ErrorCode =
  | "input-invalid"
  | "plan-denied"
  | "guard-stopped"
  | "approval-missing"
  | "plan-stale"
  | "plan-tampered"
  | "plan-expired"
  | "apply-locked"
  | "apply-paused"
  | "lease-lost"
  | "journal-unusable"
  | "application-unreachable"
  | "application-refused"
  | "listing-untrusted"
  | "ledger-invalid"
  | "ledger-conflict"
  | "signer-unavailable"
  | "personal-data-locked"
  | "policy-unavailable"
  | "aborted";

/** The one error class: a closed code, a text that says what to do, and the cause. */
export class RollcallError extends Error {
  override readonly name = "RollcallError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** One rule of policy that spoke. */
export interface RuleHit {
  /** Stable id, such as `sod.exclusive-roles`. */
  readonly rule: string;
  readonly message: string;
}

/** Who has to look before this may be applied. */
export interface ApprovalNeed {
  /** A team or the owner of a role. */
  readonly from: string;
  readonly count: number;
  readonly rule: string;
  readonly message: string;
}

/** What a rule asks for, without its words. */
export type AskedApproval = Omit<ApprovalNeed, "message">;

/** One part of a risk score, as its rule names it: `points` were added (or, below 0, taken off) for this reason. */
export interface RiskFactor {
  readonly factor: string;
  readonly points: number;
  readonly reason: string;
}

/** What policy says about one change, or about a plan as a whole. */
export interface Decision {
  readonly verdict: "allow" | "warn" | "needs-approval" | "deny";
  /** 0 (harmless) to 100. */
  readonly risk: number;
  /** What the score is made of, as far as its rule tells; the largest part first. */
  readonly factors: readonly RiskFactor[];
  readonly denials: readonly RuleHit[];
  readonly warnings: readonly RuleHit[];
  readonly approvals: readonly ApprovalNeed[];
}

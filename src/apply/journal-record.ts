import type { Approval, GuardOverride } from "../model/approval.ts";
import type { Instant } from "../model/instant.ts";
import type { RunRecord } from "../model/manifest.ts";
import type { Outcome, OutcomeStatus } from "../model/outcome.ts";

/** What a journal is about: one plan, applied by one actor. */
export interface JournalOpening {
  readonly run: string;
  /** `Plan.digest`. */
  readonly plan: string;
  /** `Plan.operations`. */
  readonly operations: string;
  readonly at: Instant;
  readonly actor: string;
  /** Who had agreed; the manifest says it also when the run vanishes. */
  readonly approvals?: readonly Approval[];
  readonly overrides?: readonly GuardOverride[];
}

/** How a run ended, as the manifest says it. */
export type Conclusion = RunRecord["conclusion"];

/** One thing that a run did or is about to do. */
export type JournalRecord =
  | (JournalOpening & { readonly kind: "opened"; readonly format_version: "1.0" })
  | { readonly kind: "intent"; readonly keys: readonly string[] }
  | { readonly kind: "outcome"; readonly outcome: Outcome }
  | { readonly kind: "closed"; readonly conclusion: Conclusion }
  | { readonly kind: "recorded"; readonly commit: string };

/** Reads a record from JSON; null when it is none of ours. */
export function parseRecord(value: unknown): JournalRecord | null {
  if (!isObject(value)) return null;
  switch (value["kind"]) {
    case "opened":
      return parseOpened(value);
    case "intent":
      return isTextList(value["keys"]) ? { kind: "intent", keys: value["keys"] } : null;
    case "outcome":
      return parseOutcomeRecord(value["outcome"]);
    case "closed":
      return isConclusion(value["conclusion"]) ? { kind: "closed", conclusion: value["conclusion"] } : null;
    case "recorded":
      return typeof value["commit"] === "string" ? { kind: "recorded", commit: value["commit"] } : null;
    default:
      return null;
  }
}

function parseOpened(value: Readonly<Record<string, unknown>>): JournalRecord | null {
  const { format_version, run, plan, operations, at, actor, approvals = [], overrides = [] } = value;
  if (format_version !== "1.0" || typeof run !== "string" || typeof plan !== "string") return null;
  if (typeof operations !== "string" || typeof at !== "string" || typeof actor !== "string") return null;
  if (!Array.isArray(approvals) || !approvals.every(isApproval)) return null;
  if (!Array.isArray(overrides) || !overrides.every(isOverride)) return null;
  const opened = { kind: "opened", format_version, run, plan, operations, at, actor } as const;
  return {
    ...opened,
    ...("approvals" in value ? { approvals } : {}),
    ...("overrides" in value ? { overrides } : {}),
  };
}

function parseOutcomeRecord(value: unknown): JournalRecord | null {
  if (!isObject(value)) return null;
  const { key, status, account, reason, reference, attempts, recovered, at } = value;
  if (typeof key !== "string" || !isStatus(status) || typeof at !== "string") return null;
  if (!isTextOrNull(account) || !isTextOrNull(reason) || !isTextOrNull(reference)) return null;
  if (typeof attempts !== "number" || typeof recovered !== "boolean") return null;
  return { kind: "outcome", outcome: { key, status, account, reason, reference, attempts, recovered, at } };
}

function isApproval(value: unknown): value is Approval {
  return isObject(value) && ["operations", "by", "team", "at"].every((name) => typeof value[name] === "string");
}

function isOverride(value: unknown): value is GuardOverride {
  const fields = ["guard", "operations", "by", "at", "reason"];
  return isObject(value) && fields.every((name) => typeof value[name] === "string");
}

const statuses: ReadonlySet<unknown> = new Set<OutcomeStatus>([
  "applied",
  "unchanged",
  "unverified",
  "refused",
  "failed",
  "not-reached",
]);

function isStatus(value: unknown): value is OutcomeStatus {
  return statuses.has(value);
}

function isConclusion(value: unknown): value is Conclusion {
  return value === "completed" || value === "partial" || value === "failed";
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

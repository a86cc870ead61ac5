import type { AuditAnswer, AuditPeriod, LedgerExtent, LedgerPlace } from "../../model/audit-report.ts";
import type { Instant } from "../../model/instant.ts";
import type { LedgerEvent } from "../../model/ledger-event.ts";
import type { Versions } from "../../model/versions.ts";
import type { SealedRun } from "../read.ts";
import type { LedgerEntry } from "../schema.ts";

interface Placed extends LedgerPlace {
  readonly origin: string;
  /** Hash of its manifest as a leaf of the ledger's tree. */
  readonly leaf: Buffer;
  readonly versions: Versions;
  /** Root of its entries. */
  readonly entriesRoot: string;
  /** Whose name the commit carries, and the fingerprint of the key that signed the manifest. */
  readonly signer: { readonly principal: string; readonly key: string };
}

/** A run with all that an auditor may ask about it. */
export interface AuditedRun extends Placed {
  readonly record: SealedRun["record"];
}

/** An event, likewise. */
export interface AuditedEvent extends Placed {
  readonly event: LedgerEvent;
}

/** What the ledger has at one place. */
export type AuditedRecord = AuditedRun | AuditedEvent;

/** A question that is told every record of the ledger in order, and then answers. */
export interface Question {
  take(record: AuditedRecord): void;
  answer(extent: LedgerExtent): AuditAnswer;
}

/** One entry with where it stands. */
export interface RecordedChange {
  /** `SEQUENCE/LINE`, both from 1: the same for whoever reads the same ledger. */
  readonly id: string;
  readonly sequence: number;
  readonly line: number;
  readonly recorded: Instant;
  readonly actor: string;
  readonly started: Instant;
  readonly entry: LedgerEntry;
}

/** The entries of a run, each with where it stands. */
export function changesOf({ sequence, recorded, record }: AuditedRun): readonly RecordedChange[] {
  const { actor, started } = record;
  return record.entries.map((entry, index) => ({
    ...{ id: `${sequence}/${index + 1}`, sequence, line: index + 1, recorded, actor, started, entry },
  }));
}

/** Whether something was recorded within a period. */
export function isWithin({ from, to }: AuditPeriod, recorded: Instant): boolean {
  return (from === null || recorded >= from) && (to === null || recorded < to);
}

/** Whether the application has it as the change wanted it, as far as the run could tell. */
export function isMade({ status }: Pick<LedgerEntry, "status">): boolean {
  return status === "applied" || status === "unchanged" || status === "unverified";
}

/** What a kind of change does to access: it gives, takes away, or neither. */
export function effectOf(kind: LedgerEntry["kind"]): "gives" | "takes" | "neither" {
  switch (kind) {
    case "create-account":
    case "enable-account":
    case "grant":
    case "assign-seat":
      return "gives";
    case "disable-account":
    case "delete-account":
    case "revoke":
    case "release-seat":
      return "takes";
    case "update-account":
    case "end-sessions":
      return "neither";
  }
}

/** Who has what a change is about: the person, or an account that belongs to nobody known. */
export function holderOf({ person, application, account }: LedgerEntry): string {
  return person ?? `account:${application}/${account ?? ""}`;
}

/** What a change is about within its application: an entitlement, a seat, or the account. */
export function thingOf({ target }: LedgerEntry): string {
  return target ?? "account";
}

import type { Instant } from "../model/instant.ts";
import { isProcessIdentity, type ProcessIdentity } from "../ports/processes.ts";

/** Why applying is at a halt until somebody says that it may go on. */
export interface Pause {
  readonly run: string;
  readonly reason: string;
  readonly since: Instant;
}

/** Who may apply, as it stands on the shared reference. */
export interface LeaseRecord {
  readonly format_version: "1.0";
  /** One more each time that the lease is taken: who finds a higher one than its own is not the holder any more. */
  readonly generation: number;
  readonly run: string;
  /** `Plan.digest`. */
  readonly plan: string;
  readonly actor: string;
  readonly holder: ProcessIdentity;
  readonly since: Instant;
  /** Until when it holds unless it is renewed, in milliseconds since the epoch. */
  readonly until: number;
  readonly status: "held" | "released";
  /** The latest instant that a plan was made for which began; a plan that was refused leaves it as it was. */
  readonly newest: Instant;
  readonly paused: Pause | null;
}

/** The record as bytes. */
export function encodeLease(record: LeaseRecord): Uint8Array {
  return Buffer.from(`${JSON.stringify(record)}\n`);
}

/** Reads a record; null when it is none of ours. */
export function decodeLease(bytes: Uint8Array): LeaseRecord | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    return isLease(value) ? value : null;
  } catch {
    return null;
  }
}

function isLease(value: unknown): value is LeaseRecord {
  if (!isObject(value)) return false;
  const { format_version, generation, run, plan, actor, holder, since, until, status, newest, paused } = value;
  const texts = [run, plan, actor, since, newest];
  return (
    format_version === "1.0" &&
    typeof generation === "number" &&
    Number.isSafeInteger(generation) &&
    typeof until === "number" &&
    texts.every((text) => typeof text === "string") &&
    (status === "held" || status === "released") &&
    isProcessIdentity(holder) &&
    (paused === null || isPause(paused))
  );
}

function isPause(value: unknown): boolean {
  return isObject(value) && ["run", "reason", "since"].every((name) => typeof value[name] === "string");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

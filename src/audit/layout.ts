import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";

/** Files of one run in the ledger's tree, in the order of the tree. */
export const runFiles = ["basis.json", "entries.ndjson", "json", "sigs.json"] as const;
export type RunFile = (typeof runFiles)[number];

/** Name of one of a run's files: `000000000012.entries.ndjson`; `000000000012.json` is the manifest. */
export function entryName(sequence: number, file: RunFile): string {
  return `${String(sequence).padStart(12, "0")}.${file}`;
}

/** Folder of a run: the UTC day of its commit. */
export function dayFolder(recorded: Instant): readonly [year: string, month: string, day: string] {
  return [recorded.slice(0, 4), recorded.slice(5, 7), recorded.slice(8, 10)];
}

/** Path of one of a run's files in the ledger's tree. */
export function entryPath(sequence: number, recorded: Instant, file: RunFile): string {
  return ["log", ...dayFolder(recorded), entryName(sequence, file)].join("/");
}

/** Seconds since the epoch as an instant. */
export function instantAt(seconds: number): Instant {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** The time of a commit as an instant. */
export function recordedAt(commit: { readonly seconds: number }): Instant {
  return instantAt(commit.seconds);
}

/** Full name of the branch that carries a ledger. */
export function ledgerRef(branch: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._/-]{0,120}$/.test(branch) && !/\.\.|\/\/|\/$|\.lock$|\.$|\/[.-]/.test(branch)) {
    return `refs/heads/${branch}`;
  }
  throw new RollcallError("input-invalid", `the audit branch cannot be called ${JSON.stringify(branch)}`);
}

import type { ReplayedRun, ReplayTotals } from "../model/replay.ts";

/** The beginning of one JSON document that is written run by run, so that nobody has to hold it whole. */
export const replayJsonStart = '{\n  "format_version": "1.0",\n  "runs": [';

/** A run within the document. */
export function replayedRunJson(run: ReplayedRun, isFirst: boolean): string {
  return `${isFirst ? "" : ","}\n    ${JSON.stringify(run)}`;
}

/** The end of the document, with the totals. */
export function replayJsonEnd(end: { readonly since: string; readonly totals: ReplayTotals }): string {
  return `\n  ],\n  "since": ${JSON.stringify(end.since)},\n  "totals": ${JSON.stringify(end.totals)}\n}\n`;
}

import type { ReplayedRun, ReplayTotals } from "../model/replay.ts";
import type { TextOptions } from "./lines.ts";
import { replayedRunJson, replayJsonEnd, replayJsonStart } from "./replay-json.ts";
import { replayedRunMarkdown, replayTotalsMarkdown } from "./replay-markdown.ts";
import { replayedRunText, replayTotalsText } from "./replay-text.ts";

/** A report that is written piece by piece, in the order of these. */
export interface ReplayReport {
  run(run: ReplayedRun): string;
  end(end: { readonly since: string; readonly totals: ReplayTotals }): string;
}

/** A replay's report in a format; all of them say the same, but that only JSON lists every decision. */
export function replayReport(format: "text" | "json" | "markdown", options: TextOptions): ReplayReport {
  switch (format) {
    case "text":
      return {
        run: (run) => replayedRunText(run, options),
        end: ({ totals }) => replayTotalsText(totals, options),
      };
    case "markdown":
      return { run: replayedRunMarkdown, end: ({ totals }) => replayTotalsMarkdown(totals) };
    case "json": {
      let head = replayJsonStart;
      const begin = () => {
        const start = head;
        head = "";
        return start;
      };
      return {
        run: (run) => {
          const isFirst = head !== "";
          return begin() + replayedRunJson(run, isFirst);
        },
        end: (end) => begin() + replayJsonEnd(end),
      };
    }
  }
}

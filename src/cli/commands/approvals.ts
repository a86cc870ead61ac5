import { resolve } from "node:path";
import { approvalQueueCsv, approvalQueueText } from "../../report/approval-queue-text.ts";
import { listApprovals } from "../../run/list-approvals.ts";
import type { Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall approvals`: which plans wait for somebody's approval, and for how long. */
export const approvals: Command = {
  usage: `Usage: rollcall approvals [PLAN…] [--at INSTANT] [--format text|json|csv]

Plans that wait for approval: those named, or those in .rollcall/pending/, where plan --out puts them when it is told so. What was said
of NAME.json is read from NAME.approvals.json beside it. Each with its age since it was shown, and what it waits for; those that
wait longer than approvals.sla (4h) first. Calls no application.
`,
  flags: {},
  formats: ["csv"],
  words: [0, 10_000],
  async run({ flags, words, console, world }) {
    const queue = await listApprovals(
      await world(),
      scopeOf(flags),
      words.map((path) => resolve(path)),
    );
    if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...queue }, null, 2));
    else if (console.format === "csv") console.print(approvalQueueCsv(queue));
    else console.print(approvalQueueText(queue, { color: console.color, width: console.width }));
    return exitCode.done;
  },
};

import { queueText } from "../../report/queue-text.ts";
import { listQueue } from "../../run/list-queue.ts";
import type { Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { namesOf } from "../show-plan.ts";

/** `rollcall queue`: what runs tried in vain and somebody has to look at. */
export const queue: Command = {
  usage: `Usage: rollcall queue [--at INSTANT] [--format text|json]

Every change that ended failed, refused or unverified and that no later run has made, from the ledger alone: the oldest first,
with its age, the runs and attempts that it took so far, the last reason and the last run. Calls no application.
`,
  flags: {},
  words: [0, 0],
  async run({ flags, console, world }) {
    const { queue: found, people } = await listQueue(await world(), scopeOf(flags));
    if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...found }, null, 2));
    else console.print(queueText(found, namesOf(people), { color: console.color, width: console.width }));
    return exitCode.done;
  },
};

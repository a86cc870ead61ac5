import { checkUpText } from "../../report/check-up-text.ts";
import { checkApplication } from "../../run/check-application.ts";
import type { Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall doctor APPLICATION`: what a live server does, beside what its profile says. */
export const doctor: Command = {
  usage: `Usage: rollcall doctor APPLICATION [--root DIR] [--format text|json]

Asks a live application, by reads alone, for what its profile takes for granted: paging, filters, projection, groups and
their members, versions. Prints what differs and what to change. Exit 0 when nothing differs, 2 when something does, 8 when
the application does not answer.
`,
  flags: {},
  words: [1, 1],
  async run({ flags, words, console, world }) {
    const found = await checkApplication(await world(), scopeOf(flags), words[0] ?? "");
    if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...found }, null, 2));
    else console.print(checkUpText(found, { color: console.color, width: console.width }));
    return found.rows.some(({ verdict }) => verdict === "differs") ? exitCode.changes : exitCode.done;
  },
};

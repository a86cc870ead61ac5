import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { errorsOf } from "../../run/read-files.ts";
import { validateFiles } from "../../run/validate-files.ts";
import type { Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall validate`: every mistake in the files, without calling an application. */
export const validate: Command = {
  usage: `Usage: rollcall validate [--root DIR] [--ref COMMIT] [--at INSTANT] [--format text|json]

Checks every file and the policies, and prints each mistake with file, line, column and what to do.
Calls no application. Exit 0 when all is well, 3 otherwise.
`,
  flags: {},
  words: [0, 0],
  async run({ flags, console, world }) {
    const { diagnostics } = await validateFiles(await world(), scopeOf(flags));
    if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", diagnostics }, null, 2));
    else if (diagnostics.length > 0) console.print(diagnosticsText(diagnostics, { color: console.color }));
    else console.note("all files are well");
    return errorsOf(diagnostics).length > 0 ? exitCode.input : exitCode.done;
  },
};

import { RollcallError } from "../../model/error.ts";
import { checkUpText } from "../../report/check-up-text.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { protectionText } from "../../report/protection-text.ts";
import { checkApplication } from "../../run/check-application.ts";
import { checkRepository } from "../../run/check-repository.ts";
import type { Call, Command } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { forgeIfAny } from "../forge.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall doctor`: what a live server does, beside what its profile says, or how well the repository is protected. */
export const doctor: Command = {
  usage: `Usage: rollcall doctor APPLICATION|--repository [--root DIR] [--format text|json]

Asks a live application, by reads alone, for what its profile takes for granted: paging, filters, projection, groups and
their members, versions. Prints what differs and what to change. Exit 0 when nothing differs, 2 when something does, 8 when
the application does not answer.

  --repository       asks GitHub instead how the repository is protected (GITHUB_REPOSITORY and GITHUB_TOKEN), and prints what
                     somebody who attacks could do with each gap; without a token it looks at the file of code owners here
                     and at nothing else. Exit 0 when there is none, 2 for warnings, 4 for a critical one
`,
  flags: { repository: { type: "boolean" } },
  words: [0, 1],
  async run(call) {
    const { flags, words, console, world } = call;
    if ((words.length === 1) === (flags["repository"] === true))
      throw new RollcallError("input-invalid", "doctor takes an application, or --repository");
    if (words.length === 0) return checkProtection(call);
    const found = await checkApplication(await world(), scopeOf(flags), words[0] ?? "");
    if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...found }, null, 2));
    else console.print(checkUpText(found, { color: console.color, width: console.width }));
    return found.rows.some(({ verdict }) => verdict === "differs") ? exitCode.changes : exitCode.done;
  },
};

async function checkProtection({ flags, console, world }: Call): Promise<ExitCode> {
  const opened = await world();
  const found = await checkRepository(opened, scopeOf(flags), await forgeIfAny(opened));
  if (found.kind === "invalid") {
    console.complain(diagnosticsText(found.diagnostics, { color: console.color }));
    return exitCode.input;
  }
  const { repository, gaps } = found;
  const options = { color: console.color, width: console.width };
  if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", repository, gaps }, null, 2));
  else console.print(protectionText(repository ?? "the repository", gaps, options));
  if (gaps.some(({ severity }) => severity === "critical")) return exitCode.denied;
  return gaps.length > 0 ? exitCode.changes : exitCode.done;
}

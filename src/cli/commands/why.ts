import { whyText } from "../../report/why-text.ts";
import { explainAccess } from "../../run/explain-access.ts";
import type { Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { scopeOf } from "../scope.ts";
import { namesOf } from "../show-plan.ts";

/** `rollcall why PERSON [APPLICATION]`: the chain from roster row and rule to grant. */
export const why: Command = {
  usage: `Usage: rollcall why PERSON [APPLICATION] [--at INSTANT] [--ref COMMIT] [--format text|json]

PERSON is an id or a user name. Names every role that is held, the row or assignment that gives it with its file and line,
and what it grants. Calls no application. With --ref and --at it answers for any day in the past.
`,
  flags: {},
  words: [1, 2],
  async run({ flags, words, console, world }) {
    const [person = "", application = null] = words;
    const { chain, people } = await explainAccess(await world(), scopeOf(flags), { person, application });
    const names = namesOf(people);
    if (console.format === "json") console.print(JSON.stringify({ format_version: "1.0", ...chain }, null, 2));
    else console.print(whyText(chain, names, { color: console.color, width: console.width }));
    return exitCode.done;
  },
};

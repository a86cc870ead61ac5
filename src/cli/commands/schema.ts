import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileSchemas } from "../../run/list-schemas.ts";
import { type Command, textFlag } from "../command.ts";
import { exitCode } from "../exit-code.ts";

/** `rollcall schema`: JSON Schemas of the files, for editors. */
export const schema: Command = {
  usage: `Usage: rollcall schema [--out DIR]

Prints the JSON Schema of every kind of file, or writes each to DIR/KIND.schema.json.
`,
  flags: { out: { type: "string" } },
  words: [0, 0],
  async run({ flags, console }) {
    const schemas = fileSchemas();
    const out = textFlag(flags, "out");
    if (out === undefined) {
      console.print(JSON.stringify(schemas, null, 2));
      return exitCode.done;
    }
    await mkdir(out, { recursive: true });
    for (const [kind, value] of Object.entries(schemas)) {
      await writeFile(join(out, `${kind}.schema.json`), `${JSON.stringify(value, null, 2)}\n`);
    }
    return exitCode.done;
  },
};

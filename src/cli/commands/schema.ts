import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileSchemas, schemaFiles } from "../../run/list-schemas.ts";
import { type Command, textFlag } from "../command.ts";
import { exitCode } from "../exit-code.ts";

/** `rollcall schema`: JSON Schemas of the files, for editors. */
export const schema: Command = {
  usage: `Usage: rollcall schema [--out DIR]

Prints the JSON Schema of every kind of file, or writes each to DIR/KIND.schema.json; with them what policies see and say
(DIR/policy), and the same for the stock compiler: opa check --schema DIR/opa/schemas DIR/opa policies
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
    for (const [path, text] of Object.entries(schemaFiles())) {
      await mkdir(dirname(join(out, path)), { recursive: true });
      await writeFile(join(out, path), text);
    }
    return exitCode.done;
  },
};

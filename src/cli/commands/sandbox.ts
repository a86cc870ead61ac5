import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { readFiles } from "../../run/read-files.ts";
import { type Command, textFlag } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { sandboxFor } from "../sandbox-organization.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall sandbox`: the organisation's applications, served here until it is stopped. */
export const sandbox: Command = {
  usage: `Usage: rollcall sandbox [--root DIR] [--port N] [--state DIR] [--write-env FILE] [--admin-token TOKEN]

Serves every application of rollcall.yaml as a SCIM 2.0 service on 127.0.0.1, each in a dialect like its own, and prints
the variables that rollcall.yaml refers to. Runs until it is stopped (Ctrl-C).

  --port N             default: any free port
  --state DIR          keep accounts and groups there, so that they outlive a restart
  --write-env FILE      write the variables to FILE too: . FILE
  --admin-token TOKEN  open /_sandbox/log and /_sandbox/counters to whoever has TOKEN
`,
  flags: {
    port: { type: "string" },
    state: { type: "string" },
    "write-env": { type: "string" },
    "admin-token": { type: "string" },
  },
  words: [0, 0],
  async run({ flags, console, signal, world }) {
    const { organization, diagnostics } = await readFiles(await world(), scopeOf(flags));
    if (organization === null) {
      console.note(diagnosticsText(diagnostics, { color: console.color }));
      return exitCode.input;
    }
    const state = textFlag(flags, "state");
    const running = await sandboxFor(organization, {
      port: portOf(textFlag(flags, "port")),
      stateDir: state === undefined ? null : resolve(state),
      adminToken: textFlag(flags, "admin-token") ?? null,
    });
    const lines = Object.entries(running.environment).map(([name, value]) => `export ${name}=${value}`);
    const file = textFlag(flags, "write-env");
    if (file !== undefined) await writeFile(file, `${lines.join("\n")}\n`);
    console.print(lines.join("\n"));
    console.note(
      `serving ${organization.applications.length} applications on 127.0.0.1:${running.sandbox.port}; Ctrl-C stops`,
    );
    if (!signal.aborted) await once(signal, "abort");
    await running.sandbox.close();
    return exitCode.done;
  },
};

function portOf(text: string | undefined): number {
  const port = Number(text ?? "0");
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new RollcallError("input-invalid", `--port ${text} is no port`);
  return port;
}

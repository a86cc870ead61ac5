import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { RollcallError } from "../../model/error.ts";
import { diagnosticsText } from "../../report/diagnostics-text.ts";
import { readFiles } from "../../run/read-files.ts";
import type { Sandbox } from "../../sandbox/server.ts";
import { type Call, type Command, type Flags, textFlag } from "../command.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { findingLine, sumLint } from "../lint-text.ts";
import { sandboxFor } from "../sandbox-organization.ts";
import { sandboxOf } from "../sandbox-provider.ts";
import { scopeOf } from "../scope.ts";

/** `rollcall sandbox`: the organisation's applications, or one provider's dialect, served here until it is stopped. */
export const sandbox: Command = {
  usage: `Usage: rollcall sandbox [--root DIR] [--profile NAME] [--lint] [--port N] [--state DIR] [--seed FILE]
                        [--write-env FILE] [--admin-token TOKEN]

Serves every application of rollcall.yaml as a SCIM 2.0 service on 127.0.0.1, each in a dialect like its own, and prints
the variables that rollcall.yaml refers to. Runs until it is stopped (Ctrl-C).

With --profile it needs no rollcall.yaml: it serves one application that speaks like that provider, empty, and prints
SCIM_URL and SCIM_TOKEN. Any SCIM client can be tried on it; docs/sandbox.md says how.

  --profile NAME       generic, entra, slack, aws-identity-center, …; a wrong name lists them all
  --lint               print what requests do that they should not, and the sum at the end
  --port N             default: any free port
  --state DIR          keep accounts and groups there, so that they outlive a restart
  --seed FILE          with --profile: begin with the users and groups of a JSON file
  --write-env FILE     write the variables to FILE too: . FILE
  --admin-token TOKEN  open /_sandbox/log, /_sandbox/counters and /_sandbox/lint to whoever has TOKEN

Ends with 0, and with --lint with 4 when there were errors; warnings do not count.
`,
  flags: {
    profile: { type: "string" },
    lint: { type: "boolean" },
    port: { type: "string" },
    state: { type: "string" },
    seed: { type: "string" },
    "write-env": { type: "string" },
    "admin-token": { type: "string" },
  },
  words: [0, 0],
  async run(call) {
    const { flags, console, signal } = call;
    const running = await start(call);
    if (running === null) return exitCode.input;
    const lines = Object.entries(running.environment).map(([name, value]) => `export ${name}=${value}`);
    const file = textFlag(flags, "write-env");
    if (file !== undefined) await writeFile(file, `${lines.join("\n")}\n`);
    // A JSON result is one document: the variables go where remarks go.
    if (console.format === "json" && flags["lint"] === true) console.note(lines.join("\n"));
    else console.print(lines.join("\n"));
    console.note(`serving ${running.served.join(", ")} on 127.0.0.1:${running.sandbox.port}; Ctrl-C stops`);
    if (!signal.aborted) await once(signal, "abort");
    await running.sandbox.close();
    return flags["lint"] === true ? conclude(running, console) : exitCode.done;
  },
};

interface Running {
  readonly sandbox: Sandbox;
  readonly environment: Readonly<Record<string, string>>;
  readonly served: readonly string[];
}

async function start({ flags, console, world }: Call): Promise<Running | null> {
  const options = optionsOf(flags, console);
  const profile = textFlag(flags, "profile");
  const seed = textFlag(flags, "seed");
  if (profile !== undefined) {
    return { ...(await sandboxOf(profile, { ...options, seed: seed ?? null })), served: [profile] };
  }
  if (seed !== undefined) throw new RollcallError("input-invalid", "--seed goes with --profile only");
  const { organization, diagnostics } = await readFiles(await world(), scopeOf(flags));
  if (organization !== null) {
    return { ...(await sandboxFor(organization, options)), served: organization.applications.map(({ name }) => name) };
  }
  console.note(diagnosticsText(diagnostics, { color: console.color }));
  return null;
}

function optionsOf(flags: Flags, console: Console) {
  const state = textFlag(flags, "state");
  const tell = flags["lint"] === true;
  return {
    port: portOf(textFlag(flags, "port")),
    stateDir: state === undefined ? null : resolve(state),
    adminToken: textFlag(flags, "admin-token") ?? null,
    onFinding: (...[application, finding]: Parameters<typeof findingLine>) => {
      if (tell) console.note(findingLine(application, finding));
    },
  };
}

function conclude({ sandbox, served }: Running, console: Console): ExitCode {
  const found = served.flatMap((application) => sandbox.lint(application).map((each) => ({ application, ...each })));
  const { errors, warnings, text } = sumLint(found);
  const json = { format_version: 1, errors, warnings, findings: found };
  console.print(console.format === "json" ? JSON.stringify(json, null, 2) : text);
  return errors > 0 ? exitCode.denied : exitCode.done;
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? "0");
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new RollcallError("input-invalid", `--port ${text} is no port`);
  return port;
}

#!/usr/bin/env node
import { help, verbs } from "./verbs.ts";

// Whoever reads may stop reading (`| head`): nobody is left to print to, and what was begun goes on to its end.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

const [verb = "help", ...rest] = process.argv.slice(2);

if (verb === "help" || verb === "--help" || verb === "-h") {
  process.stdout.write(help);
} else if (verb === "--version" || verb === "version") {
  const { engineVersion } = await import("./version.ts");
  process.stdout.write(`${engineVersion()}\n`);
} else {
  const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (load === undefined) {
    process.stderr.write(`rollcall: no verb ${JSON.stringify(verb)}; rollcall --help lists them\n`);
    process.exitCode = 3;
  } else {
    const { call } = await import("./call.ts");
    process.exitCode = await call(verb, await load(), rest);
  }
}

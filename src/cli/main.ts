#!/usr/bin/env node
import { help, verbs } from "./verbs.ts";

// Whoever reads may stop reading (`| head`), and a disk that is printed to may be full: what was begun goes on to its end.
let unprinted: string | null = null;
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") unprinted ??= error.message;
  });
process.on("exit", (code) => {
  if (unprinted === null) return;
  process.stderr.write(`rollcall: not everything could be printed (${unprinted}); what it did is done\n`);
  if (code === 0) process.exitCode = 1;
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

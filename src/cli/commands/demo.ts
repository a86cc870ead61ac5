import type { Command } from "../command.ts";
import { runDemo } from "../demo/run-demo.ts";

/** `rollcall demo`: the whole story, in a temporary directory. */
export const demo: Command = {
  usage: `Usage: rollcall demo [--no-color]

In a temporary directory, with a git repository, a key and applications of its own: the first plan and apply of the example
organisation, a second plan that is empty, a joiner, a mover, a leaver and a denied change, the ledger verified, then one
byte of it altered and the alteration found. Uses no network but this machine's own, and leaves nothing running.
`,
  flags: {},
  words: [0, 0],
  run: runDemo,
};

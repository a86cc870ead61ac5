import { readFile } from "node:fs/promises";
import { RollcallError } from "../../model/error.ts";
import { readPlan } from "../../run/read-plan.ts";
import type { Command } from "../command.ts";
import { planVerdictCode, printPlan } from "../show-plan.ts";

/** `rollcall show PLAN`: a plan file for a reader, after checking that it is whole. */
export const show: Command = {
  usage: `Usage: rollcall show PLAN [--format text|json|markdown] [--verbose]

Prints a plan file. Exit 6 when it was altered, 4 when policy denies it or a guard stops it.
`,
  flags: { verbose: { type: "boolean" } },
  words: [1, 1],
  async run({ flags, words, console }) {
    const plan = readPlan(await readText(words[0] ?? ""));
    printPlan(console, plan, { people: [], verbose: flags["verbose"] === true });
    return planVerdictCode(plan);
  },
};

/** A file named on the command line. */
export async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new RollcallError("input-invalid", `cannot read ${path}`, { cause });
  });
}

import { readFileSync } from "node:fs";
import { call } from "../../src/cli/call.ts";
import { verbs } from "../../src/cli/verbs.ts";

/** How a call of the command line ended; null: by a signal. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Calls the command line in this process, one call at a time: it is in that directory, with that environment alone, until the call has
 * ended. A process of its own costs twice the time.
 */
export function callInside(
  directory: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Ended> {
  const next = last.then(() => callNow(directory, environment, args));
  last = next.catch(() => {});
  return next;
}

async function callNow(
  directory: string,
  environment: Readonly<Record<string, string>>,
  [verb = "", ...args]: readonly string[],
): Promise<Ended> {
  const command = await verbs[verb]?.();
  if (command === undefined) throw new Error(`there is no verb ${verb}`);
  const before = { cwd: process.cwd(), env: process.env, out: process.stdout.write, error: process.stderr.write };
  const resetClock = setClock(environment["PROOF_CLOCK"]);
  const said = { stdout: "", stderr: "" };
  process.chdir(directory);
  process.env = { ...environment };
  process.stdout.write = (text) => {
    said.stdout += String(text);
    return true;
  };
  process.stderr.write = (text) => {
    said.stderr += String(text);
    return true;
  };
  try {
    const code = await call(verb, command, args);
    return { code, ...said };
  } finally {
    resetClock();
    process.stdout.write = before.out;
    process.stderr.write = before.error;
    process.env = before.env;
    process.chdir(before.cwd);
  }
}

/** As the module that processes with another time load does: the file says how many milliseconds it is ahead. */
function setClock(file: string | undefined): () => void {
  if (file === undefined) return () => {};
  const { now } = Date;
  const ahead = Number(readFileSync(file, "utf8"));
  Date.now = () => now.call(Date) + ahead;
  return () => {
    Date.now = now;
  };
}

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** How a call of the command line ended. */
export interface Ended {
  /** null: a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `rollcall` that runs. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Whether it has ended. */
  readonly isOver: () => boolean;
  /** Whether somebody here has killed it. */
  readonly isKilled: () => boolean;
  kill(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
}

/** Where and with which variables a `rollcall` runs. */
export interface Place {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
}

const main = fileURLToPath(new URL("../../../dist/bin/rollcall.js", import.meta.url));
const shift = new URL("./shifted-clock.mjs", import.meta.url).href;

/** Variables that make a process live in a later time, by what a file says in milliseconds; its timers stay as they are. */
export function clockFrom(file: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import ${shift}`, PROOF_CLOCK: file };
}

/** Starts the built command line. */
export function startRollcall({ root, environment }: Place, args: readonly string[]): Running {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: root,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  living.add(child);
  let over = false;
  let killed = false;
  const kill = (signal: "SIGKILL" | "SIGSTOP" | "SIGCONT") => {
    killed ||= signal === "SIGKILL";
    child.kill(signal);
  };
  const ended = new Promise<Ended>((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    child.on("error", reject);
    child.on("exit", () => {
      over = true;
      living.delete(child);
    });
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { pid: child.pid ?? 0, ended, isOver: () => over, isKilled: () => killed, kill };
}

/** The state directory of a place, as every place of this suite has it. */
export function stateOf({ root }: Place): string {
  return join(root, ".rollcall");
}

const living = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

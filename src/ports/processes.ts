import { hostname } from "node:os";

/** Names this process among all that ever ran on this machine. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in milliseconds since the epoch: a pid alone is used again. */
  readonly started: number;
}

/** Whether a value that was read from somewhere names a process. */
export function isProcessIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== "object" || value === null) return false;
  return (
    "pid" in value &&
    typeof value.pid === "number" &&
    "host" in value &&
    typeof value.host === "string" &&
    "started" in value &&
    typeof value.started === "number"
  );
}

/** The machine's processes as an argument. */
export interface Processes {
  readonly self: ProcessIdentity;
  /** Whether a process with this id runs on this machine, whoever owns it. */
  isAlive(pid: number): boolean;
}

/** The real processes. */
export const systemProcesses: Processes = {
  self: { pid: process.pid, host: hostname(), started: Math.round(performance.timeOrigin) },
  isAlive: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return error instanceof Error && "code" in error && error.code === "EPERM";
    }
  },
};

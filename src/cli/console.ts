import type { Emit, Event } from "../model/event.ts";

/** A place to write to that may be a terminal. */
interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The only one that prints. */
export interface Console {
  readonly color: boolean;
  readonly width: number;
  readonly format: "text" | "json" | "markdown";
  /** A result, on standard output. */
  print(text: string): void;
  /** A remark, on standard error; nothing with `--quiet`. */
  note(text: string): void;
  /** What went wrong, on standard error, also with `--quiet`. */
  complain(text: string): void;
  /** Progress: one line that rewrites itself on a terminal, nothing in a pipe. */
  readonly emit: Emit;
}

/** How a call wants to be spoken to. */
export interface ConsoleOptions {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly format: "text" | "json" | "markdown";
}

/** A console on two streams. */
export function openConsole(options: ConsoleOptions): Console {
  const { stdout, stderr } = options;
  const live = stderr.isTTY === true && !options.quiet;
  let shown = false;
  const clear = () => {
    if (shown) stderr.write("\r\x1b[2K");
    shown = false;
  };
  return {
    color: options.color,
    width: Math.min(stdout.columns ?? 100, 140),
    format: options.format,
    print(text) {
      clear();
      stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    note(text) {
      if (!options.quiet) this.complain(text);
    },
    complain(text) {
      clear();
      stderr.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    emit(event) {
      if (!live) return;
      const line = progressLine(event);
      if (line === null) return;
      stderr.write(`\r\x1b[2K${line.slice(0, (stderr.columns ?? 100) - 1)}`);
      shown = true;
    },
  };
}

/** One line for one event; null for what is not worth a line. */
function progressLine(event: Event): string | null {
  switch (event.kind) {
    case "reading":
      return `reading ${event.application}: ${event.accounts} accounts, ${event.groups} groups`;
    case "read":
      return `read ${event.application}: ${event.accounts} accounts, ${event.groups} groups, ${event.verdict}`;
    case "judging":
      return `judging ${event.done} of ${event.total} changes`;
    case "applying":
      return `applying ${event.total} changes`;
    case "change-done":
      return `${event.done} of ${event.total}: ${event.key} ${event.status}`;
    case "waiting":
      return `waiting ${Math.ceil(event.milliseconds / 1000)} s for ${event.application}: ${event.reason}`;
    case "resuming":
      return `going on with ${event.run}: ${event.done} done, ${event.open} open`;
    case "lease-taken-over":
      return `took over from ${event.from}, whose run ${event.run} of ${event.since} is gone`;
    case "recovered":
      return `put the vanished run ${event.run} on the ledger as run ${event.sequence}: ${event.found} found done`;
    case "ring-begun":
      return `ring ${event.ring} of ${event.rings}: ${event.people} people`;
    case "halted":
      return `halted: ${event.reason}`;
    case "alarm-raised":
      return "the alarm was raised";
    case "alarm-failed":
      return `the alarm could not be raised: ${event.reason}`;
    case "recorded":
      return `recorded as run ${event.sequence} in ${event.commit.slice(0, 10)}`;
  }
}

import type { Emit, Event } from "../model/event.ts";
import { isCounting, noProgress, type Progress, progressLines, withEvent } from "../report/progress.ts";
import { type Told, tell } from "../report/progress-log.ts";
import { LiveView } from "./live-view.ts";

/** A place to write to that may be a terminal. */
interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** How results are printed; CSV, HTML and PDF only where a verb has them. */
export type Format = "text" | "json" | "markdown" | "csv" | "html" | "pdf";

/** The only one that prints. */
export interface Console {
  readonly color: boolean;
  readonly width: number;
  readonly format: Format;
  /** A result, on standard output. */
  print(text: string): void;
  /** A remark, on standard error; nothing with `--quiet`. */
  note(text: string): void;
  /** What went wrong, on standard error, also with `--quiet`. */
  complain(text: string): void;
  /** Progress: lines that rewrite themselves on a terminal, JSON lines where these were asked for, else what the verb wants. */
  readonly emit: Emit;
  /** Takes the progress away; nothing is shown after that. */
  close(): void;
}

/** How a call wants to be spoken to. */
export interface ConsoleOptions {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly format: Format;
  /**
   * `json`: one event a line on standard error; `log`: those that are worth a line, where there is no terminal; `live`, and `log` on a
   * terminal: a view of it.
   */
  readonly progress?: "live" | "log" | "json";
  readonly timer?: Timer;
}

/** Time for the live view: milliseconds, and a call later that keeps no process alive. */
export interface Timer {
  now(): number;
  after(milliseconds: number, act: () => void): { cancel(): void };
}

const systemTimer: Timer = {
  now: () => performance.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

/** A console on two streams. */
export function openConsole(options: ConsoleOptions): Console {
  const { stdout, stderr } = options;
  const progress = progressOf(options);
  return {
    color: options.color,
    width: Math.min(stdout.columns ?? 100, 140),
    format: options.format,
    print(text) {
      progress.hide();
      stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    note(text) {
      if (!options.quiet) this.complain(text);
    },
    complain(text) {
      progress.hide();
      stderr.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    emit: progress.emit,
    close: progress.close,
  };
}

/** What becomes of events. */
interface Showing {
  readonly emit: Emit;
  /** Gives way to what is printed, until the next event. */
  hide(): void;
  close(): void;
}

function progressOf(options: ConsoleOptions): Showing {
  const { stderr, timer = systemTimer } = options;
  if (options.progress === "json") return jsonLines(stderr);
  if (options.quiet) return nothing;
  if (stderr.isTTY === true) return liveLines(stderr, timer);
  return options.progress === "log" ? logLines(stderr, timer) : nothing;
}

const nothing: Showing = { emit: () => {}, hide: () => {}, close: () => {} };

function logLines(stderr: Stream, timer: Timer): Showing {
  const lines = jsonLines(stderr);
  let told: Told = new Map();
  const emit = (event: Event) => {
    const next = tell(told, event, timer.now());
    told = next.told;
    if (next.isSaid) lines.emit(event);
  };
  return { ...lines, emit };
}

function jsonLines(stderr: Stream): Showing {
  let head: { readonly format_version?: string } = { format_version: "1.0" };
  const emit = (event: Event) => {
    stderr.write(`${JSON.stringify({ ...head, ...event })}\n`);
    head = {};
  };
  return { emit, hide: () => {}, close: () => {} };
}

/** Milliseconds between two frames, at least; what happens in between is in the next one. */
const frameTime = 100;
/** While nothing happens, what counts down is drawn anew so often. */
const countTime = 1000;

function liveLines(stderr: Stream, timer: Timer): Showing {
  const view = new LiveView(stderr);
  let progress: Progress = noProgress;
  let drawn = Number.NEGATIVE_INFINITY;
  let next: { cancel(): void } | null = null;
  let isOpen = true;
  const draw = () => {
    next = null;
    const now = timer.now();
    drawn = now;
    view.show(progressLines(progress, { columns: (stderr.columns ?? 100) - 1, rows: (stderr.rows ?? 24) - 1, now }));
    if (isCounting(progress, now)) next = timer.after(countTime, draw);
  };
  const hide = () => {
    next?.cancel();
    next = null;
    view.clear();
  };
  return {
    emit(event) {
      if (!isOpen) return;
      const now = timer.now();
      progress = withEvent(progress, event, now);
      next?.cancel();
      if (now - drawn >= frameTime) draw();
      else next = timer.after(frameTime - (now - drawn), draw);
    },
    hide,
    close() {
      isOpen = false;
      hide();
    },
  };
}

import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";
import { isObject, type Json, parseJson } from "../json.ts";
import { type Effect, parseEffect } from "./effect.ts";
import { type Entry, entryToJson, parseEntry } from "./entry.ts";

/** What was found in the files of an application. */
export interface KeptState {
  /** The resources as they were when the snapshot was taken. */
  readonly entries: readonly Entry[];
  /** The last effect that the snapshot contains; 0 for none. */
  readonly seq: number;
  /** Every effect there ever was, oldest first. */
  readonly effects: readonly Effect[];
}

/**
 * The files of one application: an append-only log of effects, and a snapshot that saves replaying all of it. Each effect is handed to
 * the operating system before its request is answered, so that it survives the end of this process, however sudden.
 */
export class StateLog {
  readonly #logPath: string;
  readonly #snapshotPath: string;
  #file: number;

  /** Opens (or creates) the files in a directory; cuts off a last line that was not written to its end. */
  constructor(directory: string, application: string) {
    mkdirSync(directory, { recursive: true });
    this.#logPath = join(directory, `${application}.log.ndjson`);
    this.#snapshotPath = join(directory, `${application}.state.ndjson`);
    cutTornLine(this.#logPath);
    this.#file = openSync(this.#logPath, "a");
  }

  /** Reads everything back; throws an Error that names the file and line when it cannot. */
  read(): KeptState {
    const [head, ...rest] = readLines(this.#snapshotPath);
    const seq = isObject(head) && typeof head["seq"] === "number" ? head["seq"] : 0;
    const entries = rest.map((line, index) => known(parseEntry(line), this.#snapshotPath, index + 2));
    const effects = readLines(this.#logPath).map((line, index) => known(parseEffect(line), this.#logPath, index + 1));
    return { entries, seq, effects };
  }

  /** Appends an effect. */
  append(effect: Effect): void {
    appendFileSync(this.#file, `${JSON.stringify(effect)}\n`);
  }

  /** Replaces the snapshot by the given entries, in one step. */
  compact(entries: Iterable<Entry>, seq: number): void {
    const unfinished = `${this.#snapshotPath}.new`;
    const file = openSync(unfinished, "w");
    try {
      let lines = `${JSON.stringify({ seq })}\n`;
      for (const entry of entries) {
        lines += `${JSON.stringify(entryToJson(entry))}\n`;
        if (lines.length < CHUNK) continue;
        appendFileSync(file, lines);
        lines = "";
      }
      appendFileSync(file, lines);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, this.#snapshotPath);
  }

  close(): void {
    if (this.#file >= 0) closeSync(this.#file);
    this.#file = -1;
  }
}

const CHUNK = 1024 * 1024;

function cutTornLine(path: string): void {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) truncateSync(path, end);
}

function readLines(path: string): readonly (Json | undefined)[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.slice(0, -1).map(parseJson);
}

function known<T>(value: T | undefined, path: string, line: number): T {
  if (value === undefined)
    throw new Error(`${path}:${line}: cannot be read: remove the sandbox's state to start afresh`);
  return value;
}

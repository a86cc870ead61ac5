import { RollcallError } from "../model/error.ts";
import type { AppendFile } from "../ports/disk.ts";
import { encodeFrame } from "./journal-frame.ts";
import type { JournalRecord } from "./journal-record.ts";

interface Waiting {
  readonly records: readonly JournalRecord[];
  readonly resolve: () => void;
  readonly reject: (error: RollcallError) => void;
}

/** Appends records so that they survive a power cut; what arrives while a sync runs shares the next one. */
export class FrameWriter {
  readonly #path: string;
  readonly #file: AppendFile;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;
  #broken: RollcallError | null = null;

  constructor(path: string, file: AppendFile) {
    this.#path = path;
    this.#file = file;
  }

  /** Resolves when the records are durable. Once a write has failed nothing is written any more: the tail is unknown. */
  write(records: readonly JournalRecord[]): Promise<void> {
    if (this.#broken !== null) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const error = this.#broken ?? (await this.#commit(group.flatMap(({ records }) => records)));
      for (const { resolve, reject } of group) error === null ? resolve() : reject(error);
    }
    this.#flushing = null;
  }

  async #commit(records: readonly JournalRecord[]): Promise<RollcallError | null> {
    try {
      await this.#file.append(encodeFrame(records));
      await this.#file.sync();
      return null;
    } catch (cause) {
      this.#broken = cause instanceof RollcallError ? cause : unwritable(this.#path, cause);
      return this.#broken;
    }
  }
}

/** A journal, or what lies beside it, cannot be written, so nothing more may be called. */
export function unwritable(path: string, cause: unknown): RollcallError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RollcallError(
    "journal-unusable",
    `${path} cannot be written, so nothing more was called: ${why}; make room, then apply the same plan again to resume`,
    { cause },
  );
}

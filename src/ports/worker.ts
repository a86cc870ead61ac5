import { Worker } from "node:worker_threads";

/** Code that runs beside the main thread and can be ended at any instruction; it answers one question at a time. */
export interface BackgroundWorker {
  /** Resolves with the next message; rejects when the worker fails or is stopped first. */
  ask(question: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts plain CommonJS text with `workerData`, a heap limit, and no environment variables. */
export type StartWorker = (
  script: string,
  options: { readonly data: unknown; readonly heapMegabytes: number },
) => BackgroundWorker;

/** A thread of this process that does not keep the process alive while it is idle; what it prints is never read. */
export const startWorkerThread: StartWorker = (script, options) => {
  const thread = new Worker(script, {
    eval: true,
    workerData: options.data,
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: options.heapMegabytes },
  });
  return new ThreadWorker(thread);
};

class ThreadWorker implements BackgroundWorker {
  readonly #thread: Worker;
  #waiting: { resolve(answer: unknown): void; reject(reason: unknown): void } | null = null;
  #failure: Error | null = null;

  constructor(thread: Worker) {
    this.#thread = thread;
    thread.on("message", (answer) => this.#settle((waiting) => waiting.resolve(answer)));
    thread.on("error", (error) => this.#fail(error));
    thread.on("exit", () => this.#fail(new Error("the worker has ended")));
    thread.unref();
  }

  ask(question: unknown): Promise<unknown> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#waiting !== null) return Promise.reject(new Error("the worker is still busy with another question"));
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#thread.ref();
      this.#thread.postMessage(question);
    });
  }

  async stop(): Promise<void> {
    this.#fail(new Error("the worker was stopped"));
    await this.#thread.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#settle((waiting) => waiting.reject(error));
  }

  /** An idle worker must not keep the process from ending. */
  #settle(settle: (waiting: { resolve(answer: unknown): void; reject(reason: unknown): void }) => void): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#thread.unref();
    if (waiting !== null) settle(waiting);
  }
}

import { Worker } from "node:worker_threads";
import { type Batch, join, type Summary } from "./summary.ts";

/** Seeds to tell with a number of threads. */
export interface Errand {
  /** The compiled worker. */
  readonly script: URL;
  readonly from: number;
  readonly count: number;
  readonly threads: number;
  /** So many bad stories are enough: stop then. */
  readonly enough: number;
  /** Seeds that one worker tells at a time. */
  readonly chunk: number;
  readonly onProgress?: (done: number) => void;
}

/** Tells stories on several threads; the sum does not depend on how many. */
export async function tellMany(errand: Errand): Promise<Summary> {
  const { script, from, count, threads, enough, chunk, onProgress } = errand;
  const end = from + count;
  const summaries: Summary[] = [];
  let next = from;
  const work = async () => {
    const worker = new Worker(script, { resourceLimits: { maxYoungGenerationSizeMb: 96 } });
    try {
      while (next < end && join(summaries).bad.length < enough) {
        const batch: Batch = { from: next, count: Math.min(chunk, end - next), enough };
        next += batch.count;
        summaries.push(await ask(worker, batch));
        onProgress?.(summaries.reduce((sum, summary) => sum + summary.count, 0));
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return join(summaries);
}

function ask(worker: Worker, batch: Batch): Promise<Summary> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (summary: Summary) => {
      worker.off("error", reject);
      resolve(summary);
    });
    worker.postMessage(batch);
  });
}

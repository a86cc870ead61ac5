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
  /** What came of a batch, and how many stories were told by then. */
  readonly onBatch?: (batch: Summary, told: number) => void;
}

/** Tells stories on several threads; the sum does not depend on how many. */
export async function tellMany(errand: Errand): Promise<Summary> {
  const { script, from, count, threads, enough, chunk, onBatch } = errand;
  const end = from + count;
  let sum: Summary = join([]);
  let next = from;
  const work = async () => {
    const worker = new Worker(script, { resourceLimits: { maxYoungGenerationSizeMb: 96 } });
    try {
      while (next < end && sum.bad.length < enough) {
        const batch: Batch = { from: next, count: Math.min(chunk, end - next), enough };
        next += batch.count;
        const told = await ask(worker, batch);
        sum = join([sum, told]);
        onBatch?.(told, sum.count);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return sum;
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

import "./thread.ts";
import { parentPort } from "node:worker_threads";
import { believeCheapSignatures } from "./cheap-signatures.ts";
import { type Batch, summarize } from "./summary.ts";
import { tell } from "./tell.ts";

believeCheapSignatures();

parentPort?.on("message", async ({ from, count, enough }: Batch) => {
  const told = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const one = await tell(seed);
    told.push(one);
    if (one.violations.length > 0 && told.filter(({ violations }) => violations.length > 0).length >= enough) break;
  }
  parentPort?.postMessage(summarize(told));
});

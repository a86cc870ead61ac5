// npm run sim -- [--seeds N] [--first N] [--threads N]: tells stories and prints what they broke. docs/reliability.md says how to read it.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { compile } from "./compile.mjs";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10000" },
    first: { type: "string", default: "1" },
    threads: { type: "string", default: "2" },
  },
});
const compiled = await compile();
try {
  const from = (name) => import(pathToFileURL(join(compiled.out, "test", "simulation", name)));
  const { report } = await from("report.js");
  const { tellMany } = await from("pool.js");
  const [first, seeds, threads] = [values.first, values.seeds, values.threads].map(Number);
  const script = pathToFileURL(join(compiled.out, "test", "simulation", "worker.js"));
  const started = performance.now();
  const summary = await tellMany({ script, from: first, count: seeds, threads, enough: 50 });
  const text = await report(summary, (performance.now() - started) / 1000);
  process.stdout.write(text);
  process.exitCode = summary.bad.length > 0 ? 1 : 0;
} finally {
  compiled.remove();
}

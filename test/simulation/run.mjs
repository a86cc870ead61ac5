// npm run sim -- [--seeds N] [--first N] [--threads N] [--planted] [--exhaustive]. docs/reliability.md says how to read what it prints.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { compile } from "./compile.mjs";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10000" },
    first: { type: "string", default: "1" },
    threads: { type: "string", default: "2" },
    planted: { type: "boolean", default: false },
    exhaustive: { type: "boolean", default: false },
  },
});
const compiled = await compile();
const load = (name) => import(pathToFileURL(join(compiled.out, "test", "simulation", name)));
const [first, seeds, threads] = [values.first, values.seeds, values.threads].map(Number);
try {
  const isWell = values.planted ? await findPlanted() : values.exhaustive ? await dieEverywhere() : await tellStories();
  process.exitCode = isWell ? 0 : 1;
} finally {
  compiled.remove();
}

async function tellStories() {
  const { report, isEnough } = await load("report.js");
  const { tellMany } = await load("pool.js");
  const script = pathToFileURL(join(compiled.out, "test", "simulation", "worker.js"));
  const started = performance.now();
  let said = 0;
  const onBatch = ({ bad }, told) => {
    for (const { seed, violations } of bad) process.stderr.write(`seed ${seed}: ${violations[0]}\n`);
    if (told - said < 10_000) return;
    said = told;
    process.stderr.write(`${told} stories told\n`);
  };
  const summary = await tellMany({ script, from: first, count: seeds, threads, enough: 50, chunk: 100, onBatch });
  process.stdout.write(await report(summary, (performance.now() - started) / 1000));
  return isEnough(summary);
}

async function findPlanted() {
  const { findAll } = await load("find-all.js");
  return findAll({ out: compiled.out, threads, print: (line) => process.stdout.write(`${line}\n`) });
}

async function dieEverywhere() {
  const { exhaust } = await load("exhaust.js");
  return exhaust((line) => process.stdout.write(`${line}\n`));
}

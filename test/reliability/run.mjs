// Kills, starves, races, cuts off and freezes real processes, and looks whether every apply ends right. With `--full` as often as
// docs/reliability.md says, otherwise as often as an integration run has time for. `--write` puts the table into that page.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { rowsOf, tableOf } from "./table.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { values, positionals } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    seed: { type: "string" },
  },
  allowPositionals: true,
});
const seed = values.seed ?? String(Math.floor(Math.random() * 1_000_000));
const folder = join(root, "node_modules", ".cache", "reliability");
const resultFile = join(folder, "vitest.json");
mkdirSync(folder, { recursive: true });
rmSync(resultFile, { force: true });
process.stdout.write(`seed ${seed}: npm run test:reliability -- --seed ${seed}${values.full ? " --full" : ""}\n`);
const began = Date.now();
const status = await test();
const rows = rowsOf(JSON.parse(readFileSync(resultFile, "utf8")).testResults);
const table = tableOf(rows);
process.stdout.write(`\n${table}\n\nseed ${seed}, ${Math.round((Date.now() - began) / 1000)} s\n`);
for (const { what, cannot } of rows) if (cannot !== null) process.stdout.write(`${what}: cannot run here: ${cannot}\n`);
if (values.write && status === 0) writeTable(table);
process.exitCode = status;

function test() {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const flags = ["--dir", "test/reliability", "--maxWorkers", "2", "--reporter=default", "--reporter=json"];
  const times = [`--outputFile.json=${resultFile}`, "--test-timeout", "7200000", "--hook-timeout", "600000"];
  const env = { ...process.env, RELIABILITY_FULL: values.full ? "1" : "0", RELIABILITY_SEED: seed };
  const child = spawn(process.execPath, [vitest, "run", ...positionals, ...flags, ...times], {
    cwd: root,
    stdio: "inherit",
    env,
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

function writeTable(text) {
  const file = join(root, "docs", "reliability.md");
  const [begin, end] = ["<!-- processes -->", "<!-- end of processes -->"];
  const page = readFileSync(file, "utf8");
  const [before] = page.split(begin);
  const [, after] = page.split(end);
  if (after === undefined) throw new Error(`${file} has no place for the table`);
  writeFileSync(file, `${before}${begin}\n${text}\n${end}${after}`);
}

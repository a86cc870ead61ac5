// Installs third-party SCIM servers, starts each on a free port of 127.0.0.1, and runs the connector's laws and the life of
// people against them. A server that this machine cannot run is named in the summary; `--require a,b` makes that a failure.
import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { servers } from "./servers.mjs";
import { CannotRun, cacheFolder } from "./start/machine.mjs";
import { tableOf } from "./table.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { values } = parseArgs({
  options: {
    all: { type: "boolean", default: false },
    only: { type: "string" },
    require: { type: "string", default: "" },
    write: { type: "boolean", default: false },
    filter: { type: "string" },
  },
});
const required = values.require.split(",").filter((name) => name !== "");
const only = values.only?.split(",");
for (const name of [...required, ...(only ?? [])]) {
  if (!servers.some((server) => server.name === name)) throw new Error(`there is no server ${name}`);
}
const chosen = servers.filter(
  ({ name, isSlow }) => required.includes(name) || (only === undefined ? values.all || !isSlow : only.includes(name)),
);

const started = [];
const stop = () => {
  // Each is the head of a group: kc.sh leaves its Java behind otherwise.
  for (const { pid } of started.splice(0)) {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {}
  }
};
process.once("SIGINT", () => process.exit(130)).once("SIGTERM", () => process.exit(143));
process.once("exit", stop);

const running = {};
const cannot = {};
for (const { name, start } of chosen) {
  try {
    process.stderr.write(`${name}: starting\n`);
    running[name] = await start(started);
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    cannot[name] = error.message;
  }
}
const failed = Object.keys(running).length > 0 && (await test(running)) !== 0;
stop();
const report = { date: new Date().toISOString().slice(0, 10), running: versionsOf(running), cannot, tests: results() };
writeFileSync(join(cacheFolder(), "report.json"), `${JSON.stringify(report, null, 2)}\n`);
const table = tableOf(report);
process.stdout.write(Object.keys(running).length > 0 ? `\n${table}\n\n` : "no server could run here\n");
for (const [name, reason] of Object.entries(cannot)) process.stdout.write(`${name}: cannot run here: ${reason}\n`);
const missing = required.filter((name) => name in cannot);
if (missing.length > 0) process.stdout.write(`required, and not run: ${missing.join(", ")}\n`);
if (values.write && !failed) writeTable(table);
process.exitCode = failed || missing.length > 0 || Object.keys(running).length === 0 ? 1 : 0;

function versionsOf(list) {
  return Object.fromEntries(Object.entries(list).map(([name, { version }]) => [name, version]));
}

function resultFile() {
  return join(cacheFolder(), "vitest.json");
}

function test(list) {
  rmSync(resultFile(), { force: true });
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const flags = ["--dir", "test/interop", "--no-file-parallelism", "--reporter=default", "--reporter=json"];
  const times = [`--outputFile.json=${resultFile()}`, "--test-timeout", "180000", "--hook-timeout", "180000"];
  const env = { ...process.env, INTEROP_SERVERS: JSON.stringify(list) };
  const filter = values.filter === undefined ? [] : [values.filter];
  const child = spawn(process.execPath, [vitest, "run", ...filter, ...flags, ...times], {
    cwd: root,
    stdio: "inherit",
    env,
  });
  process.once("exit", () => child.kill());
  return new Promise((resolve) => child.once("exit", (status) => resolve(status ?? 1)));
}

/** What every test said of itself. */
function results() {
  if (Object.keys(running).length === 0) return [];
  const { testResults } = JSON.parse(readFileSync(resultFile(), "utf8"));
  const inOrder = testResults.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return inOrder.flatMap(({ assertionResults }) =>
    assertionResults.map(({ ancestorTitles: [suite], title, status, meta }) => ({ suite, title, status, meta })),
  );
}

function writeTable(text) {
  const file = join(root, "docs", "scim.md");
  const [begin, end] = ["<!-- table -->", "<!-- end of table -->"];
  const page = readFileSync(file, "utf8");
  const [before] = page.split(begin);
  const [, after] = page.split(end);
  if (after === undefined) throw new Error(`${file} has no place for the table`);
  writeFileSync(file, `${before}${begin}\n${text}\n${end}${after}`);
}

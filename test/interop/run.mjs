// Installs third-party SCIM servers, starts each on a free port of 127.0.0.1, and runs the connector's laws against them.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const names = ["better-auth", "jackson", "scimmy"];
const root = fileURLToPath(new URL("../..", import.meta.url));
const started = [];
let code = 1;
try {
  const servers = {};
  for (const name of names) servers[name] = await start(name);
  code = await test(servers);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
} finally {
  for (const child of started) child.kill();
}
process.exitCode = code;

/** Their install scripts would compile databases that are not used here. */
function install(folder) {
  if (existsSync(`${folder}node_modules`)) return;
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  const { status } = spawnSync("npm", ["install", ...flags], { cwd: folder, stdio: "inherit" });
  if (status !== 0) throw new Error(`npm install failed in ${folder}`);
}

/** Resolves with what the server prints about itself: one line of JSON. */
async function start(name) {
  const folder = fileURLToPath(new URL(`./servers/${name}/`, import.meta.url));
  install(folder);
  const child = spawn(process.execPath, ["start.js"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  const ended = new Promise((_, reject) => {
    child.once("exit", (status) => reject(new Error(`${name} ended with ${status} before it listened`)));
  });
  ended.catch(() => {});
  return Promise.race([ended, firstJson(child)]);
}

async function firstJson(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) {
      child.stdout.resume();
      return JSON.parse(line);
    }
  }
  throw new Error("the server said nothing");
}

function test(servers) {
  const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
  const options = {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, INTEROP_SERVERS: JSON.stringify(servers) },
  };
  const flags = ["--dir", "test/interop", "--no-file-parallelism"];
  const times = ["--test-timeout", "60000", "--hook-timeout", "60000"];
  const child = spawn(process.execPath, [vitest, "run", ...flags, ...times], options);
  return new Promise((resolve) => child.once("exit", (status) => resolve(status ?? 1)));
}

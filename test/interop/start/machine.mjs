// What the suites ask of this machine: a folder to keep installations in, programs, free ports, downloads.
import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Thrown where the machine lacks something; what is wrong with a server itself is any other error. */
export class CannotRun extends Error {}

const root = process.env.ROLLCALL_INTEROP_CACHE ?? join(tmpdir(), "rollcall-interop");

/** A folder outside the repository, which stays from one run to the next. */
export function cacheFolder(...parts) {
  const folder = join(root, ...parts);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Runs a program to its end and gives what it wrote; its absence or failure means that the machine cannot. */
export function run(program, args, options = {}) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", ...options });
  if (error?.code === "ENOENT") throw new CannotRun(`there is no ${program}`);
  if (status === 0) return stdout;
  const said = (stderr?.trim() || stdout?.trim() || String(error ?? "")).split("\n").slice(-3).join(" ");
  throw new CannotRun(`${program} ${args.slice(0, 3).join(" ")} … ended with ${status}: ${said.slice(0, 300)}`);
}

/** The home of a Java that is new enough and comes with a program: `java`, or `javac` where something has to be built. */
export function findJava(least, program = "java") {
  const homes = [process.env.JAVA_HOME, ...list("/usr/lib/jvm")].filter((home) => existsSync(`${home}/bin/${program}`));
  for (const home of homes) {
    const [major] = /\d+/.exec(run(`${home}/bin/java`, ["--version"])) ?? [];
    if (Number(major) >= least) return home;
  }
  throw new CannotRun(`there is no ${program} of Java ${least} or newer in JAVA_HOME or /usr/lib/jvm`);
}

function list(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** Fetches a file once. */
export async function download(url, file) {
  if (existsSync(file)) return;
  const response = await fetch(url).catch((error) => {
    throw new CannotRun(`${url}: ${error.cause?.code ?? error.message}`);
  });
  if (!response.ok || response.body === null) throw new CannotRun(`${url} answers ${response.status}`);
  await pipeline(Readable.fromWeb(response.body), createWriteStream(`${file}.part`));
  renameSync(`${file}.part`, file);
}

/** A port of 127.0.0.1 that nothing listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts a server in a process group of its own; its words are kept for when it fails. */
export function launch(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
  let said = "";
  const hear = (chunk) => {
    said = `${said}${chunk}`.slice(-4000);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  child.once("error", hear);
  return { child, said: () => said };
}

/** Waits until an address answers with success; rejects with what the server said when it ends or takes too long. */
export async function answering({ child, said }, url, { headers = {}, seconds = 30 } = {}) {
  const last = Date.now() + seconds * 1000;
  while (Date.now() < last && child.exitCode === null) {
    const response = await fetch(url, { headers }).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const how = child.exitCode === null ? `did not answer in ${seconds} s` : `ended with ${child.exitCode}`;
  throw new Error(`the server ${how}: ${said()}`);
}

/** What a server says of itself in its first line of JSON; rejects when it ends before. */
export async function announced({ child, said }) {
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("{")) continue;
    child.stdout.resume();
    return JSON.parse(line);
  }
  throw new Error(`the server did not say where it listens: ${said()}`);
}

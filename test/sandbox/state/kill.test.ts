import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client, idOf, startOne } from "../client.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const START = `
import { startSandbox } from "./out/server.js";
const [stateDir] = process.argv.slice(2);
const applications = { app: { dialect: "generic", token: "secret-of-app" } };
const sandbox = await startSandbox({ stateDir, adminToken: "secret-of-admin", applications });
console.log(sandbox.port);
`;
let directory: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  // Node 20 does not read TypeScript, so the child runs what the compiler makes of the room.
  directory = mkdtempSync(join(tmpdir(), "sandbox-kill-"));
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  const tsconfig = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: { rootDir: join(root, "src/sandbox"), outDir: join(directory, "out") },
    include: [join(root, "src/sandbox")],
  };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(tsconfig));
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  writeFileSync(join(directory, "start.js"), START);
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", directory]);
});
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

async function startChild(stateDir: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [join(directory, "start.js"), stateDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, port: Number(line) };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

test("what was answered is there after kill -9 in the middle of writing, and nothing twice", async () => {
  const stateDir = join(directory, "busy");
  const { child, port } = await startChild(stateDir);
  const client = new Client(`http://127.0.0.1:${port}/app/scim/v2`);
  const group = await client.groupId("Everybody");
  const created = new Set<string>();
  const joined = new Set<string>();
  const work = async (worker: number) => {
    for (let index = 0; ; index += 1) {
      const id = idOf(await client.addUser(`w${worker}-${index}@example.com`));
      created.add(id);
      const answer = await client.patch(`/Groups/${group}?attributes=id`, {
        op: "add",
        path: "members",
        value: [{ value: id }],
      });
      if (answer.status === 200) joined.add(id);
    }
  };
  const workers = Array.from({ length: 6 }, (_, worker) => work(worker).catch(() => undefined));
  while (joined.size < 150) await new Promise((resolve) => setImmediate(resolve));
  await kill(child);
  await Promise.all(workers);

  const after = await startOne("generic", { stateDir });
  await after.sandbox.close();
  const { users, groups } = after.sandbox.snapshot("app");
  const ids = new Set(users.map(({ id }) => id));
  const members = new Set([groups[0]?.["members"]].flat());
  expect([...created].filter((id) => !ids.has(id))).toEqual([]);
  expect([...joined].filter((id) => !members.has(id))).toEqual([]);
  // Each of the six workers had at most one request that it never heard about.
  expect(users.length - created.size).toBeLessThanOrEqual(6);
  const effects = after.sandbox.log();
  expect(effects.map(({ seq }) => seq)).toEqual(effects.map((_, index) => index + 1));
  expect(effects.filter(({ action }) => action === "created")).toHaveLength(users.length + 1);
});

test("a killed sandbox comes back as it was, time after time", async () => {
  const stateDir = join(directory, "quiet");
  let last: unknown = null;
  for (let life = 0; life < 3; life += 1) {
    const { child, port } = await startChild(stateDir);
    const client = new Client(`http://127.0.0.1:${port}/app/scim/v2`);
    const ask = async (path: string): Promise<unknown> => {
      const headers = { authorization: "Bearer secret-of-admin" };
      const answer = await fetch(`http://127.0.0.1:${port}/_sandbox/${path}?application=app`, { headers });
      return answer.json();
    };
    const state = async () => [await ask("snapshot"), await ask("log")];
    if (last !== null) expect(await state()).toEqual(last);
    const id = await client.userId(`life${life}@example.com`);
    await client.groupId(`Life ${life}`, [id]);
    await client.patch(`/Users/${id}`, { op: "add", path: "title", value: `Life ${life}` });
    last = await state();
    await kill(child);
  }
  const after = await startOne("generic", { stateDir });
  await after.sandbox.close();
  expect([after.sandbox.snapshot("app"), after.sandbox.log()]).toEqual(last);
});

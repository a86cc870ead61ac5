import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import { openWorld } from "../../dist/cli/world.js";
import { openHttp } from "../../dist/ports/http.js";
import { makePlan } from "../../dist/run/make-plan.js";
import { compare } from "./harness.mjs";
import { writeLargeOrganization } from "./large-organization.mjs";

const at = "2026-11-23T09:00:00Z";

/** A plan of 100,000 people against a read and JSON.parse of the same bytes, over the same requests. */
export async function planBench({ people = 100_000, rounds = 5 } = {}) {
  const root = await mkdtemp(join(tmpdir(), "rollcall-bench-"));
  await writeLargeOrganization(root, people);
  const server = spawn(process.execPath, [new URL("serve-large.mjs", import.meta.url).pathname, root, at], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const url = await firstLine(server.stdout);
    const paths = [];
    const secrets = { CHAT_URL: url, CHAT_TOKEN: "bench" };
    const real = await openWorld({ flags: { root }, emit: () => {}, signal: new AbortController().signal });
    const recording = (origin, limits) => {
      const client = openHttp(origin, limits);
      const send = (request) => {
        paths.push(request.path);
        return client.send(request);
      };
      return { close: () => client.close(), send };
    };
    const world = { ...real, git: null, secret: async ({ name }) => secrets[name] };
    const first = await makePlan({ ...world, openHttp: recording }, { ref: null, at });
    if (first.kind !== "planned") throw new Error(JSON.stringify(first.diagnostics.slice(0, 3)));
    process.stdout.write(`# plan: ${people} people, ${first.plan.changes.length} changes, ${paths.length} requests\n`);
    const pool = new Pool(new URL(url).origin, { connections: 8 });
    const result = await compare({
      name: `plan of ${people} people / reading and parsing the same bytes`,
      goal: 2.8,
      rounds,
      product: () => makePlan(world, { ref: null, at }),
      baseline: () => readAndParse(pool, paths),
    });
    await pool.close();
    return [result];
  } finally {
    server.stdin.end();
    await rm(root, { recursive: true, force: true });
  }
}

async function readAndParse(pool, paths) {
  let next = 0;
  let seen = 0;
  const worker = async () => {
    while (next < paths.length) {
      const path = paths[next];
      next += 1;
      const { body } = await pool.request({
        method: "GET",
        path,
        headers: { authorization: "Bearer bench", accept: "application/scim+json" },
      });
      seen += JSON.parse(await body.text()).Resources?.length ?? 0;
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  if (seen === 0) throw new Error("nothing was read");
}

function firstLine(stream) {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (chunk) => {
      text += chunk;
      if (text.includes("\n")) resolve(text.split("\n")[0]);
    });
    stream.on("end", () => reject(new Error("the server ended")));
  });
}

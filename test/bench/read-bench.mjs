import { spawn } from "node:child_process";
import { Agent, get } from "node:http";
import { loadavg } from "node:os";
import { unpaced } from "../../dist/connectors/pace.js";
import { openConnector } from "../../dist/connectors/registry.js";
import { profileByName } from "../../dist/connectors/scim/profile-by-name.js";
import { systemClock } from "../../dist/ports/clock.js";
import { openHttp } from "../../dist/ports/http.js";
import { systemRandom } from "../../dist/ports/random.js";
import { compare, counted, median, timed } from "./harness.mjs";

const inFlight = 8;

/** Reads of a whole listing against a bare client, against the same with fewer bytes, and against what a slow server allows. */
export async function readBench({ people = 100_000, rounds = 5 } = {}) {
  process.stdout.write(`# read: load ${loadavg()[0].toFixed(1)}\n`);
  return [...(await fastServer(people, rounds)), ...(await slowServer(rounds))];
}

async function fastServer(people, rounds) {
  const pageSize = 1000;
  const server = await serve(people, pageSize, 0);
  try {
    const slim = { url: server.url, pageSize, people, projection: true };
    const full = { ...slim, projection: false };
    const bare = await pathsOf(full);
    return [
      await compare({
        name: `read of ${people} accounts / node:http and JSON.parse`,
        goal: 1.3,
        rounds,
        product: () => readAll(full),
        baseline: () => readBare(server.url, bare),
      }),
      await compare({
        name: `read of ${people} accounts, attributes= / whole records`,
        goal: 0.8,
        rounds,
        product: () => readAll(slim),
        baseline: () => readAll(full),
      }),
    ];
  } finally {
    server.close();
  }
}

async function slowServer(rounds) {
  const [people, pageSize, latency] = [40_000, 100, 20];
  const server = await serve(people, pageSize, latency);
  try {
    const walls = [];
    for (let round = 0; round <= rounds; round += 1)
      walls.push(await timed(() => readAll({ url: server.url, pageSize, people, projection: true })));
    const ideal = ((people / pageSize) * latency) / inFlight;
    const wall = median(walls.slice(1));
    const name = `${people / pageSize} pages of ${latency} ms, ${inFlight} in flight: wall / pages x ${latency} ms / ${inFlight}`;
    return [counted({ name, goal: 1.5, value: wall / ideal, detail: `${Math.round(wall)} ms / ${ideal} ms` })];
  } finally {
    server.close();
  }
}

async function readAll(wish, open = openHttp) {
  const generic = profileByName("generic");
  const paging = { ...generic.paging, maxCount: wish.pageSize, inFlight };
  const profile = { ...generic, name: "bench", paging, projection: wish.projection };
  const application = {
    ...{ name: "bench", connector: "scim", profile: "bench", url: wish.url, authentication: { kind: "none" } },
    limits: { perSecond: 100_000, concurrency: inFlight },
  };
  const world = { openHttp: open, clock: systemClock, random: systemRandom, pace: unpaced, profiles: [profile] };
  const connector = await openConnector(application, world);
  const attributes = ["displayName", "title"];
  const pages = connector.read({ attributes, groups: [], expected: [] }, new AbortController().signal);
  let accounts = 0;
  let step = await pages.next();
  for (; !step.done; step = await pages.next())
    if (step.value.kind === "accounts") accounts += step.value.accounts.length;
  await connector.close();
  if (step.value.kind !== "complete" || accounts !== wish.people) throw new Error(JSON.stringify(step.value));
}

/** What a read asks for: the bare client asks for the same. */
async function pathsOf(wish) {
  const paths = [];
  await readAll(wish, (origin, limits) => {
    const client = openHttp(origin, limits);
    const send = (request) => {
      paths.push(request.path);
      return client.send(request);
    };
    return { close: () => client.close(), send };
  });
  return paths;
}

async function readBare(url, paths) {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const { origin } = new URL(url);
  let next = 0;
  let seen = 0;
  const worker = async () => {
    while (next < paths.length) {
      const path = paths[next];
      next += 1;
      seen += JSON.parse(await textOf(agent, `${origin}${path}`)).Resources?.length ?? 0;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  agent.destroy();
  if (seen === 0) throw new Error("nothing was read");
}

function textOf(agent, url) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
      response.on("error", reject);
    }).on("error", reject);
  });
}

function serve(people, pageSize, latency) {
  const script = new URL("serve-accounts.mjs", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, String(people), String(pageSize), String(latency)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.stdout.once("data", (line) => resolve({ url: String(line).trim(), close: () => child.stdin.end() }));
    child.once("exit", () => reject(new Error("the server ended")));
  });
}

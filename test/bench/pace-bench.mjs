import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import { openPacer } from "../../dist/apply/pace.js";
import { ScimClient } from "../../dist/connectors/scim/client.js";
import { Stop } from "../../dist/connectors/scim/stop.js";
import { systemClock } from "../../dist/ports/clock.js";
import { systemDisk } from "../../dist/ports/disk.js";
import { openHttp } from "../../dist/ports/http.js";
import { systemRandom } from "../../dist/ports/random.js";
import { compare, counted } from "./harness.mjs";

const rules = [
  { perSecond: 50, capacity: 50 },
  { perSecond: 50, capacity: 5 },
  { perSecond: 250, capacity: 250 },
  { perSecond: 250, capacity: 25 },
];
const { signal } = new AbortController();
const body = { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [] };
const workers = 32;

/** Requests that token buckets accept and refuse, by their own counters, while all four are used beside each other. */
export async function paceBench({ known = 15, unknown = 30, requests = 20_000 } = {}) {
  process.stdout.write(`# pace: load ${loadavg()[0].toFixed(1)}\n`);
  const server = await serve();
  const directory = await mkdtemp(join(tmpdir(), "rollcall-pace-"));
  try {
    const learning = { directory, seconds: unknown, learns: true };
    return [
      ...report("known limit", await runAll(server.url, { seconds: known, learns: false }), {
        used: 0.985,
        refused: () => 0,
      }),
      ...report("unknown limit, first 30 s", await runAll(server.url, learning), {
        used: 0.92,
        refused: ({ perSecond, capacity }) => (capacity >= perSecond ? 0.04 : 0.01),
      }),
      ...report("unknown limit, next run", await runAll(server.url, { ...learning, seconds: known }), {
        used: 0.985,
        refused: () => 0,
      }),
      await withoutLimit(server.url, requests),
    ];
  } finally {
    server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function report(what, runs, goals) {
  return runs.flatMap(({ rule, used, accepted, refused, retries }) => {
    const name = `${what}: ${rule.perSecond}/s, bucket of ${rule.capacity}`;
    const detail = `${accepted} accepted, ${refused} refused, ${retries} repeated`;
    const share = refused / (accepted + refused);
    return [
      counted({ name: `${name}: accepted / allowed`, goal: goals.used, atLeast: true, value: used, detail }),
      counted({ name: `${name}: refused / sent`, goal: goals.refused(rule), value: share, detail }),
    ];
  });
}

/** Share of the time for which this machine let nobody run: what a pacer that never catches up in bursts cannot use. */
function watchPauses() {
  const start = performance.now();
  let [last, lost] = [start, 0];
  const timer = setInterval(() => {
    const now = performance.now();
    lost += Math.max(0, now - last - 6);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return lost / (performance.now() - start);
  };
}

/** Every bucket by its own pacer, as by runs beside each other. */
async function runAll(url, { directory, seconds, learns }) {
  const pauses = watchPauses();
  const runs = await Promise.all(
    rules.map(async (rule, index) => {
      const base = `${url}/${index}`;
      const statePath = directory === undefined ? undefined : join(directory, `pace-${index}.json`);
      const limits = learns ? { perSecond: 50, learns } : { perSecond: rule.perSecond };
      const opened = await openClient(base, { limits, statePath, overallPerSecond: 1000 });
      const until = performance.now() + seconds * 1000;
      const sent = await sendUntil(opened.client, () => performance.now() < until);
      await opened.close();
      const counters = await (await fetch(`${base}/counters`)).json();
      const { accepted, refused, first, last } = counters;
      const span = Math.max(learns ? seconds * 1000 : 0, last - first);
      return {
        rule,
        used: (accepted - 1) / rule.perSecond / (span / 1000),
        accepted,
        refused,
        retries: sent.attempts - sent.calls,
      };
    }),
  );
  process.stdout.write(`# this process was not let run for ${(100 * pauses()).toFixed(1)} % of the time\n`);
  return runs;
}

async function withoutLimit(url, requests) {
  const base = `${url}/free`;
  const limits = { perSecond: 1_000_000 };
  const opened = await openClient(base, { limits, overallPerSecond: 1_000_000 });
  const pool = new Pool(new URL(url).origin, { connections: workers, pipelining: 1 });
  try {
    return await compare({
      name: `${requests} requests without a limit / the same by a bare undici pool`,
      goal: 1.25,
      product: () => sendMany(opened.client, requests),
      baseline: () => sendBare(pool, requests),
    });
  } finally {
    await opened.close();
    await pool.close();
  }
}

async function openClient(url, { limits, statePath, overallPerSecond }) {
  const durable = statePath === undefined ? {} : { disk: systemDisk, statePath };
  const pacer = await openPacer({ clock: systemClock, overallPerSecond, ...durable });
  const { origin, pathname } = new URL(url);
  const http = openHttp(origin, { deadline: 30_000, maxBytes: 1 << 20, connections: workers });
  const client = new ScimClient({
    ...{ application: "bench", http, basePath: pathname, headers: {}, clock: systemClock, random: systemRandom },
    credentials: { current: async () => ({ kind: "proof", token: null }), renew: () => false, close: async () => {} },
    stop: new Stop(undefined, systemClock),
    pace: pacer.forApplication("bench", { ...limits, concurrency: workers }),
  });
  const close = async () => {
    await http.close();
    await pacer.close();
  };
  return { client, close };
}

async function sendUntil(client, goesOn) {
  const sent = { calls: 0, attempts: 0 };
  const worker = async () => {
    while (goesOn()) {
      const { attempts } = await client.call({ method: "PATCH", path: "/Users/u1", body }, signal);
      sent.calls += 1;
      sent.attempts += attempts;
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return sent;
}

function sendMany(client, requests) {
  let left = requests;
  return sendUntil(client, () => {
    left -= 1;
    return left >= 0;
  });
}

async function sendBare(pool, requests) {
  let left = requests;
  const headers = { accept: "application/scim+json, application/json", "content-type": "application/scim+json" };
  const worker = async () => {
    for (left -= 1; left >= 0; left -= 1) {
      const text = JSON.stringify(body);
      const answer = await pool.request({ method: "PATCH", path: "/free/Users/u1", headers, body: text });
      await answer.body.text();
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

function serve() {
  const script = new URL("serve-limited.mjs", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, JSON.stringify(rules)], { stdio: ["pipe", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    child.stdout.once("data", (line) => resolve({ url: String(line).trim(), close: () => child.stdin.end() }));
    child.once("exit", () => reject(new Error("the server ended")));
  });
}

import { describe, expect, test } from "vitest";
import { loadOrganization } from "../../src/desired/load.ts";
import { directoryTree } from "../../src/document/tree.ts";
import type { HttpClient, HttpRequest } from "../../src/ports/http.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { secretsFrom } from "../../src/ports/secret.ts";
import { type JoinerLook, watchJoiners } from "../../src/run/watch-joiners.ts";
import type { World } from "../../src/run/world.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { signals, signUpHead } from "../support/joiners.ts";
import { aRepository } from "../support/written.ts";

const alarmed = signals(`${signUpHead}\n`);
const texts = {
  ...aRepository,
  ...alarmed,
  "rollcall.yaml": `${alarmed["rollcall.yaml"]}apply: { alarm: https://alarm.example/hook }\n`,
};
const roster = aRepository["people/roster.csv"] ?? "";
const joiner = (id: string) => `${id},employee,active,${id}@acme.example,A,B,${id}@acme.example,,,,Engineering,eu\n`;
const second = 1_000;

/** Somebody watches every ten seconds; applications are empty, and posts are taken. */
async function aWatch(every = 10 * second) {
  const disk = new FakeDisk();
  const clock = new FakeClock();
  const write = (path: string, text: string) => disk.write(`/root/${path}`, new TextEncoder().encode(text));
  for (const [path, text] of Object.entries(texts)) if (typeof text === "string") await write(path, text);
  const posts: number[] = [];
  const seen = { listings: 0, isDown: false };
  const send = async ({ method }: HttpRequest) => {
    if (method === "POST") posts.push(clock.now());
    else seen.listings += 1;
    if (seen.isDown) return { status: 503, headers: {}, body: "{}" };
    const list = { schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: 0, Resources: [] };
    return { status: 200, headers: { "content-type": "application/scim+json" }, body: JSON.stringify(list) };
  };
  const client: HttpClient = { send, close: async () => {} };
  const stop = new AbortController();
  const environment = { CHAT_TOKEN: "t", IDE_URL: "https://ide.example/scim/v2" };
  const world: World = {
    ...{ root: "/root", state: "/state", cache: "/cache", disk, clock, random: systemRandom, git: null },
    ...{ openHttp: () => client, secret: secretsFrom({ environment, disk, root: "/root" }), signal: stop.signal },
    ...{ actor: "test", engine: "test", emit: () => {}, opa: null, searchPath: [] },
    processes: { self: { pid: 1, host: "here", started: 1 }, isAlive: () => true },
    packages: { platform: "none", module: () => null, program: async () => null },
    command: { run: () => Promise.reject(new Error("nothing is run")) },
    localSocket: { ask: () => Promise.reject(new Error("nobody is asked")) },
    startWorker: () => {
      throw new Error("nobody is asked");
    },
  };
  // What is imported on first use takes time that is real.
  await loadOrganization(directoryTree(disk, "/root"), "2026-11-23T09:00:00Z");
  const looks: JoinerLook[] = [];
  const watching = watchJoiners(world, { every, onLook: (look) => looks.push(look) }).catch((error: unknown) => error);
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += 1) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      await clock.advance(second);
    }
  };
  const end = async () => {
    stop.abort(new Error("enough"));
    return watching;
  };
  return { clock, posts, looks, seen, write, pass, end };
}

describe("a watch", () => {
  test.each([1, 4, 9, 13])(
    "tells within 30 seconds of a row that came %i s after it began, and once",
    async (later) => {
      const watch = await aWatch();
      await watch.pass(later);
      const before = watch.posts.length;
      const came = watch.clock.now();
      await watch.write("people/roster.csv", `${roster}${joiner("e9")}`);
      await watch.write("people/signals.csv", `${signUpHead}\ne9,${new Date(came).toISOString()},unheard-of,,\n`);
      await watch.pass(60);
      const after = watch.posts.slice(before);
      expect(after).toHaveLength(1);
      expect((after[0] ?? 0) - came).toBeLessThan(30 * second);
      expect((after[0] ?? 0) - came).toBeGreaterThanOrEqual(0);
      const last = watch.looks.at(-1);
      const held = last?.kind === "looked" ? last.queue.held.find(({ person }) => person === "e9") : undefined;
      expect(held?.reasons.map(({ signal }) => signal)).toEqual(["source-quality", "missing-evidence"]);
      await watch.end();
    },
  );

  test("goes on when a file is half written or an application is down, and tells as soon as it can", async () => {
    const watch = await aWatch();
    watch.seen.isDown = true;
    await watch.pass(300);
    expect(new Set(watch.looks.map(({ kind }) => kind))).toEqual(new Set(["failed"]));
    watch.seen.isDown = false;
    await watch.pass(300);
    expect(watch.looks.at(-1)).toMatchObject({ kind: "looked" });
    const told = watch.posts.length;
    await watch.write("people/roster.csv", `${roster}e9,employee,act`);
    await watch.pass(20);
    expect(watch.looks.at(-1)).toMatchObject({ kind: "invalid" });
    await watch.write("people/roster.csv", `${roster}${joiner("e9")}`);
    await watch.pass(20);
    expect(watch.posts.length).toBe(told + 1);
    await watch.end();
  });

  test("reads the applications when it begins and every quarter of an hour, not at every look", async () => {
    const watch = await aWatch();
    await watch.pass(30);
    const first = watch.seen.listings;
    await watch.pass(120);
    expect(watch.seen.listings).toBe(first);
    await watch.pass(15 * 60);
    expect(watch.seen.listings).toBeGreaterThan(first);
    await watch.end();
  });

  test("ends with what stopped it", async () => {
    const watch = await aWatch();
    await watch.pass(5);
    expect(await watch.end()).toEqual(new Error("enough"));
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Fault } from "../../../src/sandbox/faults/faults.ts";
import { parseFault } from "../../../src/sandbox/faults/parse-fault.ts";
import type { Sandbox } from "../../../src/sandbox/server.ts";
import { type Client, each, resources, startOne } from "../client.ts";

const users = Array.from({ length: 10 }, (_, index) => ({ id: `u${index}`, userName: `u${index}@example.com` }));
const groups = [{ id: "g", displayName: "G", members: ["u1", "u2", "u3"] }];
const title = { op: "replace", path: "title", value: "T" };
let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  ({ sandbox, client } = await startOne("generic", { seed: { users, groups } }));
});
beforeEach(() => sandbox.faults("app").clear());
afterAll(() => sandbox.close());

const spoil = (...faults: readonly Fault[]) => sandbox.faults("app").add(...faults);
const titleOf = async (id: string) => (await client.get(`/Users/${id}`)).body["title"] ?? null;

describe("aiming", () => {
  test("a fault happens once, to the first request that fits", async () => {
    spoil({ kind: "status", status: 500, method: "PATCH", path: "/Groups" });
    expect((await client.get("/Groups/g")).status).toBe(200);
    expect((await client.patch("/Users/u0", title)).status).toBe(200);
    const patch = () => client.patch("/Groups/g", { op: "add", path: "members", value: [{ value: "u1" }] });
    expect([(await patch()).status, (await patch()).status]).toEqual([500, 200]);
  });

  test("lets some pass first, then happens as often as it says", async () => {
    spoil({ kind: "status", status: 503, retryAfter: "7", after: 1, times: 2 });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await client.get("/Users")).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect(sandbox.faults("app").pending()).toBe(0);
  });

  test("can choose one page, and paths by whole segments", async () => {
    spoil({ kind: "status", status: 500, query: "startIndex=3" }, { kind: "status", status: 500, path: "/Users/u" });
    expect((await client.get("/Users?startIndex=1&count=2")).status).toBe(200);
    expect((await client.get("/Users/u1")).status).toBe(200);
    expect((await client.get("/Users?startIndex=3&count=2")).status).toBe(500);
    expect(sandbox.faults("app").pending()).toBe(1);
  });

  test("the first that was added happens first", async () => {
    spoil({ kind: "status", status: 500 }, { kind: "status", status: 503, retryAfter: "7" });
    expect((await client.get("/Users")).status).toBe(500);
    const second = await client.get("/Users");
    expect([second.status, second.headers.get("retry-after")]).toEqual([503, "7"]);
  });
});

describe("effect and answer disagree", () => {
  const lost: readonly [Fault, boolean][] = [
    [{ kind: "status", status: 500 }, false],
    [{ kind: "status-after-effect", status: 502 }, true],
    [{ kind: "reset-before-effect" }, false],
    [{ kind: "reset-after-effect" }, true],
    [{ kind: "hang-before-effect" }, false],
    [{ kind: "hang-after-effect" }, true],
    [{ kind: "no-effect" }, false],
    [{ kind: "accepted", effect: false }, false],
    [{ kind: "accepted", effect: true }, true],
    [{ kind: "false-conflict" }, false],
    [{ kind: "login-page" }, false],
    [{ kind: "redirect" }, false],
    [{ kind: "gzip-bomb", megabytes: 1 }, false],
    [{ kind: "truncated-json" }, true],
    [{ kind: "reset-midway" }, true],
    [{ kind: "wrong-content-type" }, true],
  ];
  test.each(lost.map(([fault, hasEffect], index) => ({ fault, hasEffect, id: `u${index % 10}`, value: `T${index}` })))(
    "$fault: effect $hasEffect",
    async ({ fault, hasEffect, id, value }) => {
      spoil(fault);
      const before = sandbox.log("app").length;
      const stop = new AbortController();
      const asked = fetch(`${sandbox.url("app")}/Users/${id}`, {
        method: "PATCH",
        redirect: "manual",
        signal: stop.signal,
        headers: { authorization: "Bearer secret-of-app", "content-type": "application/scim+json" },
        body: JSON.stringify({
          schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
          Operations: [{ op: "replace", path: "title", value }],
        }),
      }).then((response) => response.text());
      const settled = asked.then(
        () => "answered",
        () => "broken",
      );
      while (sandbox.faults("app").pending() > 0) await new Promise((resolve) => setImmediate(resolve));
      if (fault.kind.startsWith("hang")) stop.abort();
      expect(await settled).toBe(/^(reset|hang)/.test(fault.kind) ? "broken" : "answered");
      expect(sandbox.log("app").length - before).toBe(hasEffect ? 1 : 0);
      expect((await titleOf(id)) === value).toBe(hasEffect);
    },
  );

  test("a write without effect looks like one that worked", async () => {
    spoil({ kind: "no-effect", times: 4 });
    const made = await client.addUser("ghost@example.com");
    expect([made.status, made.body["userName"]]).toEqual([201, "ghost@example.com"]);
    expect((await client.patch("/Users/u9", title)).body).toMatchObject({ title: "T" });
    const grown = await client.patch("/Groups/g", { op: "add", path: "members", value: [{ value: "u9" }] });
    expect(grown.body["members"]).toHaveLength(4);
    expect((await client.ask("DELETE", "/Users/u9")).status).toBe(204);
    expect((await client.get(`/Users/${made.body["id"]}`)).status).toBe(404);
    expect((await client.get("/Groups/g")).body["members"]).toHaveLength(3);
    expect((await client.get("/Users/u9")).status).toBe(200);
  });

  test("202 and a false conflict look as odd as they do in the wild", async () => {
    spoil({ kind: "accepted", effect: false }, { kind: "false-conflict", detail: "no profile" });
    const accepted = await client.addUser("pending@example.com");
    expect([accepted.status, accepted.text]).toEqual([202, ""]);
    const conflict = await client.addUser("pending@example.com");
    expect([conflict.status, conflict.body]).toMatchObject([
      409,
      { status: 409, schemas: expect.any(String), detail: "no profile" },
    ]);
    expect((await client.find("/Users", 'userName eq "pending@example.com"')).body["totalResults"]).toBe(0);
  });
});

describe("listings that say something untrue", () => {
  const page = (start = 1) => client.get(`/Users?startIndex=${start}&count=4`);

  test("a page is cut short and the total stays", async () => {
    spoil({ kind: "page-cut" }, { kind: "page-cut", keep: 3 });
    expect((await page()).body).toMatchObject({ totalResults: 10, itemsPerPage: 0, Resources: [] });
    expect((await page()).body).toMatchObject({ totalResults: 10, itemsPerPage: 3 });
  });

  test("the total is off", async () => {
    spoil({ kind: "total-off", by: -7 });
    expect((await page()).body).toMatchObject({ totalResults: 3, itemsPerPage: 4 });
  });

  test("the first page comes again", async () => {
    spoil({ kind: "page-repeated" });
    const second = await page(5);
    expect([second.body["startIndex"], each(second, "id")]).toEqual([5, ["u0", "u1", "u2", "u3"]]);
  });

  test("an id comes twice in a page", async () => {
    spoil({ kind: "duplicate-in-page" });
    expect(each(await page(), "id")).toEqual(["u0", "u1", "u2", "u0"]);
  });

  test("pages never end, and never repeat an id", async () => {
    spoil({ kind: "endless-pages", times: Number.POSITIVE_INFINITY });
    const seen = new Set<unknown>();
    for (let start = 1; start < 400; start += 40) {
      const answer = await client.get(`/Users?startIndex=${start}&count=4`);
      for (const id of each(answer, "id")) seen.add(id);
      expect(Number(answer.body["totalResults"])).toBeGreaterThan(start + 4);
    }
    expect(seen.size).toBe(40);
    const first = await client.get("/Users?count=4&cursor=");
    const second = await client.get(`/Users?count=4&cursor=${first.body["nextCursor"]}`);
    expect(second.body["nextCursor"]).toEqual(expect.any(String));
    expect(sandbox.faults("app").pending()).toBe(1);
  });

  test("a filter finds nothing, and a listing without one is as ever", async () => {
    spoil({ kind: "filter-blind", times: 2 });
    expect((await page()).body).toMatchObject({ totalResults: 10 });
    expect((await client.find("/Users", 'id eq "u0"')).body).toMatchObject({ totalResults: 0, Resources: [] });
  });

  test("a group shows only some of its members, alone and in a listing", async () => {
    spoil({ kind: "members-cut", keep: 1, times: 2 });
    expect((await client.get("/Groups/g")).body["members"]).toHaveLength(1);
    expect(resources(await client.get("/Groups"))[0]?.["members"]).toHaveLength(1);
  });
});

describe("answers that no SCIM client can read", () => {
  test("a sign-in page with status 200", async () => {
    spoil({ kind: "login-page" });
    const answer = await client.get("/Users");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(answer.text).toContain("Sign in");
  });

  test("half of the JSON as if it were all", async () => {
    const whole = await client.get("/Users/u0");
    spoil({ kind: "truncated-json" });
    const half = await client.get("/Users/u0");
    expect([half.status, half.text]).toEqual([200, whole.text.slice(0, Math.floor(whole.text.length / 2))]);
  });

  test("the right body of the wrong type", async () => {
    spoil({ kind: "wrong-content-type" });
    const answer = await client.get("/Users/u0");
    expect([answer.headers.get("content-type"), answer.body["id"]]).toEqual(["text/plain", "u0"]);
  });

  test("a redirect to another origin", async () => {
    spoil({ kind: "redirect" }, { kind: "redirect", status: 302, location: "http://127.0.0.1:9/" });
    const answer = await client.get("/Users");
    expect([answer.status, answer.headers.get("location")]).toEqual([307, "https://elsewhere.example/scim/v2/Users"]);
    expect((await client.get("/Users")).headers.get("location")).toBe("http://127.0.0.1:9/");
  });

  test("a small body that unpacks to a large one", async () => {
    spoil({ kind: "gzip-bomb", megabytes: 3 });
    const answer = await client.get("/Users");
    expect(answer.text).toHaveLength(3 * 1024 * 1024);
    expect(Number(answer.headers.get("content-length"))).toBeLessThan(10_000);
  });

  test("the right body a few bytes at a time", async () => {
    const whole = await client.get("/Users/u0");
    spoil({ kind: "slow-drip", bytes: 50, everyMs: 1 });
    expect((await client.get("/Users/u0")).body).toEqual(whole.body);
  });
});

describe("reading faults from JSON", () => {
  test("gives back every kind as it was written", () => {
    const faults: readonly Fault[] = [
      { kind: "status", status: 500, retryAfter: "1", method: "GET", path: "/Users", query: "q", times: 2, after: 1 },
      { kind: "status-after-effect", status: 500 },
      { kind: "accepted", effect: true },
      { kind: "false-conflict", detail: "d" },
      { kind: "page-cut", keep: 1 },
      { kind: "total-off", by: 1 },
      { kind: "members-cut", keep: 1 },
      { kind: "redirect", location: "l", status: 302 },
      { kind: "gzip-bomb", megabytes: 1 },
      { kind: "slow-drip", bytes: 1, everyMs: 1 },
      { kind: "endless-pages" },
    ];
    expect(faults.map((fault) => parseFault({ ...fault }))).toEqual(faults);
  });

  test.each([[1], [{}], [{ kind: "status", status: "x" }], [{ kind: "total-off" }], [{ kind: "no-effect", path: 1 }]])(
    "refuses %j",
    (json) => {
      expect(() => parseFault(json)).toThrow(expect.objectContaining({ scimType: "invalidValue" }));
    },
  );
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { Client, idOf, USER } from "./client.ts";

let sandbox: Sandbox;
let chat: Client;
let wiki: Client;

beforeAll(async () => {
  sandbox = await startSandbox({
    adminToken: "secret-of-admin",
    applications: {
      chat: { dialect: "generic", token: "secret-of-chat" },
      wiki: { dialect: "small-pages", token: "secret-of-wiki" },
    },
  });
  chat = new Client(sandbox.url("chat"), "secret-of-chat");
  wiki = new Client(sandbox.url("wiki"), "secret-of-wiki");
});
afterAll(() => sandbox.close());

describe("one server for several applications", () => {
  test("keeps their accounts apart", async () => {
    const id = await chat.userId("ann@example.com");
    expect((await chat.get(`/Users/${id}`)).status).toBe(200);
    expect((await wiki.get(`/Users/${id}`)).status).toBe(404);
  });

  test("takes the token of one application for that application only", async () => {
    const stranger = new Client(sandbox.url("chat"), "secret-of-wiki");
    const answer = await stranger.get("/Users");
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "401" });
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("says in SCIM that there is nothing, and what is offered instead", async () => {
    for (const path of ["/Nothing", "/Users/1/2", "/", "/Users/%zz"]) {
      const answer = await chat.get(path);
      expect([path, answer.status, answer.body["status"]]).toEqual([path, 404, "404"]);
    }
    const answer = await chat.ask("PUT", "/Users", { body: {} });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST"]);
    expect((await fetch(`http://127.0.0.1:${sandbox.port}/none/scim/v2/Users`)).status).toBe(404);
  });

  test("gives every answer the id of its request", async () => {
    expect((await chat.get("/Users", { "x-request-id": "run-1.7" })).headers.get("x-request-id")).toBe("run-1.7");
    expect((await chat.get("/Users")).headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
  });

  test("refuses a body that is not SCIM", async () => {
    const text = await chat.ask("POST", "/Users", { body: "{}", headers: { "content-type": "text/plain" } });
    expect(text.status).toBe(415);
    const broken = await chat.ask("POST", "/Users", { body: "{" });
    expect([broken.status, broken.body["scimType"]]).toEqual([400, "invalidSyntax"]);
  });
});

describe("discovery", () => {
  test("tells what each dialect can do", async () => {
    const generic = await chat.get("/ServiceProviderConfig");
    expect(generic.body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000 },
      filter: { supported: true, maxResults: 1000 },
      etag: { supported: true },
      sort: { supported: true },
    });
    const small = await wiki.get("/ServiceProviderConfig");
    expect(small.body).toMatchObject({
      bulk: { supported: false },
      etag: { supported: false },
      filter: { maxResults: 20 },
    });
    expect((await wiki.ask("POST", "/Bulk", { body: {} })).status).toBe(404);
  });

  test("describes resource types and schemas, all or one", async () => {
    expect((await chat.get("/ResourceTypes")).body).toMatchObject({ totalResults: 2 });
    const user = await chat.get("/ResourceTypes/User");
    expect(user.body).toMatchObject({ endpoint: "/Users", schema: "urn:ietf:params:scim:schemas:core:2.0:User" });
    expect((await chat.get("/Schemas")).body).toMatchObject({ totalResults: 4 });
    const schema = await chat.get("/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group");
    expect(schema.body).toMatchObject({ name: "Group", attributes: [{ name: "displayName" }, { name: "members" }] });
    expect((await chat.get("/Schemas/urn:none")).status).toBe(404);
  });
});

describe("the admin's side door", () => {
  const admin = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${sandbox.port}/_sandbox${path}`, {
      method,
      headers: { authorization: "Bearer secret-of-admin" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };

  test("shows effects and counters to another process", async () => {
    const id = await chat.userId("log@example.com");
    const log: unknown = JSON.parse((await admin("GET", "/log?application=chat")).text);
    expect(log).toContainEqual(expect.objectContaining({ id, action: "created", method: "POST" }));
    const last = sandbox.log("chat").at(-1)?.seq ?? 0;
    expect(JSON.parse((await admin("GET", `/log?application=chat&since=${last}`)).text)).toEqual([]);
    const counters: unknown = JSON.parse((await admin("GET", "/counters?application=chat")).text);
    expect(counters).toEqual(sandbox.counters("chat"));
    expect((await admin("DELETE", "/counters")).status).toBe(204);
    expect(sandbox.counters().requests).toBe(0);
  });

  test("loads, shows and spoils an application", async () => {
    const seed = {
      users: [{ id: "w1", userName: "w1@example.com" }],
      groups: [{ id: "g1", displayName: "G", members: ["w1"] }],
    };
    expect((await admin("POST", "/load?application=wiki", seed)).status).toBe(204);
    expect((await admin("POST", "/load?application=wiki", seed)).status).toBe(400);
    const shown = await admin("GET", "/snapshot?application=wiki");
    expect(JSON.parse(shown.text)).toMatchObject(seed);
    expect(
      (await admin("POST", "/faults?application=wiki", [{ kind: "status", status: 503, path: "/Users" }])).status,
    ).toBe(204);
    expect((await wiki.get("/Users/w1")).status).toBe(503);
    expect((await wiki.get("/Users/w1")).status).toBe(200);
    expect((await admin("POST", "/faults?application=wiki", [{ kind: "nonsense" }])).status).toBe(400);
    expect((await admin("POST", "/faults?application=wiki", [{ kind: "status" }])).status).toBe(400);
    await admin("POST", "/faults?application=wiki", [{ kind: "login-page", times: 5 }]);
    expect((await admin("DELETE", "/faults?application=wiki")).status).toBe(204);
    expect(sandbox.faults("wiki").pending()).toBe(0);
  });

  test("lets people sign in: their accounts say so, and nothing else has happened", async () => {
    const activity = "urn:example:params:scim:schemas:extension:activity:1.0:User";
    const id = await chat.userId("seen@example.com");
    const effects = sandbox.log("chat").length;
    const before = await chat.get(`/Users/${id}`);
    const signIn = { userName: "SEEN@example.com", at: "2026-11-22T16:40:12Z" };
    expect((await admin("POST", "/sign-ins?application=chat", [signIn])).status).toBe(204);
    const { body } = await chat.get(`/Users/${id}?attributes=${activity}:lastSignIn`);
    expect(body).toMatchObject({ id, [activity]: { lastSignIn: signIn.at } });
    expect((await chat.get(`/Users/${id}`)).headers.get("etag")).toBe(before.headers.get("etag"));
    expect(sandbox.log("chat")).toHaveLength(effects);
    await chat.ask("PUT", `/Users/${id}`, { body: { schemas: [USER], userName: "seen@example.com", title: "New" } });
    expect((await chat.get(`/Users/${id}`)).body).toMatchObject({ [activity]: { lastSignIn: signIn.at } });
    expect(sandbox.snapshot("chat").users.find((each) => each["id"] === id)).toMatchObject({
      [activity]: { lastSignIn: signIn.at },
    });
    for (const wrong of [{ userName: "nobody", at: signIn.at }, { ...signIn, at: "today" }, { at: signIn.at }, 7])
      expect((await admin("POST", "/sign-ins?application=chat", wrong)).status).toBe(400);
  });

  test("is closed to strangers, and not there at all without a token", async () => {
    expect((await fetch(`http://127.0.0.1:${sandbox.port}/_sandbox/log`)).status).toBe(401);
    expect((await admin("GET", "/nothing")).status).toBe(404);
    expect((await admin("GET", "/snapshot?application=none")).status).toBe(404);
    const plain = await startSandbox({ applications: {} });
    expect((await fetch(`http://127.0.0.1:${plain.port}/_sandbox/log`)).status).toBe(404);
    await plain.close();
  });
});

describe("the handle", () => {
  test("counts requests by method, and those that change something", async () => {
    sandbox.resetCounters();
    const id = idOf(await chat.addUser("count@example.com"));
    await chat.get("/Users");
    await chat.ask("POST", "/Users/.search", {
      body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"] },
    });
    await chat.ask("DELETE", `/Users/${id}`);
    expect(sandbox.counters("chat")).toMatchObject({
      requests: 4,
      mutating: 2,
      byMethod: { GET: 1, POST: 2, DELETE: 1 },
      byStatus: { 200: 2, 201: 1, 204: 1 },
      tooMany: 0,
    });
    expect(sandbox.counters("wiki").requests).toBe(0);
    expect(sandbox.counters().bytesOut).toBeGreaterThan(100);
  });

  test("throws for an application that is not there", () => {
    expect(() => sandbox.url("none")).toThrow("none");
  });

  test("closes although a client keeps its connection open", async () => {
    const short = await startSandbox({ applications: { app: { dialect: "generic", token: "secret-of-app" } } });
    short.faults("app").add({ kind: "hang-before-effect" });
    const waiting = new Client(short.url("app")).get("/Users");
    const broken = expect(waiting).rejects.toThrow();
    while (short.counters().requests === 0) await new Promise((resolve) => setImmediate(resolve));
    await short.close();
    await broken;
    await expect(fetch(`http://127.0.0.1:${short.port}/`)).rejects.toThrow();
  });

  test("refuses an application whose name cannot be in a path, and frees the port", async () => {
    const applications = { "../up": { dialect: "generic" as const, token: "t" } };
    await expect(startSandbox({ applications })).rejects.toThrow("../up");
  });
});

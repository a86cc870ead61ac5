import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../../../src/sandbox/server.ts";
import { type Client, ENTERPRISE, GROUP, idOf, startOne, USER } from "../client.ts";

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  ({ sandbox, client } = await startOne());
});
afterAll(() => sandbox.close());

describe("creating", () => {
  test("answers 201 with the resource, its place and its version (RFC 7644 section 3.3)", async () => {
    const answer = await client.addUser("Bea@example.com", {
      externalId: "e-1",
      name: { givenName: "Bea", familyName: "Byte" },
      emails: [{ value: "bea@example.com", type: "work", primary: true }],
      [ENTERPRISE]: { department: "Design", manager: { value: "m-1" } },
    });
    const location = `${sandbox.url("app")}/Users/${idOf(answer)}`;
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe(location);
    expect(answer.headers.get("content-type")).toContain("application/scim+json");
    expect(answer.body).toMatchObject({
      schemas: [USER, ENTERPRISE],
      userName: "Bea@example.com",
      externalId: "e-1",
      emails: [{ value: "bea@example.com", type: "work", primary: true }],
      [ENTERPRISE]: { department: "Design", manager: { value: "m-1" } },
      meta: { resourceType: "User", location, version: 'W/"1"' },
    });
    expect(answer.headers.get("etag")).toBe('W/"1"');
    expect((await client.get(`/Users/${idOf(answer)}`)).body).toEqual(answer.body);
  });

  test("knows attribute names whatever their case, and passes over read-only and unknown ones", async () => {
    const answer = await client.addUser("case@example.com", {
      DISPLAYNAME: "Case",
      id: "mine",
      groups: [{ value: "g" }],
      meta: { version: "9" },
      shoeSize: 43,
      password: "secret-of-case",
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ displayName: "Case", meta: { version: 'W/"1"' } });
    expect(answer.body["id"]).not.toBe("mine");
    for (const name of ["groups", "shoeSize", "password"]) expect(answer.body).not.toHaveProperty(name);
  });

  test.each([
    ["no schemas", { userName: "x@example.com" }, "invalidValue"],
    ["another schema", { schemas: [GROUP], userName: "x@example.com" }, "invalidValue"],
    ["no userName", { schemas: [USER] }, "invalidValue"],
    ["a blank userName", { schemas: [USER], userName: " " }, "invalidValue"],
    ["text for a boolean", { schemas: [USER], userName: "x@example.com", active: "true" }, "invalidValue"],
    ["one value for a list", { schemas: [USER], userName: "x@example.com", emails: { value: "x" } }, "invalidValue"],
    ["a list for one value", { schemas: [USER], userName: ["x@example.com"] }, "invalidValue"],
    ["text for an object", { schemas: [USER], userName: "x@example.com", name: "X" }, "invalidValue"],
    ["a name given twice", { schemas: [USER], userName: "x@example.com", USERNAME: "y" }, "invalidSyntax"],
    [
      "two primary values",
      {
        schemas: [USER],
        userName: "x@example.com",
        emails: [
          { value: "a", primary: true },
          { value: "b", primary: true },
        ],
      },
      "invalidValue",
    ],
  ])("refuses %s", async (_, body, scimType) => {
    const answer = await client.ask("POST", "/Users", { body });
    expect([answer.status, answer.body["status"], answer.body["scimType"]]).toEqual([400, "400", scimType]);
  });

  test("refuses a name that is taken, whatever its case, and says uniqueness", async () => {
    await client.addUser("taken@example.com", { externalId: "same" });
    const again = await client.addUser("TAKEN@example.com");
    expect([again.status, again.body["scimType"]]).toEqual([409, "uniqueness"]);
    expect((await client.addUser("other@example.com", { externalId: "same" })).status).toBe(201);
    await client.addGroup("Taken");
    expect((await client.addGroup("taken")).status).toBe(409);
  });

  test("frees the name of a deleted account", async () => {
    const id = await client.userId("free@example.com");
    await client.ask("DELETE", `/Users/${id}`);
    expect((await client.addUser("free@example.com")).status).toBe(201);
  });
});

describe("groups", () => {
  test("show their members, and accounts show their groups, direct and through others", async () => {
    const user = await client.userId("member@example.com");
    const inner = await client.groupId("Inner", [user]);
    const outer = await client.groupId("Outer", [inner]);
    expect((await client.get(`/Groups/${outer}`)).body["members"]).toEqual([
      { value: inner, $ref: `${sandbox.url("app")}/Groups/${inner}`, type: "Group", display: "Inner" },
    ]);
    expect((await client.get(`/Users/${user}`)).body["groups"]).toMatchObject([
      { value: inner, type: "direct", display: "Inner" },
      { value: outer, type: "indirect", display: "Outer" },
    ]);
  });

  test("refuse a member that does not exist", async () => {
    const answer = await client.addGroup("Ghosts", ["nobody"]);
    expect([answer.status, answer.body["scimType"]]).toEqual([400, "invalidValue"]);
    expect((await client.find("/Groups", 'displayName eq "Ghosts"')).body["totalResults"]).toBe(0);
  });

  test("lose a member that is deleted, and get a new version", async () => {
    const [gone, stays] = [await client.userId("gone@example.com"), await client.userId("stays@example.com")];
    const group = await client.groupId("Shrinking", [gone, stays]);
    expect((await client.ask("DELETE", `/Users/${gone}`)).status).toBe(204);
    const after = await client.get(`/Groups/${group}`);
    expect(after.body).toMatchObject({ members: [{ value: stays }], meta: { version: 'W/"2"' } });
    expect(sandbox.log("app").at(-1)).toMatchObject({ action: "deleted", id: gone, leftGroups: [group] });
  });

  test("may hold each other in a circle without end", async () => {
    const user = await client.userId("circle@example.com");
    const first = await client.groupId("First", [user]);
    const second = await client.groupId("Second", [first]);
    await client.patch(`/Groups/${first}`, { op: "add", path: "members", value: [{ value: second }] });
    expect((await client.get(`/Users/${user}`)).body["groups"]).toHaveLength(2);
    expect((await client.find("/Users", `groups.value eq "${second}"`)).body["totalResults"]).toBe(1);
  });
});

describe("replacing", () => {
  test("leaves only what was sent, and what is read-only", async () => {
    const id = await client.userId("put@example.com", { title: "Old", nickName: "P", externalId: "e-9" });
    const body = { schemas: [USER], userName: "put2@example.com", title: "New" };
    const answer = await client.ask("PUT", `/Users/${id}`, { body });
    expect(answer.body).toMatchObject({ id, userName: "put2@example.com", title: "New", meta: { version: 'W/"2"' } });
    expect(answer.body).not.toHaveProperty("nickName");
    expect(answer.body).not.toHaveProperty("externalId");
    expect((await client.find("/Users", 'userName eq "put@example.com"')).body["totalResults"]).toBe(0);
  });

  test("with the same again is no change", async () => {
    const id = await client.userId("same@example.com", { title: "T" });
    const before = sandbox.log("app").length;
    const answer = await client.ask("PUT", `/Users/${id}`, {
      body: { title: "T", userName: "same@example.com", schemas: [USER] },
    });
    expect([answer.status, answer.headers.get("etag")]).toEqual([200, 'W/"1"']);
    expect(sandbox.log("app")).toHaveLength(before);
  });

  test("sets the members of a group", async () => {
    const [a, b, c] = [
      await client.userId("a@example.com"),
      await client.userId("b@example.com"),
      await client.userId("c@example.com"),
    ];
    const group = await client.groupId("Put", [a, b]);
    const body = { schemas: [GROUP], displayName: "Put", members: [{ value: b }, { value: c }] };
    await client.ask("PUT", `/Groups/${group}`, { body });
    expect(sandbox.log("app").at(-1)).toMatchObject({ membersAdded: [c], membersRemoved: [a], before: {}, after: {} });
  });

  test("does not create", async () => {
    const answer = await client.ask("PUT", "/Users/none", { body: { schemas: [USER], userName: "none@example.com" } });
    expect(answer.status).toBe(404);
  });
});

describe("deleting", () => {
  test("answers 204 without a body, then 404", async () => {
    const id = await client.userId("del@example.com");
    const first = await client.ask("DELETE", `/Users/${id}`);
    expect([first.status, first.text]).toEqual([204, ""]);
    expect((await client.ask("DELETE", `/Users/${id}`)).status).toBe(404);
    expect((await client.get(`/Users/${id}`)).status).toBe(404);
  });
});

describe("versions", () => {
  test("a stale If-Match is refused with 412 and changes nothing", async () => {
    const id = await client.userId("etag@example.com");
    await client.patch(`/Users/${id}`, { op: "replace", path: "title", value: "Two" });
    const headers = { "if-match": 'W/"1"' };
    const body = { schemas: [USER], userName: "etag2@example.com" };
    for (const [method, given] of [
      ["PUT", { body, headers }],
      ["DELETE", { headers }],
    ] as const) {
      const answer = await client.ask(method, `/Users/${id}`, given);
      expect([method, answer.status, answer.body["status"]]).toEqual([method, 412, "412"]);
    }
    for (const match of ['W/"2"', '"2"', "*", 'W/"1", W/"2"']) {
      const answer = await client.ask("PUT", `/Users/${id}`, {
        body: { schemas: [USER], userName: "etag@example.com", title: "Two" },
        headers: { "if-match": match },
      });
      expect([match, answer.status]).toEqual([match, 200]);
    }
  });

  test("a matching If-None-Match is answered 304", async () => {
    const id = await client.userId("none-match@example.com");
    const known = await client.get(`/Users/${id}`, { "if-none-match": 'W/"1"' });
    expect([known.status, known.text, known.headers.get("etag")]).toEqual([304, "", 'W/"1"']);
    expect((await client.get(`/Users/${id}`, { "if-none-match": 'W/"7"' })).status).toBe(200);
  });
});

describe("the oracle", () => {
  test("tells each effect once, with what changed, for which request", async () => {
    const start = sandbox.log("app").length;
    const body = { schemas: [USER], userName: "oracle@example.com", title: "A" };
    const id = idOf(await client.ask("POST", "/Users", { body, headers: { "x-request-id": "run-1" } }));
    await client.patch(
      `/Users/${id}`,
      { op: "replace", path: "title", value: "B" },
      { op: "add", path: "locale", value: "en" },
    );
    await client.patch(`/Users/${id}`, { op: "replace", path: "title", value: "B" });
    await client.addUser("oracle@example.com");
    await client.ask("DELETE", `/Users/${id}`);
    const effects = sandbox.log("app").slice(start);
    expect(effects).toMatchObject([
      {
        seq: start + 1,
        method: "POST",
        action: "created",
        requestId: "run-1",
        id,
        version: 1,
        before: {},
        after: { title: "A" },
      },
      {
        seq: start + 2,
        method: "PATCH",
        action: "updated",
        version: 2,
        before: { title: "A" },
        after: { title: "B", locale: "en" },
      },
      {
        seq: start + 3,
        method: "DELETE",
        action: "deleted",
        before: { title: "B", userName: "oracle@example.com" },
        after: {},
      },
    ]);
    expect(effects[1]?.before).not.toHaveProperty("userName");
  });
});

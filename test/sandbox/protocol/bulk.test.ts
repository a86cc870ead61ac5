import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/sandbox/json.ts";
import type { Sandbox } from "../../../src/sandbox/server.ts";
import { type Client, GROUP, PATCH, startOne, USER } from "../client.ts";

const BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  ({ sandbox, client } = await startOne());
});
afterAll(() => sandbox.close());

const bulk = (operations: readonly JsonObject[], more: JsonObject = {}) =>
  client.ask("POST", "/Bulk", { body: { schemas: [BULK], Operations: operations, ...more } });
const addUser = (bulkId: string, userName: string) => ({
  method: "POST",
  path: "/Users",
  bulkId,
  data: { schemas: [USER], userName },
});
const addGroup = (bulkId: string, displayName: string, members: readonly string[]) => ({
  method: "POST",
  path: "/Groups",
  bulkId,
  data: { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) },
});

describe("bulk (RFC 7644 section 3.7)", () => {
  test("creates, and refers to what it creates, whatever the order", async () => {
    const answer = await bulk([
      addGroup("group", "Bulk", ["bulkId:ann", "bulkId:bob"]),
      addUser("ann", "ann@example.com"),
      addUser("bob", "bob@example.com"),
      {
        method: "PATCH",
        path: "/Users/bulkId:bob",
        data: { schemas: [PATCH], Operations: [{ op: "add", path: "title", value: "T" }] },
      },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
      Operations: [
        { method: "POST", bulkId: "group", status: "201", version: 'W/"1"' },
        { bulkId: "ann", status: "201", location: expect.stringContaining("/Users/") },
        { bulkId: "bob", status: "201" },
        { method: "PATCH", status: "200" },
      ],
    });
    const { users, groups } = sandbox.snapshot("app");
    expect(groups[0]?.["members"]).toEqual(users.map(({ id }) => id));
    expect(users[1]).toMatchObject({ title: "T" });
  });

  test("goes on after an error, and tells it", async () => {
    const answer = await bulk([
      addUser("a", "twice@example.com"),
      addUser("b", "twice@example.com"),
      addUser("c", "once@example.com"),
    ]);
    expect(answer.body).toMatchObject({
      Operations: [{ status: "201" }, { status: "409", response: { scimType: "uniqueness" } }, { status: "201" }],
    });
  });

  test("stops at as many errors as it is told to", async () => {
    const answer = await bulk([addUser("a", "x"), addUser("b", "x"), addUser("c", "x"), addUser("d", "y")], {
      failOnErrors: 1,
    });
    expect(answer.body["Operations"]).toMatchObject([{ status: "201" }, { status: "409" }]);
    expect((await client.find("/Users", 'userName eq "y"')).body["totalResults"]).toBe(0);
  });

  test("an unknown reference and a circle are conflicts, and create nothing", async () => {
    const answer = await bulk([
      addGroup("lost", "Lost", ["bulkId:nobody"]),
      addGroup("left", "Left", ["bulkId:right"]),
      addGroup("right", "Right", ["bulkId:left"]),
    ]);
    expect(answer.body["Operations"]).toMatchObject([{ status: "409" }, { status: "409" }, { status: "409" }]);
    expect((await client.find("/Groups", 'displayName eq "Left"')).body["totalResults"]).toBe(0);
  });

  test("obeys versions", async () => {
    const id = await client.userId("versioned@example.com");
    await client.patch(`/Users/${id}`, { op: "add", path: "title", value: "T" });
    const remove = (version: string) => ({ method: "DELETE", path: `/Users/${id}`, version });
    const answer = await bulk([remove('W/"1"'), remove('W/"2"')]);
    expect(answer.body["Operations"]).toMatchObject([{ status: "412" }, { status: "204" }]);
  });

  test.each([
    ["too many operations", Array.from({ length: 1001 }, () => ({ method: "DELETE", path: "/Users/x" })), 413],
    ["another path", [{ method: "GET", path: "/Schemas" }], 400],
    ["bulk in bulk", [{ method: "POST", path: "/Bulk", data: {} }], 400],
    ["what is no operation", [1], 400],
    ["deep data", [{ method: "POST", path: "/Users", data: JSON.parse(`${"[".repeat(100)}${"]".repeat(100)}`) }], 400],
  ])("refuses %s", async (_, operations, status) => {
    expect((await client.ask("POST", "/Bulk", { body: { schemas: [BULK], Operations: operations } })).status).toBe(
      status,
    );
  });

  test("refuses to read in bulk, and bodies of another schema", async () => {
    const answer = await bulk([{ method: "GET", path: "/Users" }]);
    expect(answer.body["Operations"]).toMatchObject([{ status: "400" }]);
    expect((await client.ask("POST", "/Bulk", { body: { Operations: [] } })).status).toBe(400);
  });
});

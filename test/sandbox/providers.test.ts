import { describe, expect, test } from "vitest";
import type { Dialect } from "../../src/sandbox/dialect.ts";
import { dialectByName, dialects } from "../../src/sandbox/dialects.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { belongs } from "../../src/sandbox/meter.ts";
import { type Client, each, GROUP, startOne, USER } from "./client.ts";

const people = (count: number): readonly JsonObject[] =>
  Array.from({ length: count }, (_, index) => ({ id: `u${index}`, userName: `u${index}@example.com`, active: true }));
const seed = { users: people(60), groups: [{ id: "g", displayName: "G", members: ["u0", "u1", "u2"] }] };
const add = (...ids: readonly string[]) => ({ op: "add", path: "members", value: ids.map((value) => ({ value })) });
const remove = (id: string) => ({ op: "remove", path: `members[value eq "${id}"]` });

async function within(
  dialect: Parameters<typeof startOne>[0],
  use: (client: Client, started: Awaited<ReturnType<typeof startOne>>) => Promise<void>,
): Promise<void> {
  const started = await startOne(dialect, { seed, clock: () => Date.parse("2026-11-22T10:00:00Z") });
  try {
    await use(started.client, started);
  } finally {
    await started.sandbox.close();
  }
}

test("a dialect is found by its name, and no other way", () => {
  expect(dialectByName("entra")).toBe(dialects.entra);
  expect(dialectByName("toString")).toBeUndefined();
});

describe("paging", () => {
  test("aws-identity-center gives 50 without a cursor, and leads on only with one", () =>
    within("aws-identity-center", async (client) => {
      expect((await client.get("/Users?count=100")).body).toMatchObject({ totalResults: 60, itemsPerPage: 50 });
      expect(each(await client.get("/Users?startIndex=51&count=1"), "id")).toEqual(["u0"]);
      const first = await client.get("/Users?cursor=&count=40");
      const next = encodeURIComponent(String(first.body["nextCursor"]));
      const last = await client.get(`/Users?cursor=${next}&count=40`);
      expect([last.body["itemsPerPage"], last.body["nextCursor"]]).toEqual([20, undefined]);
      expect((await client.get("/ServiceProviderConfig")).body["pagination"]).toMatchObject({
        ...{ index: false, cursor: true, defaultPaginationMethod: "cursor" },
      });
    }));

  test("entra spells resources in lower case", () =>
    within("entra", async (client) => {
      const page = await client.get("/Users?cursor=&count=5", { accept: "application/json" });
      expect(page.body["resources"]).toHaveLength(5);
      expect(page.body).not.toHaveProperty("Resources");
    }));

  test("google-cloud-identity has one page, wso2 refuses any other than the first", async () => {
    await within("google-cloud-identity", async (client) => {
      expect((await client.get("/Users?startIndex=31&count=30")).body).toMatchObject({ itemsPerPage: 60 });
    });
    await within("wso2", async (client) => {
      expect((await client.get("/Users?startIndex=1&count=30")).status).toBe(200);
      expect((await client.get("/Users?startIndex=31&count=30")).status).toBe(501);
    });
  });

  test("snowflake before 2026-03 lists one made-up account, and answers an unknown filter with nobody", () =>
    within("snowflake-before-2026-03", async (client) => {
      const listing = await client.get("/Users");
      expect([listing.body["totalResults"], each(listing, "id")]).toEqual([1, ["synthetic"]]);
      expect(each(await client.find("/Users", 'userName eq "u1@example.com"'), "id")).toEqual(["u1"]);
      expect((await client.find("/Users", 'id eq "u1" and active eq true')).body).toMatchObject({ totalResults: 0 });
    }));

  test("atlassian says 10000 of an empty listing", () =>
    within("atlassian", async (client) => {
      const nobody = await client.find("/Users", 'userName eq "nobody"');
      expect(nobody.body).toMatchObject({ totalResults: 0, itemsPerPage: 10_000 });
    }));
});

describe("filters outside a dialect are refused", () => {
  test.each([
    ["aws-identity-center", 'userName eq "a" and id eq "b"', 'title eq "x"'],
    ["github-enterprise-managed-users", 'externalId eq "a"', 'externalId eq "a" and id eq "b"'],
    ["gitlab", 'id eq "a"', 'userName eq "a"'],
    ["atlassian", 'userName eq "a"', 'userName sw "a"'],
    ["snowflake", 'userName sw "a"', 'userName eq "a" or userName eq "b"'],
    ["hcp-terraform", 'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "a"', 'displayName eq "a"'],
    ["databricks", 'id eq "a" or id eq "b"', Array.from({ length: 200 }, () => 'id eq "a"').join(" or ")],
    ["keycloak", 'shoeSize eq "43"', `userName eq "${"x".repeat(2048)}"`],
  ] as const)("%s", (dialect, inside, outside) =>
    within(dialect, async (client) => {
      expect((await client.find("/Users", inside)).status).toBe(200);
      const refused = await client.find("/Users", outside);
      expect([refused.status, refused.body["scimType"]]).toEqual([400, "invalidFilter"]);
    }),
  );
});

describe("members", () => {
  const json = { accept: "application/json" };

  test("entra adds twenty in one operation, removes one, and never mixes", () =>
    within("entra", async (client, { sandbox }) => {
      const patch = async (...operations: readonly JsonObject[]) => {
        const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
        return (await client.ask("PATCH", "/Groups/g", { headers: json, body: { schemas, Operations: operations } }))
          .status;
      };
      const ids = people(40).map(({ id = "" }) => String(id));
      const refused = [
        await patch(add(...ids.slice(10, 31))),
        await patch(add("u10"), add("u11")),
        await patch(add("u10"), remove("u1")),
        await patch(remove("u0"), remove("u1")),
        await patch(add("u10"), { op: "replace", path: "displayName", value: "H" }),
        await patch({ op: "remove", path: "members", value: [{ value: "u0" }, { value: "u1" }] }),
      ];
      expect(refused).toEqual(refused.map(() => 400));
      expect(sandbox.log()).toEqual([]);
      expect([await patch(add(...ids.slice(10, 30))), await patch(remove("u1"))]).toEqual([204, 204]);
    }));

  test("keycloak shows them when asked, takes none in a POST, and removes them by a path alone", () =>
    within("keycloak", async (client) => {
      expect((await client.get("/Groups/g")).body).not.toHaveProperty("members");
      expect((await client.get("/Groups/g?attributes=members")).body["members"]).toHaveLength(3);
      expect((await client.addGroup("H", ["u1"])).status).toBe(400);
      const byValue = { op: "remove", path: "members", value: [{ value: "u0" }] };
      expect((await client.patch("/Groups/g", byValue)).status).toBe(400);
      const byPath = { op: "remove", path: 'members[value eq "u0" or value eq "u1"]' };
      expect((await client.patch("/Groups/g", byPath)).status).toBe(200);
      const many = Array.from({ length: 101 }, () => remove("u2"));
      expect((await client.patch("/Groups/g", ...many)).body["scimType"]).toBe("tooMany");
    }));

  test("miro refuses a body of more than 800,000 bytes with 413", () =>
    within("miro", async (client) => {
      const large = { op: "add", path: "members", value: [{ value: "u9", display: "x".repeat(800_000) }] };
      expect((await client.patch("/Groups/g", large)).status).toBe(413);
    }));

  test("wso2 breaks over somebody who is a member already", () =>
    within("wso2", async (client) => {
      expect((await client.patch("/Groups/g", add("u1"))).status).toBe(500);
      expect((await client.patch("/Groups/g", add("u5"))).status).toBe(200);
    }));
});

describe("accounts", () => {
  const disable = { op: "replace", path: "active", value: false };

  test("pagerduty deletes whom it is told to deactivate", () =>
    within("pagerduty", async (client, { sandbox }) => {
      expect((await client.patch("/Users/u1", disable)).status).toBe(204);
      expect((await client.get("/Users/u1")).status).toBe(404);
      expect(sandbox.log()).toMatchObject([{ method: "PATCH", action: "deleted", id: "u1", leftGroups: ["g"] }]);
    }));

  test("github-enterprise-managed-users hides login and address until the account is active again", () =>
    within("github-enterprise-managed-users", async (client) => {
      const headers = { "user-agent": "tests" };
      await client.patch("/Users/u1", disable);
      const hidden = (await client.get("/Users/u1", headers)).body;
      expect([hidden["userName"] === "u1@example.com", hidden["active"]]).toEqual([false, false]);
      expect(each(await client.find("/Users", 'userName eq "u1@example.com"'), "id")).toEqual([]);
      await client.patch("/Users/u1", { ...disable, value: true });
      expect((await client.get("/Users/u1", headers)).body["userName"]).toBe("u1@example.com");
    }));

  test("slack and salesforce keep whom they are told to delete, atlassian forgets", async () => {
    for (const dialect of ["slack", "salesforce", "atlassian"] as const) {
      await within(dialect, async (client) => {
        expect((await client.ask("DELETE", "/Users/u1")).status).toBe(204);
        expect((await client.get("/Users/u1")).status).toBe(dialect === "atlassian" ? 404 : 200);
      });
    }
  });

  test("salesforce answers 409 to an account without an entitlement, with a number and a text", () =>
    within("salesforce", async (client, { sandbox }) => {
      const refused = await client.addUser("new@example.com");
      expect(refused.body).toMatchObject({ status: 409, schemas: "urn:ietf:params:scim:api:messages:2.0:Error" });
      expect(sandbox.log()).toEqual([]);
      expect((await client.addUser("new@example.com", { entitlements: [{ value: "profile" }] })).status).toBe(201);
      expect((await client.get("/ServiceProviderConfigs")).status).toBe(200);
      expect((await client.get("/ServiceProviderConfig")).status).toBe(404);
    }));

  test("gitlab changes active and externalId, passes over the rest, and has neither PUT nor groups", () =>
    within("gitlab", async (client) => {
      const both = [
        { op: "replace", path: "displayName", value: "Other" },
        { op: "replace", path: "externalId", value: "x1" },
      ];
      expect((await client.patch("/Users/u1", ...both)).status).toBe(204);
      const after = (await client.get("/Users/u1")).body;
      expect([after["displayName"], after["externalId"]]).toEqual([undefined, "x1"]);
      expect((await client.ask("PUT", "/Users/u1", { body: { schemas: [USER], userName: "u1" } })).status).toBe(405);
      expect((await client.get("/Groups")).status).toBe(404);
    }));

  test("launchdarkly changes an inactive account only while it activates it", () =>
    within("launchdarkly", async (client) => {
      await client.patch("/Users/u1", disable);
      const rename = { op: "replace", path: "displayName", value: "Other" };
      expect((await client.patch("/Users/u1", rename)).status).toBe(400);
      expect((await client.patch("/Users/u1", rename, { ...disable, value: true })).status).toBe(200);
    }));

  test("entra wants a password and a name of a new account, and knows no PUT", () =>
    within("entra", async (client) => {
      const headers = { accept: "application/json" };
      const create = (more: JsonObject) =>
        client.ask("POST", "/Users", { headers, body: { schemas: [USER], userName: "n@example.com", ...more } });
      expect((await create({ displayName: "N" })).status).toBe(400);
      const whole = { displayName: "N", name: { familyName: "N" }, active: true, password: "not a real one" };
      expect((await create(whole)).status).toBe(201);
      const body = { schemas: [GROUP], displayName: "G" };
      expect((await client.ask("PUT", "/Groups/g", { headers, body })).status).toBe(405);
    }));
});

describe("headers", () => {
  test("entra wants JSON accepted, zoom SCIM, and GitHub a User-Agent", async () => {
    await within("entra", async (client) => {
      expect((await client.get("/Users/u1", { accept: "text/html" })).status).toBe(400);
      expect((await client.get("/Users/u1", { accept: "application/json" })).status).toBe(200);
    });
    await within("zoom", async (client) => {
      expect((await client.get("/Users/u1", { accept: "application/json" })).status).toBe(406);
      expect((await client.get("/Users/u1", { accept: "application/scim+json" })).status).toBe(200);
    });
    await within("github-enterprise-managed-users", async (client) => {
      expect((await client.get("/Users/u1", { "user-agent": "" })).status).toBe(403);
      expect((await client.get("/Users/u1", { "user-agent": "tests" })).status).toBe(200);
    });
  });
});

describe("rates", () => {
  test("slack counts reads, writes and writes of users apart", () =>
    within("slack", async (client, { sandbox }) => {
      for (let index = 0; index < 20; index += 1) {
        const rename = { op: "replace", path: "title", value: `t${index}` };
        expect((await client.patch("/Users/u1", rename)).status).toBe(200);
      }
      const refused = await client.patch("/Users/u1", { op: "replace", path: "title", value: "t" });
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
      expect((await client.get("/Users/u1")).status).toBe(200);
      expect((await client.patch("/Groups/g", add("u9"))).status).toBe(200);
      expect((await client.addUser("n@example.com")).status).toBe(201);
      expect(sandbox.counters()).toMatchObject({ tooMany: 1, early: 0 });
    }));

  test("miro counts a change of a group by its size", () => {
    const small = { method: "PATCH", path: "/Groups/g", query: "", headers: {}, body: "x", id: "r" };
    const names = (dialect: Dialect, body: string) =>
      dialect.buckets.filter((bucket) => belongs(bucket, { ...small, body })).map(({ name }) => name);
    expect(names(dialects.miro, "x")).toEqual(["changes of groups"]);
    expect(names(dialects.miro, "x".repeat(501))).toEqual(["changes of groups", "large changes of groups"]);
  });
});

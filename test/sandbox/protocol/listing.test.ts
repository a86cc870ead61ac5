import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/sandbox/json.ts";
import type { Sandbox } from "../../../src/sandbox/server.ts";
import { type Answer, type Client, ENTERPRISE, each, resources, startOne } from "../client.ts";

const SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
const users: readonly JsonObject[] = Array.from({ length: 250 }, (_, index) => ({
  id: `u${index}`,
  userName: `n${(index * 7) % 250}@example.com`,
  active: index % 2 === 0,
  name: { givenName: "G", familyName: "F" },
  emails: [{ value: `e${index}@example.com`, type: "work" }],
  ...(index < 3 ? { title: ["b", "A", "c"][index] ?? "" } : {}),
  [ENTERPRISE]: { department: "D", manager: { value: "u0" } },
}));
const groups = [{ id: "g", displayName: "G", members: ["u1", "u2"] }];
let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  ({ sandbox, client } = await startOne("generic", { seed: { users, groups } }));
});
afterAll(() => sandbox.close());

function shape(answer: Answer): JsonObject {
  const { totalResults = null, startIndex = null, itemsPerPage = null } = answer.body;
  return { totalResults, startIndex, itemsPerPage, first: resources(answer)[0]?.["id"] ?? null };
}

describe("paging by index (RFC 7644 section 3.4.2.4)", () => {
  test.each([
    ["", { startIndex: 1, itemsPerPage: 100, first: "u0" }],
    ["?count=10", { startIndex: 1, itemsPerPage: 10, first: "u0" }],
    ["?startIndex=241&count=100", { startIndex: 241, itemsPerPage: 10, first: "u240" }],
    ["?startIndex=251", { startIndex: 251, itemsPerPage: 0, first: null }],
    ["?startIndex=0&count=1", { startIndex: 1, itemsPerPage: 1, first: "u0" }],
    ["?startIndex=-5&count=1", { startIndex: 1, itemsPerPage: 1, first: "u0" }],
    ["?count=0", { startIndex: 1, itemsPerPage: 0, first: null }],
    ["?count=-1", { startIndex: 1, itemsPerPage: 0, first: null }],
    ["?count=5000", { startIndex: 1, itemsPerPage: 250, first: "u0" }],
    ["?STARTINDEX=2&Count=1", { startIndex: 2, itemsPerPage: 1, first: "u1" }],
  ])("%s", async (query, expected) => {
    expect(shape(await client.get(`/Users${query}`))).toEqual({ totalResults: 250, ...expected });
  });

  test.each(["startIndex=x", "count=1.5", "count=", "sortOrder=up"])("refuses %s", async (query) => {
    expect((await client.get(`/Users?${query}`)).status).toBe(400);
  });

  test("shows everybody once, in the same order, also while others come", async () => {
    const seen: unknown[] = [];
    for (let start = 1; start <= 250; start += 40) {
      seen.push(...each(await client.get(`/Users?startIndex=${start}&count=40`), "id").slice(0, 251 - start));
      await client.addUser(`late${start}@example.com`);
    }
    for (const user of await lateOnes()) await client.ask("DELETE", `/Users/${user}`);
    expect(seen).toEqual(users.map(({ id }) => id));
  });

  async function lateOnes(): Promise<readonly unknown[]> {
    return each(await client.find("/Users", 'userName sw "late"'), "id");
  }

  test("pages through what a filter chose", async () => {
    const filter = encodeURIComponent("active eq true");
    const page = await client.get(`/Users?filter=${filter}&startIndex=121&count=50`);
    expect(shape(page)).toEqual({ totalResults: 125, startIndex: 121, itemsPerPage: 5, first: "u240" });
  });
});

describe("paging by cursor (RFC 9865)", () => {
  test("goes on until there is no next cursor", async () => {
    const seen: unknown[] = [];
    let cursor: unknown = "";
    for (let pages = 0; typeof cursor === "string"; pages += 1) {
      expect(pages).toBeLessThan(9);
      const page = await client.get(`/Users?count=30&cursor=${cursor}`);
      seen.push(...each(page, "id"));
      cursor = page.body["nextCursor"];
    }
    expect(seen).toEqual(users.map(({ id }) => id));
  });

  test("refuses a cursor that it did not give, or gave for another listing", async () => {
    const { nextCursor } = (await client.get("/Users?count=30&cursor=")).body;
    for (const query of ["count=30&cursor=nonsense", `count=31&cursor=${nextCursor}`]) {
      const answer = await client.get(`/Users?${query}`);
      expect([answer.status, answer.body["scimType"]]).toEqual([400, "invalidCursor"]);
    }
  });
});

describe("sorting", () => {
  test("puts those without a value last, without regard to case", async () => {
    expect(each(await client.get("/Users?sortBy=title&count=4"), "id")).toEqual(["u1", "u0", "u2", "u3"]);
    const last = await client.get("/Users?sortBy=title&sortOrder=descending&startIndex=248&count=3");
    expect(each(last, "id")).toEqual(["u2", "u0", "u1"]);
  });

  test("takes dotted names, and refuses unknown ones", async () => {
    expect(each(await client.get("/Users?sortBy=emails.value&count=3"), "id")).toEqual(["u0", "u100", "u101"]);
    expect((await client.get("/Users?sortBy=shoeSize")).status).toBe(400);
  });
});

describe("choosing attributes (RFC 7644 section 3.9)", () => {
  const first = async (query: string) => resources(await client.get(`/Users?count=1&${query}`))[0] ?? {};

  test("shows those that are asked for, with id and schemas always", async () => {
    const user = await first("attributes=userName,name.familyName,emails.value,shoeSize");
    expect(user).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
      id: "u0",
      userName: "n0@example.com",
      name: { familyName: "F" },
      emails: [{ value: "e0@example.com" }],
    });
  });

  test("reaches into an extension", async () => {
    expect(await first(`attributes=${ENTERPRISE}:manager.value`)).toMatchObject({
      [ENTERPRISE]: { manager: { value: "u0" } },
    });
    expect(await first(`attributes=${ENTERPRISE}:manager.value`)).not.toMatchObject({
      [ENTERPRISE]: { department: "D" },
    });
  });

  test("leaves out those that are not wanted, but never id", async () => {
    const user = await first("excludedAttributes=ID,meta,emails.type,name");
    expect(user).toMatchObject({ id: "u0", emails: [{ value: "e0@example.com" }] });
    for (const name of ["meta", "name", "emails[0].type"]) expect(user).not.toHaveProperty(name);
  });

  test("works for one group, and for the answer to a write", async () => {
    expect((await client.get("/Groups/g?excludedAttributes=members")).body).not.toHaveProperty("members");
    expect((await client.get("/Groups/g?attributes=members.value")).body["members"]).toEqual([
      { value: "u1" },
      { value: "u2" },
    ]);
    const body = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: "Small" };
    const created = await client.ask("POST", "/Groups?attributes=id", { body });
    expect(Object.keys(created.body).sort()).toEqual(["id", "schemas"]);
    await client.ask("DELETE", `/Groups/${created.body["id"]}`);
  });
});

describe("searching (RFC 7644 section 3.4.3)", () => {
  const search = (path: string, body: JsonObject) => client.ask("POST", path, { body: { schemas: [SEARCH], ...body } });

  test("asks the same questions in a body", async () => {
    const answer = await search("/Users/.search", {
      filter: 'userName sw "n1"',
      attributes: ["userName"],
      sortBy: "userName",
      startIndex: 2,
      count: 2,
    });
    expect(answer.body).toMatchObject({ startIndex: 2, itemsPerPage: 2 });
    expect(each(answer, "userName")).toEqual(["n101@example.com", "n102@example.com"]);
  });

  test("asks for both kinds at once", async () => {
    const answer = await search("/.search", { filter: 'id eq "u3" or displayName eq "g"' });
    expect(each(answer, "id")).toEqual(["u3", "g"]);
    const last = await search("/.search", { startIndex: 250, count: 5 });
    expect([last.body["totalResults"], each(last, "id")]).toEqual([251, ["u249", "g"]]);
  });

  test("refuses a body that is no search", async () => {
    for (const body of [
      {},
      { schemas: [SEARCH], filter: 1 },
      { schemas: [SEARCH], attributes: [1] },
      { schemas: [SEARCH], count: "many" },
    ]) {
      expect((await client.ask("POST", "/Users/.search", { body })).status).toBe(400);
    }
  });
});

describe("a hundred thousand accounts", () => {
  test("cost per page the same at the end as at the beginning, and lookups do not scan", async () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({
      id: `m${index}`,
      userName: `m${index}@example.com`,
      active: true,
    }));
    const big = await startOne("generic", { seed: { users: many, groups: [] } });
    // Processor time, not wall time: what else the machine does must not decide this.
    const work = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
    const pages = async (starts: readonly number[]) => {
      const begin = work();
      for (const start of starts) {
        const page = await big.client.get(`/Users?startIndex=${start}&count=200&attributes=userName`);
        expect([page.body["totalResults"], page.body["itemsPerPage"]]).toEqual([100_000, 200]);
      }
      return work() - begin;
    };
    await pages([1, 201]);
    const early = await pages(Array.from({ length: 50 }, (_, index) => index * 200 + 1));
    const late = await pages(Array.from({ length: 50 }, (_, index) => 90_001 + index * 200));
    const begin = work();
    for (let index = 0; index < 200; index += 1) {
      const filter = `userName eq "M${index * 499}@example.com" and active eq true`;
      expect(each(await big.client.find("/Users", filter), "id")).toEqual([`m${index * 499}`]);
    }
    const lookups = work() - begin;
    await big.sandbox.close();
    expect(late).toBeLessThan(early * 4 + 100);
    // A scan of 100,000 takes tens of milliseconds: two hundred of them would take far longer than this.
    expect(lookups).toBeLessThan(2500);
  });
});

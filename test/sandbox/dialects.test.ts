import { describe, expect, test } from "vitest";
import type { Dialect } from "../../src/sandbox/dialect.ts";
import { dialects } from "../../src/sandbox/dialects.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { type Client, each, GROUP, startOne, USER } from "./client.ts";

const people = (count: number): readonly JsonObject[] =>
  Array.from({ length: count }, (_, index) => ({ id: `u${index}`, userName: `u${index}@example.com` }));

async function withDialect(
  dialect: Parameters<typeof startOne>[0],
  use: (client: Client, started: Awaited<ReturnType<typeof startOne>>) => Promise<void>,
  more: Parameters<typeof startOne>[1] = {},
): Promise<void> {
  const started = await startOne(dialect, more);
  try {
    await use(started.client, started);
  } finally {
    await started.sandbox.close();
  }
}

test("a dialect that is like a provider shows no sign-ins: neither of accounts nor among the schemas", () =>
  withDialect(
    "slack",
    async (client, { sandbox }) => {
      sandbox.signIn("app", "u0@example.com", "2026-11-22T16:40:12Z");
      expect((await client.get("/Users/u0")).text).not.toContain("2026-11-22");
      expect((await client.get("/Schemas")).body).toMatchObject({ totalResults: 3 });
      expect((await client.get("/ResourceTypes/User")).text).not.toContain("activity");
    },
    { seed: { users: people(1), groups: [] } },
  ));

describe("small-pages", () => {
  const seed = {
    users: people(150),
    groups: [
      { id: "g", displayName: "G", members: ["u1"] },
      { id: "h", displayName: "H" },
    ],
  };
  const small = (use: Parameters<typeof withDialect>[1]) => withDialect("small-pages", use, { seed });
  const add = (count: number) => ({
    op: "add",
    path: "members",
    value: people(count).map(({ id = "" }) => ({ value: id })),
  });

  test("gives twenty at most", () =>
    small(async (client) => {
      expect((await client.get("/Users?count=100")).body).toMatchObject({ totalResults: 150, itemsPerPage: 20 });
    }));

  test("never shows members, but says whether somebody is one", () =>
    small(async (client) => {
      for (const path of ["/Groups/g", "/Groups/g?attributes=members"]) {
        expect((await client.get(path)).body).not.toHaveProperty("members");
      }
      expect(each(await client.find("/Groups", 'id eq "g" and members eq "u1"'), "id")).toEqual(["g"]);
      expect(each(await client.find("/Groups", 'id eq "g" and members eq "u2"'), "id")).toEqual([]);
    }));

  test("takes a hundred membership changes in a request, and not one more", () =>
    small(async (client, { sandbox }) => {
      const over = await client.patch("/Groups/g", add(101));
      expect([over.status, over.body["scimType"]]).toEqual([400, "invalidValue"]);
      const two = await client.patch("/Groups/g", add(60), {
        op: "remove",
        path: "members",
        value: people(41).map(({ id = "" }) => ({ value: id })),
      });
      expect(two.status).toBe(400);
      expect(sandbox.log()).toEqual([]);
      const full = await client.patch("/Groups/g", add(100));
      expect([full.status, full.text]).toEqual([204, ""]);
      expect(
        (
          await client.addGroup(
            "Big",
            people(101).map(({ id = "" }) => String(id)),
          )
        ).status,
      ).toBe(400);
    }));

  test("neither replaces nor removes all members", () =>
    small(async (client, { sandbox }) => {
      const replaced = await client.patch("/Groups/g", { op: "replace", path: "members", value: [{ value: "u2" }] });
      const removed = await client.patch("/Groups/g", { op: "remove", path: "members" });
      const put = await client.ask("PUT", "/Groups/g", { body: { schemas: [GROUP], displayName: "G" } });
      expect([replaced.status, removed.status, put.status]).toEqual([400, 400, 501]);
      expect((await client.patch("/Groups/g", { op: "add", path: "members", value: [{ value: "h" }] })).status).toBe(
        400,
      );
      expect(sandbox.log()).toEqual([]);
    }));

  test("filters by eq and and only", () =>
    small(async (client) => {
      expect((await client.find("/Users", 'userName eq "u1@example.com" and id eq "u1"')).status).toBe(200);
      for (const filter of [
        'userName sw "u"',
        "title pr",
        'id eq "a" or id eq "b"',
        'not (id eq "a")',
        'emails[type eq "x"]',
      ]) {
        const answer = await client.find("/Users", filter);
        expect([filter, answer.status, answer.body["scimType"]]).toEqual([filter, 400, "invalidFilter"]);
      }
    }));

  test("has no versions, no sorting, unique external ids, and one value a list", () =>
    small(async (client) => {
      const made = await client.addUser("plain@example.com", { externalId: "e", emails: [{ value: "a" }] });
      expect([made.status, made.headers.get("etag")]).toEqual([201, null]);
      expect(made.body["meta"]).not.toHaveProperty("version");
      const id = String(made.body["id"]);
      const put = { schemas: [USER], userName: "plain@example.com", externalId: "e" };
      expect((await client.ask("PUT", `/Users/${id}`, { body: put, headers: { "if-match": 'W/"77"' } })).status).toBe(
        200,
      );
      expect((await client.addUser("other@example.com", { externalId: "e" })).status).toBe(409);
      expect((await client.addUser("two@example.com", { emails: [{ value: "a" }, { value: "b" }] })).status).toBe(400);
      expect(each(await client.get("/Users?sortBy=userName&sortOrder=descending&count=2"), "id")).toEqual(["u0", "u1"]);
    }));
});

describe("rate-limited", () => {
  const limited = (
    rate: Dialect["rate"],
    use: (client: Client, time: { now: number }, early: () => number) => Promise<void>,
  ) => {
    const time = { now: Date.parse("2026-11-22T10:00:00.400Z") };
    const dialect = { ...dialects["rate-limited"], rate };
    return withDialect(dialect, (client, { sandbox }) => use(client, time, () => sandbox.counters().early), {
      clock: () => time.now,
    });
  };

  test("lets a burst through, then says how many seconds to wait", () =>
    limited({ perSecond: 2, burst: 3, retryAfter: "seconds" }, async (client, time, early) => {
      for (let index = 0; index < 3; index += 1) expect((await client.get("/Users")).status).toBe(200);
      const refused = await client.get("/Users");
      expect([refused.status, refused.headers.get("retry-after"), refused.body["status"]]).toEqual([429, "1", "429"]);
      expect(early()).toBe(0);
      time.now += 500;
      expect((await client.get("/Users")).status).toBe(200);
      expect(early()).toBe(1);
      time.now += 60_000;
      for (let index = 0; index < 3; index += 1) expect((await client.get("/Users")).status).toBe(200);
      expect((await client.get("/Users")).status).toBe(429);
      expect(early()).toBe(1);
    }));

  test("says the date, or nothing, where the rule says so", async () => {
    await limited({ perSecond: 0.1, burst: 1, retryAfter: "date" }, async (client, time) => {
      await client.get("/Users");
      const header = (await client.get("/Users")).headers.get("retry-after") ?? "";
      expect(header).toBe("Sun, 22 Nov 2026 10:00:11 GMT");
      time.now = Date.parse(header);
      expect((await client.get("/Users")).status).toBe(200);
    });
    await limited({ perSecond: 1, burst: 1, retryAfter: "none" }, async (client) => {
      await client.get("/Users");
      const refused = await client.get("/Users");
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, null]);
    });
  });

  test("a refused write has no effect, and is counted", () =>
    withDialect(
      "rate-limited",
      async (client, { sandbox }) => {
        const answers = await Promise.all(
          Array.from({ length: 30 }, (_, index) => client.addUser(`r${index}@example.com`)),
        );
        const made = answers.filter(({ status }) => status === 201).length;
        expect(made).toBe(20);
        expect(sandbox.log()).toHaveLength(made);
        expect(sandbox.counters()).toMatchObject({ mutating: 30, tooMany: 10 });
      },
      { clock: () => 0 },
    ));
});

describe("licensed", () => {
  const seat = { entitlements: [{ value: "PRO" }] };
  const rule = { attribute: "entitlements", limits: { PRO: 2 }, countsDisabled: true, refusal: 409 } as const;
  const licensed = (quota: Dialect["quota"], use: Parameters<typeof withDialect>[1]) =>
    withDialect({ ...dialects.licensed, quota }, use);

  test("refuses a seat that is not there, however it is asked for", () =>
    licensed(rule, async (client, { sandbox }) => {
      const first = await client.userId("s1@example.com", seat);
      const waiting = await client.userId("s2@example.com");
      const third = await client.userId("s3@example.com", { entitlements: [{ value: "OTHER" }] });
      expect(
        (await client.patch(`/Users/${waiting}`, { op: "add", path: "entitlements", value: [{ value: "PRO" }] }))
          .status,
      ).toBe(200);
      const created = await client.addUser("s4@example.com", seat);
      const patched = await client.patch(`/Users/${third}`, {
        op: "add",
        path: "entitlements",
        value: [{ value: "PRO" }],
      });
      const put = await client.ask("PUT", `/Users/${third}`, {
        body: { schemas: [USER], userName: "s3@example.com", ...seat },
      });
      expect([created.status, patched.status, put.status]).toEqual([409, 409, 409]);
      expect(created.body).not.toHaveProperty("scimType");
      expect(sandbox.seats("app").get("PRO")).toBe(2);
      expect((await client.patch(`/Users/${first}`, { op: "replace", path: "title", value: "T" })).status).toBe(200);
      await client.patch(`/Users/${first}`, { op: "remove", path: 'entitlements[value eq "PRO"]' });
      expect((await client.addUser("s4@example.com", seat)).status).toBe(201);
      await client.ask("DELETE", `/Users/${waiting}`);
      expect((await client.addUser("s5@example.com", seat)).status).toBe(201);
    }));

  test("counts a disabled account or not, as configured", async () => {
    for (const countsDisabled of [true, false]) {
      await licensed({ ...rule, limits: { PRO: 1 }, countsDisabled, refusal: 400 }, async (client) => {
        const first = await client.userId("d1@example.com", seat);
        await client.patch(`/Users/${first}`, { op: "replace", path: "active", value: false });
        expect((await client.addUser("d2@example.com", seat)).status).toBe(countsDisabled ? 400 : 201);
        const again = await client.patch(`/Users/${first}`, { op: "replace", path: "active", value: true });
        expect(again.status).toBe(countsDisabled ? 200 : 400);
      });
    }
  });

  test("counts what it was seeded with", () =>
    withDialect(
      { ...dialects.licensed, quota: { ...rule, attribute: "roles" } },
      async (client, { sandbox }) => {
        expect(sandbox.seats("app").get("PRO")).toBe(2);
        expect((await client.addUser("s@example.com", { roles: [{ value: "PRO" }] })).status).toBe(409);
      },
      { seed: { users: people(2).map((user) => ({ ...user, roles: [{ value: "PRO" }] })), groups: [] } },
    ));
});

describe("deactivating", () => {
  test("keeps a deleted account, inactive, and says so once", () =>
    withDialect("deactivating", async (client, { sandbox }) => {
      const id = await client.userId("kept@example.com", { active: true });
      for (let index = 0; index < 2; index += 1) expect((await client.ask("DELETE", `/Users/${id}`)).status).toBe(204);
      expect((await client.get(`/Users/${id}`)).body).toMatchObject({ active: false });
      expect(sandbox.log().slice(1)).toMatchObject([
        { method: "DELETE", action: "updated", before: { active: true }, after: { active: false } },
      ]);
      expect((await client.addUser("kept@example.com")).status).toBe(409);
    }));
});

describe("a dialect of one's own", () => {
  test("shows members only to who asks for them", () =>
    withDialect(
      { ...dialects.generic, members: { ...dialects.generic.members, readable: "requested" } },
      async (client) => {
        expect((await client.get("/Groups/g")).body).not.toHaveProperty("members");
        expect((await client.get("/Groups/g?attributes=members.value")).body["members"]).toEqual([{ value: "u0" }]);
      },
      { seed: { users: people(1), groups: [{ id: "g", displayName: "G", members: ["u0"] }] } },
    ));

  test("finds nothing for an attribute that it does not know", () =>
    withDialect(
      { ...dialects.generic, filter: { ...dialects.generic.filter, unknownAttribute: "no-match" } },
      async (client) => {
        expect((await client.find("/Users", 'shoeSize eq "43"')).body).toMatchObject({ totalResults: 0 });
        expect((await client.find("/Users", 'shoeSize eq "43" or id eq "u0"')).body).toMatchObject({ totalResults: 1 });
      },
      { seed: { users: people(1), groups: [] } },
    ));

  test("holds its answers back", () =>
    withDialect({ ...dialects.generic, latency: 30 }, async (client) => {
      const begin = performance.now();
      await client.get("/Users");
      expect(performance.now() - begin).toBeGreaterThanOrEqual(29);
    }));
});

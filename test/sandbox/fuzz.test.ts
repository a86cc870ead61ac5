import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/server.ts";
import { takeSnapshot } from "../../src/sandbox/state/seed.ts";
import { Store } from "../../src/sandbox/state/store.ts";
import { type Client, ENTERPRISE, PATCH, startOne, USER } from "./client.ts";

let sandbox: Sandbox;
let client: Client;
const users = [{ id: "u", userName: "u@example.com", title: "T", emails: [{ type: "work", value: "w" }] }];
const groups = [{ id: "g", displayName: "G", members: ["u"] }];

beforeAll(async () => {
  ({ sandbox, client } = await startOne("generic", { seed: { users, groups } }));
});
afterAll(() => sandbox.close());

const word = fc.constantFrom(
  ...'eq ne co sw ew gt ge lt le pr and or not ( ) [ ] . : " \\ true null 1 -1e9 userName emails type value members meta groups schemas'.split(
    " ",
  ),
  ENTERPRISE,
  "",
);
const soup = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(word, { maxLength: 14 }).map((words) => words.join(" ")),
  fc.array(word, { maxLength: 14 }).map((words) => words.join("")),
);
const attribute = fc.constantFrom(
  ...[
    "userName",
    "title",
    "active",
    "emails",
    "name",
    "members",
    "groups",
    "id",
    "meta",
    "schemas",
    "password",
    "__proto__",
    "constructor",
  ],
  ...[
    ENTERPRISE,
    `${ENTERPRISE}:manager`,
    "emails.value",
    'emails[type eq "work"]',
    'members[value eq "u"]',
    'emails[type eq "work"].value',
  ],
);
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    { value: "u" },
    [{ value: "u" }],
    [{ value: "x", primary: true }],
    { familyName: 1 },
    "u",
    true,
    null,
    [],
    {},
  ),
  fc.array(fc.record({ value: fc.constantFrom("u", "g", "x"), primary: fc.boolean() }, { requiredKeys: [] }), {
    maxLength: 4,
  }),
);
const operation = fc.record(
  { op: fc.constantFrom("add", "remove", "replace", "Add", "move"), path: fc.oneof(attribute, soup), value },
  { requiredKeys: ["op"] },
);

describe("whatever comes, the sandbox answers in SCIM and stays up", () => {
  test("to any filter", async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("/Users", "/Groups"), soup, async (path, filter) => {
        const answer = await client.get(`${path}?${new URLSearchParams({ filter })}`);
        statuses.add(answer.status);
        expect([200, 400]).toContain(answer.status);
        if (answer.status === 400) expect(answer.body["scimType"]).toBe("invalidFilter");
      }),
      { numRuns: 300 },
    );
    expect(statuses.has(400)).toBe(true);
  });

  test("to any PATCH, and a refused one leaves no trace", async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("/Users/u", "/Groups/g"),
        fc.array(operation, { maxLength: 4 }),
        async (path, operations) => {
          const before = sandbox.snapshot("app");
          const answer = await client.ask("PATCH", path, {
            body: JSON.stringify({ schemas: [PATCH], Operations: operations }),
          });
          statuses.add(answer.status);
          expect([200, 400]).toContain(answer.status);
          if (answer.status === 400) expect(sandbox.snapshot("app")).toEqual(before);
        },
      ),
      { numRuns: 300 },
    );
    expect([...statuses].sort()).toEqual([200, 400]);
  });

  test("to any bytes and any JSON as a body, at any path", async () => {
    const body = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      fc.dictionary(attribute, value).map((given) => JSON.stringify({ schemas: [USER], userName: "new", ...given })),
      fc.constant(`${"[".repeat(200_000)}`),
      fc.constant(`{"schemas":${"[".repeat(50_000)}${"]".repeat(50_000)}}`),
    );
    const path = fc.oneof(
      fc.constantFrom(
        "/Users",
        "/Groups",
        "/Bulk",
        "/.search",
        "/Users/.search",
        "/Users/u",
        "/Groups/g",
        "/Users/%00",
        "/Users/%",
        "//",
      ),
      fc.webPath().map((each) => each || "/"),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("POST", "PUT", "PATCH"), path, body, async (method, at, text) => {
        const answer = await client.ask(method, at, { body: text });
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) expect(answer.body["status"]).toBe(String(answer.status));
      }),
      { numRuns: 250 },
    );
    expect((await client.get("/ServiceProviderConfig")).status).toBe(200);
  });

  test("to any query", async () => {
    const name = fc.constantFrom(
      "startIndex",
      "count",
      "sortBy",
      "sortOrder",
      "attributes",
      "excludedAttributes",
      "cursor",
      "__proto__",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, fc.oneof(soup, attribute, fc.integer().map(String))), { maxLength: 4 }),
        async (given) => {
          const answer = await client.get(`/Users?${new URLSearchParams(given)}`);
          expect([200, 400]).toContain(answer.status);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("a log of random writes, replayed, leads to the same state", async () => {
  const pick = fc.nat({ max: 5 });
  const write = fc.tuple(fc.constantFrom("create", "group", "delete", "join", "leave", "patch", "ungroup"), pick, pick);
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 5, maxLength: 40 }), async (writes) => {
      const { sandbox: running, client: one } = await startOne();
      const ids = (kind: "users" | "groups", at: number) => String(running.snapshot("app")[kind][at]?.["id"] ?? "none");
      for (const [verb, left, right] of writes) {
        const [user, group] = [ids("users", left), ids("groups", right)];
        if (verb === "create") await one.addUser(`p${left}@example.com`);
        if (verb === "group") await one.addGroup(`G${left}`, right < 3 ? [user] : []);
        if (verb === "delete") await one.ask("DELETE", `/Users/${user}`);
        if (verb === "ungroup") await one.ask("DELETE", `/Groups/${group}`);
        if (verb === "join")
          await one.patch(`/Groups/${group}`, { op: "add", path: "members", value: [{ value: user }] });
        if (verb === "leave")
          await one.patch(`/Groups/${group}`, { op: "remove", path: `members[value eq "${user}"]` });
        if (verb === "patch") await one.patch(`/Users/${user}`, { op: "replace", path: "title", value: `T${right}` });
      }
      const replayed = new Store();
      for (const effect of running.log()) replayed.apply(effect);
      await running.close();
      expect(takeSnapshot(replayed)).toEqual(running.snapshot("app"));
    }),
    { numRuns: 25 },
  );
});

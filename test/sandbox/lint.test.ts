import { describe, expect, test } from "vitest";
import type { DialectName } from "../../src/sandbox/dialects.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { type RuleId, rules } from "../../src/sandbox/lint/rules.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { type Client, ENTERPRISE, GROUP, PATCH, startOne, USER } from "./client.ts";

const ids = Array.from({ length: 30 }, (_, index) => `u${index}`);
const users = ids.map((id) => ({ id, userName: `${id}@example.com`, active: true }));
const seed = { users, groups: [{ id: "g", displayName: "G", members: ids.slice(0, 5) }] };

type Send = (client: Client, time: { now: number }) => Promise<unknown>;

/** Sends, and gives the rules that it broke. */
async function brokenBy(send: Send, dialect: DialectName = "generic"): Promise<readonly RuleId[]> {
  const time = { now: Date.parse("2026-11-22T10:00:00Z") };
  const { sandbox, client } = await startOne(dialect, { seed, clock: () => time.now });
  try {
    await send(client, time);
    return sandbox.lint("app").map(({ rule }) => rule);
  } finally {
    await sandbox.close();
  }
}

const json = { accept: "application/scim+json, application/json", "user-agent": "tests" };
const ask = (method: string, path: string, body?: JsonObject | string, headers: Record<string, string> = {}): Send => {
  return (client) =>
    client.ask(method, path, { headers: { ...json, ...headers }, ...(body === undefined ? {} : { body }) });
};
const get = (path: string, headers?: Record<string, string>) => ask("GET", path, undefined, headers);
const find = (filter: string) => get(`/Users?filter=${encodeURIComponent(filter)}`);
const patch = (path: string, ...operations: readonly JsonObject[]) =>
  ask("PATCH", path, { schemas: [PATCH], Operations: operations });
const user = (...operations: readonly JsonObject[]) => patch("/Users/u1", ...operations);
const group = (...operations: readonly JsonObject[]) => patch("/Groups/g", ...operations);
const put = (more: JsonObject, schemas: readonly string[] = [USER]) =>
  ask("PUT", "/Users/u1", { schemas, userName: "u1@example.com", ...more });
const made = (more: JsonObject = {}) => ask("POST", "/Users", { schemas: [USER], userName: "n@example.com", ...more });
const groupMade = (count: number) =>
  ask("POST", "/Groups", { schemas: [GROUP], displayName: "H", members: members(count) });
const BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const members = (count: number) => ids.slice(0, count).map((value) => ({ value }));
const add = (count: number) => ({ op: "add", path: "members", value: members(count) });
const remove = (id: string) => ({ op: "remove", path: `members[value eq "${id}"]` });
const title = { op: "replace", path: "title", value: "T" };
const inTurn =
  (...sends: readonly Send[]): Send =>
  async (client, time) => {
    for (const send of sends) await send(client, time);
  };
const wait =
  (milliseconds: number): Send =>
  async (_, time) => {
    time.now += milliseconds;
  };
const bulk = (operations: readonly JsonObject[], more: JsonObject = {}) =>
  ask("POST", "/Bulk", { schemas: [BULK], Operations: operations, ...more });
const deletion = (id: string) => ({ method: "DELETE", path: `/Users/${id}` });
const creation = { method: "POST", path: "/Users", bulkId: "a", data: { schemas: [USER], userName: "n@example.com" } };
const looked = find('userName eq "n@example.com"');
const twentyOne = Array.from({ length: 21 }, (_, index) => user({ ...title, value: `T${index}` }));
const byCursor =
  (...counts: readonly number[]): Send =>
  async (client) => {
    let cursor = "";
    for (const count of counts) {
      const answer = await client.get(`/Users?cursor=${encodeURIComponent(cursor)}&count=${count}`, json);
      cursor = String(answer.body["nextCursor"] ?? cursor);
    }
  };

/** What breaks each rule, and in which dialect. */
const breaks: Readonly<Record<RuleId, readonly [Send, DialectName?]>> = {
  "request-authorization": [async (client) => fetch(`${client.base}/Users/u1`, { headers: json })],
  "request-accept": [get("/Users", { accept: "text/html" })],
  "request-content-type": [ask("PATCH", "/Users/u1", "{}", { "content-type": "text/plain" })],
  "request-content-type-json": [
    ask("PATCH", "/Users/u1", { schemas: [PATCH], Operations: [title] }, { "content-type": "application/json" }),
  ],
  "request-endpoint": [get("/users")],
  "request-slash": [get("/Users/")],
  "request-body-unexpected": [ask("DELETE", "/Users/u1", {})],
  "request-if-match": [ask("DELETE", "/Users/u1", undefined, { "if-match": 'W/"1"' }), "slack"],
  "request-secret-in-url": [get("/Users?access_token=not-a-secret")],
  "body-json": [ask("POST", "/Users", "[]")],
  "schemas-missing": [ask("PATCH", "/Users/u1", { Operations: [title] })],
  "schemas-unknown": [put({}, [USER, "urn:example:other"])],
  "schemas-extension": [put({ [ENTERPRISE]: { department: "R&D" } })],
  "attribute-unknown": [put({ shoeSize: 43 })],
  "extension-unknown": [put({ "urn:example:other": {} }, [USER, "urn:example:other"])],
  "attribute-case": [put({ displayname: "N" })],
  "attribute-twice": [put({ title: "A", Title: "B" })],
  "attribute-type": [put({ active: "True" })],
  "attribute-required": [ask("PUT", "/Users/u1", { schemas: [USER] })],
  "attribute-read-only": [put({ id: "u1" })],
  "attribute-primary": [
    put({
      emails: [
        { value: "a", primary: true },
        { value: "b", primary: true },
      ],
    }),
  ],
  "patch-operations": [patch("/Users/u1")],
  "patch-operations-case": [ask("PATCH", "/Users/u1", { schemas: [PATCH], operations: [title] })],
  "patch-op": [user({ ...title, op: "set" })],
  "patch-op-case": [user({ ...title, op: "Replace" })],
  "patch-path": [user({ ...title, path: "emails[type eq" })],
  "patch-path-unknown": [user({ ...title, path: "name.nickname" })],
  "patch-path-filter": [user({ ...title, path: 'name[type eq "work"].givenName' })],
  "patch-read-only": [user({ ...title, path: "meta.version" })],
  "patch-value-missing": [user({ op: "replace", path: "title" })],
  "patch-remove-path": [user({ op: "remove" })],
  "patch-remove-value": [group({ op: "remove", path: "members", value: members(1) })],
  "patch-no-path": [user({ op: "replace", value: { title: "T" } })],
  "put-not-patch": [put({})],
  "bulk-operations": [bulk([])],
  "bulk-method": [bulk([{ method: "GET", path: "/Users/u1" }])],
  "bulk-path": [bulk([{ ...creation, path: "/Users/u1" }])],
  "bulk-id": [bulk([{ method: "POST", path: "/Users", data: creation.data }])],
  "bulk-fail-on-errors": [bulk([deletion("u1")], { failOnErrors: 0 })],
  "bulk-same-resource": [bulk([deletion("u1"), deletion("u1")])],
  "filter-syntax": [find("userName eq")],
  "filter-attribute": [find('shoeSize eq "43"')],
  "query-integer": [get("/Users?count=many")],
  "query-start-index": [get("/Users?startIndex=0")],
  "query-count": [get("/Users?count=-1")],
  "query-attributes": [get("/Users?attributes=shoeSize")],
  "query-attributes-both": [get("/Users?attributes=id&excludedAttributes=name")],
  "cursor-and-index": [get("/Users?cursor=&startIndex=1")],
  "cursor-foreign": [byCursor(10, 11)],
  "cursor-twice": [byCursor(10, 10, 10, 10)],
  "post-again-blind": [inTurn(looked, made(), made())],
  "post-unseen": [made()],
  "retry-too-early": [inTurn(...twentyOne, wait(300), user({ ...title, value: "other" })), "slack"],
  "dialect-accept": [get("/Users", { accept: "application/json" }), "zoom"],
  "dialect-user-agent": [get("/Users", { "user-agent": "" }), "github-enterprise-managed-users"],
  "dialect-endpoint": [get("/Groups"), "gitlab"],
  "dialect-put": [put({}), "entra"],
  "dialect-filter": [find('userName sw "u"'), "entra"],
  "dialect-paging": [get("/Users?startIndex=11"), "aws-identity-center"],
  "dialect-count": [get("/Users?count=201"), "hcp-terraform"],
  "dialect-sort": [get("/Users?sortBy=userName"), "slack"],
  "dialect-required": [inTurn(looked, made({ displayName: "N" })), "entra"],
  "dialect-one-value": [put({ emails: [{ value: "a" }, { value: "b" }] }), "snowflake"],
  "dialect-fixed": [user(title), "gitlab"],
  "dialect-deactivation": [user({ op: "replace", path: "active", value: false }), "pagerduty"],
  "dialect-operations": [user(...Array.from({ length: 101 }, () => title)), "keycloak"],
  "dialect-bulk-operations": [bulk(Array.from({ length: 1001 }, () => deletion("u1")))],
  "dialect-bulk-bytes": [bulk([{ ...creation, data: { ...creation.data, title: "x".repeat(4_200_000) } }])],
  "dialect-member-cap": [group(add(21)), "entra"],
  "dialect-member-removals": [group(remove("u1"), remove("u2")), "entra"],
  "dialect-member-mixed": [group(add(1), { op: "replace", path: "displayName", value: "H" }), "entra"],
  "dialect-member-replace": [group({ op: "remove", path: "members" }), "aws-identity-center"],
  "dialect-member-value": [group({ op: "remove", path: "members", value: members(1) }), "keycloak"],
  "dialect-member-body": [groupMade(1), "keycloak"],
  "dialect-member-bytes": [group({ ...add(1), value: [{ value: "u9", display: "x".repeat(800_000) }] }), "miro"],
};

describe("a rule is broken by", () => {
  test.each(Object.entries(breaks))("%s", async (rule, [send, dialect]) => {
    expect(await brokenBy(send, dialect)).toContain(rule);
  });
});

describe("nothing is said of", () => {
  const innocent: readonly (readonly [string, Send, DialectName?])[] = [
    ["a life", inTurn(looked, made({ externalId: "e1" }), user(title, { op: "remove", path: "title" }), group(add(9)))],
    ["a value path", user({ op: "replace", path: 'emails[type eq "work"].value', value: "a@example.com" })],
    ["one value added to a list", user({ op: "add", path: "emails", value: { value: "a@example.com" } })],
    ["an extension", user({ op: "add", path: `${ENTERPRISE}:department`, value: "R&D" })],
    ["a walk, and another after it", inTurn(byCursor(10, 10, 10), byCursor(10, 10, 10))],
    ["a look between two POSTs", inTurn(looked, made(), looked, made())],
    ["twenty memberships, and one removal", inTurn(group(add(20)), group(remove("u1"))), "entra"],
    ["several at once", inTurn(looked, bulk([creation, deletion("u1"), deletion("u2")], { failOnErrors: 1 }))],
    ["waiting as long as told", inTurn(...twentyOne, wait(1000), user(title)), "slack"],
    [
      "what was under way when a refusal came",
      inTurn(...twentyOne, wait(100), user({ ...title, value: "x" })),
      "slack",
    ],
    ["another kind of request meanwhile", inTurn(...twentyOne, wait(500), get("/Users/u1")), "slack"],
  ];

  test.each(innocent.map((each) => [each[0], each] as const))("%s", async (_, [, send, dialect]) => {
    expect(await brokenBy(send, dialect)).toEqual([]);
  });

  test("a POST in a bulk request, but that it is the second without a look, and that it was never looked for", async () => {
    expect(await brokenBy(inTurn(looked, bulk([creation]), made()))).toEqual(["post-again-blind"]);
    expect(await brokenBy(bulk([creation]))).toEqual(["post-unseen"]);
  });

  test("a POST again that had been refused, but what it was refused for", async () => {
    expect(await brokenBy(inTurn(looked, made({ active: 7 }), made()))).toEqual(["attribute-type"]);
  });
});

test("findings are to be had in another process, with the admin token", async () => {
  const told: string[] = [];
  const applications = { one: { dialect: "generic", token: "t" }, two: { dialect: "entra", token: "t" } } as const;
  const onFinding = (application: string, { rule }: { rule: string }) => told.push(`${application} ${rule}`);
  const sandbox = await startSandbox({ adminToken: "admin", onFinding, applications });
  const place = new URL("/_sandbox/lint?application=two", sandbox.url("two"));
  const asAdmin = { headers: { authorization: "Bearer admin" } };
  await fetch(`${sandbox.url("two")}/Users`, { headers: { ...json, authorization: "Bearer t", accept: "text/html" } });
  expect((await fetch(place)).status).toBe(401);
  const findings = await (await fetch(place, asAdmin)).json();
  expect(findings).toMatchObject([
    { application: "two", rule: "request-accept", severity: "warning", times: 1 },
    { application: "two", rule: "dialect-accept", severity: "error" },
  ]);
  expect(told).toEqual(["two request-accept", "two dialect-accept"]);
  expect(sandbox.lint("one")).toEqual([]);
  await fetch(place, { ...asAdmin, method: "DELETE" });
  expect(sandbox.lint("two")).toEqual([]);
  await sandbox.close();
});

test("a POST that was made, deleted and made again is a new one", async () => {
  const said = await brokenBy(async (client, time) => {
    await looked(client, time);
    const answer = await client.ask("POST", "/Users", {
      headers: json,
      body: { schemas: [USER], userName: "n@example.com" },
    });
    await ask("DELETE", `/Users/${String(answer.body["id"])}`)(client, time);
    await made()(client, time);
  });
  expect(said).toEqual([]);
});

test("a finding is told once, counted, and forgotten on demand; values are not in it", async () => {
  const { sandbox, client } = await startOne("generic", { seed });
  for (const id of ["u1", "u2"]) await group({ ...remove(id), op: "Remove" })(client, { now: 0 });
  const [finding, ...more] = sandbox.lint("app");
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ rule: "patch-op-case", severity: "error", method: "PATCH", times: 2 });
  expect(finding?.section).toBe(rules["patch-op-case"].section);
  expect(JSON.stringify(finding)).not.toContain("u1");
  sandbox.clearLint();
  expect(sandbox.lint("app")).toEqual([]);
  await sandbox.close();
});

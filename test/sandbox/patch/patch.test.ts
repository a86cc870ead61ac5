import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dialects } from "../../../src/sandbox/dialects.ts";
import type { JsonObject } from "../../../src/sandbox/json.ts";
import type { Sandbox } from "../../../src/sandbox/server.ts";
import { type Client, ENTERPRISE, PATCH, startOne } from "../client.ts";

let sandbox: Sandbox;
let client: Client;
let serial = 0;

beforeAll(async () => {
  ({ sandbox, client } = await startOne());
});
afterAll(() => sandbox.close());

async function patchUser(had: JsonObject, ...operations: readonly JsonObject[]) {
  serial += 1;
  const path = `/Users/${await client.userId(`patch${serial}@example.com`, had)}`;
  const answer = await client.patch(path, ...operations);
  return { answer, now: (await client.get(path)).body };
}

const home = { type: "home", value: "h@example.com" };
const work = { type: "work", value: "w@example.com", primary: true };

describe("patching an account (RFC 7644 section 3.5.2)", () => {
  const cases: readonly [string, JsonObject, JsonObject, JsonObject][] = [
    ["adds a value", {}, { op: "add", path: "title", value: "Lead" }, { title: "Lead" }],
    ["adds to a list", { emails: [home] }, { op: "add", path: "emails", value: [work] }, { emails: [home, work] }],
    [
      "adds a single object to a list",
      { emails: [home] },
      { op: "add", path: "emails", value: work },
      { emails: [home, work] },
    ],
    ["replaces a list", { emails: [home] }, { op: "replace", path: "emails", value: [work] }, { emails: [work] }],
    ["replaces what is not there yet", {}, { op: "replace", path: "title", value: "Lead" }, { title: "Lead" }],
    ["knows operations whatever their case", {}, { op: "Replace", path: "active", value: false }, { active: false }],
    [
      "knows attributes whatever their case",
      {},
      { op: "add", path: "NAME.familyname", value: "B" },
      { name: { familyName: "B" } },
    ],
    [
      "keeps the parts of a complex value that are not mentioned",
      { name: { givenName: "A", familyName: "B" } },
      { op: "replace", path: "name", value: { familyName: "C" } },
      { name: { givenName: "A", familyName: "C" } },
    ],
    [
      "replaces one part of a chosen value",
      { emails: [home, work] },
      { op: "replace", path: 'emails[type eq "work"].value', value: "new@example.com" },
      { emails: [home, { ...work, value: "new@example.com" }] },
    ],
    [
      "replaces a chosen value as a whole",
      { emails: [home, work] },
      {
        op: "replace",
        path: 'emails[type eq "work" and value ew ".com"]',
        value: { type: "other", value: "o@example.com" },
      },
      { emails: [home, { type: "other", value: "o@example.com" }] },
    ],
    [
      "removes chosen values",
      { emails: [home, work] },
      { op: "remove", path: 'emails[type eq "home"]' },
      { emails: [work] },
    ],
    [
      "removes listed values",
      { emails: [home, work] },
      { op: "remove", path: "emails", value: [home] },
      { emails: [work] },
    ],
    [
      "edits a part of every value",
      { emails: [home] },
      { op: "replace", path: "emails.type", value: "x" },
      { emails: [{ ...home, type: "x" }] },
    ],
    [
      "takes the preference from the old primary value",
      { emails: [home, work] },
      { op: "replace", path: 'emails[type eq "home"].primary', value: true },
      {
        emails: [
          { ...home, primary: true },
          { ...work, primary: false },
        ],
      },
    ],
    [
      "takes the preference for an added value",
      { emails: [work] },
      { op: "add", path: "emails", value: [{ ...home, primary: true }] },
      {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
    ],
    [
      "reads a path with a core URN",
      {},
      { op: "add", path: "urn:ietf:params:scim:schemas:core:2.0:User:title", value: "T" },
      { title: "T" },
    ],
    [
      "reads a path into an extension",
      {},
      { op: "add", path: `${ENTERPRISE}:department`, value: "IT" },
      { [ENTERPRISE]: { department: "IT" } },
    ],
    [
      "reads a path deep into an extension",
      { [ENTERPRISE]: { department: "IT" } },
      { op: "replace", path: `${ENTERPRISE}:manager.value`, value: "m" },
      { [ENTERPRISE]: { department: "IT", manager: { value: "m" } } },
    ],
    [
      "reads values without a path, some by extension, URN or dotted name",
      { title: "Old" },
      {
        op: "replace",
        value: {
          title: "New",
          [ENTERPRISE]: { division: "D" },
          [`${ENTERPRISE}:costCenter`]: "7",
          "name.givenName": "G",
        },
      },
      { title: "New", [ENTERPRISE]: { division: "D", costCenter: "7" }, name: { givenName: "G" } },
    ],
  ];
  test.each(cases)("%s", async (_, had, operation, expected) => {
    const { answer, now } = await patchUser(had, operation);
    expect([answer.status, now]).toMatchObject([200, expected]);
    expect(answer.body).toEqual(now);
  });

  const removals: readonly [string, JsonObject, JsonObject, string][] = [
    ["an attribute", { title: "T" }, { op: "remove", path: "title" }, "title"],
    ["the last value of a list", { emails: [home] }, { op: "remove", path: 'emails[type eq "home"]' }, "emails"],
    ["a whole list", { emails: [home, work] }, { op: "remove", path: "emails" }, "emails"],
    ["the only part of an object", { name: { givenName: "A" } }, { op: "remove", path: "name.givenName" }, "name"],
    ["an extension", { [ENTERPRISE]: { division: "D" } }, { op: "remove", path: ENTERPRISE }, ENTERPRISE],
    ["by replacing with null", { title: "T" }, { op: "replace", path: "title", value: null }, "title"],
    ["by replacing with an empty list", { emails: [home] }, { op: "replace", path: "emails", value: [] }, "emails"],
  ];
  test.each(removals)("removes %s", async (_, had, operation, name) => {
    const { answer, now } = await patchUser(had, operation);
    expect(answer.status).toBe(200);
    expect(now).not.toHaveProperty([name]);
  });

  const refusals: readonly [string, JsonObject, string][] = [
    ["a filter that chooses nothing", { op: "replace", path: 'emails[type eq "none"].value', value: "x" }, "noTarget"],
    [
      "adding to values that are not there",
      { op: "add", path: 'emails[type eq "none"].value', value: "x" },
      "noTarget",
    ],
    ["a part of a list without values", { op: "replace", path: "phoneNumbers.value", value: "1" }, "noTarget"],
    ["removing nothing in particular", { op: "remove" }, "noTarget"],
    ["an attribute that there is not", { op: "add", path: "shoeSize", value: 43 }, "invalidPath"],
    ["a part that there is not", { op: "add", path: 'emails[type eq "home"].size', value: 43 }, "invalidPath"],
    ["a filter on one value", { op: "add", path: 'title[value eq "x"]', value: "y" }, "invalidPath"],
    ["a path that is no path", { op: "add", path: "emails[type eq", value: "y" }, "invalidPath"],
    ["an empty path", { op: "add", path: "", value: "y" }, "invalidPath"],
    ["changing the id", { op: "replace", path: "id", value: "mine" }, "mutability"],
    ["changing what is computed", { op: "replace", path: "meta.version", value: "9" }, "mutability"],
    ["joining a group from the account's side", { op: "add", path: "groups", value: [{ value: "g" }] }, "mutability"],
    ["removing what is required", { op: "remove", path: "userName" }, "mutability"],
    ["blanking what is required", { op: "replace", path: "userName", value: "" }, "invalidValue"],
    ["the wrong type", { op: "replace", path: "active", value: "False" }, "invalidValue"],
    ["no value", { op: "replace", path: "title" }, "invalidValue"],
    ["a value without path that is no object", { op: "add", value: "x" }, "invalidValue"],
    [
      "two new primary values",
      {
        op: "add",
        path: "emails",
        value: [
          { value: "a", primary: true },
          { value: "b", primary: true },
        ],
      },
      "invalidValue",
    ],
    ["an unknown operation", { op: "move", path: "title", value: "x" }, "invalidSyntax"],
  ];
  test.each(refusals)("refuses %s, and undoes the operations before it", async (_, operation, scimType) => {
    const { answer, now } = await patchUser({ emails: [home] }, { op: "add", path: "title", value: "T" }, operation);
    expect([answer.status, answer.body["scimType"]]).toEqual([400, scimType]);
    expect(now).not.toHaveProperty("title");
    expect(now).toMatchObject({ meta: { version: 'W/"1"' } });
  });

  test("refuses a body that is no PATCH", async () => {
    const id = await client.userId("no-patch@example.com");
    for (const body of [
      {},
      { schemas: [PATCH] },
      { schemas: [PATCH], Operations: [] },
      { schemas: [PATCH], Operations: [1] },
    ]) {
      const answer = await client.ask("PATCH", `/Users/${id}`, { body });
      expect([answer.status, answer.body["scimType"]]).toEqual([400, "invalidSyntax"]);
    }
  });

  test("knows the names in its body whatever their case", async () => {
    const id = await client.userId("lower@example.com");
    const body = { schemas: [PATCH], operations: [{ OP: "ADD", Path: "title", Value: "T" }] };
    expect((await client.ask("PATCH", `/Users/${id}`, { body })).body).toMatchObject({ title: "T" });
  });

  test("that changes nothing leaves version, time and oracle alone", async () => {
    const length = sandbox.log("app").length;
    const { answer } = await patchUser(
      { emails: [work], title: "T" },
      { op: "add", path: "emails", value: [work] },
      { op: "replace", path: "title", value: "T" },
    );
    expect(answer.body).toMatchObject({ meta: { version: 'W/"1"' } });
    expect(sandbox.log("app")).toHaveLength(length + 1);
  });

  test("cannot take another account's name", async () => {
    await client.addUser("occupied@example.com");
    const { answer } = await patchUser({}, { op: "replace", path: "userName", value: "Occupied@example.com" });
    expect([answer.status, answer.body["scimType"]]).toEqual([409, "uniqueness"]);
  });

  test("takes a password and shows it nowhere", async () => {
    const { answer, now } = await patchUser({}, { op: "replace", path: "password", value: "secret-of-patch" });
    expect(answer.status).toBe(200);
    expect(JSON.stringify([now, sandbox.log("app").at(-1)])).not.toContain("secret-of-patch");
  });
});

describe("patching the members of a group", () => {
  const setUp = async (dialect: Parameters<typeof startOne>[0] = "generic") => {
    const users = ["u1", "u2", "u3", "u4"].map((id) => ({ id, userName: `${id}@example.com` }));
    const seed = {
      users,
      groups: [
        { id: "g", displayName: "G", members: ["u1", "u2"] },
        { id: "h", displayName: "H" },
      ],
    };
    const started = await startOne(dialect, { seed });
    const members = () => started.sandbox.snapshot("app").groups[0]?.["members"];
    return { ...started, members };
  };
  const cases: readonly [string, JsonObject, readonly string[]][] = [
    ["adds", { op: "add", path: "members", value: [{ value: "u3" }, { value: "u4" }] }, ["u1", "u2", "u3", "u4"]],
    ["adds without a path", { op: "add", value: { members: [{ value: "u3" }] } }, ["u1", "u2", "u3"]],
    ["adds one object", { op: "add", path: "members", value: { value: "u3" } }, ["u1", "u2", "u3"]],
    ["adds a group", { op: "add", path: "members", value: [{ value: "h" }] }, ["u1", "u2", "h"]],
    ["adds who is in it already", { op: "add", path: "members", value: [{ value: "u1" }] }, ["u1", "u2"]],
    ["removes by id", { op: "remove", path: 'members[value eq "u1"]' }, ["u2"]],
    ["removes several by id", { op: "remove", path: 'members[value eq "u1" or value eq "u2"]' }, []],
    ["removes by label", { op: "remove", path: 'members[display sw "u2" and type eq "User"]' }, ["u1"]],
    [
      "removes who is listed, and nobody else",
      { op: "remove", path: "members", value: [{ value: "u2" }, { value: "u4" }] },
      ["u1"],
    ],
    ["removes who is not in it", { op: "remove", path: 'members[value eq "u4"]' }, ["u1", "u2"]],
    ["removes all", { op: "remove", path: "members" }, []],
    ["replaces", { op: "replace", path: "members", value: [{ value: "u2" }, { value: "u3" }] }, ["u2", "u3"]],
    ["replaces with nobody", { op: "replace", path: "members", value: [] }, []],
  ];
  test.each(cases)("%s", async (_, operation, expected) => {
    const { client: one, sandbox: running, members } = await setUp();
    const answer = await one.patch("/Groups/g", operation);
    const isChanged = JSON.stringify(expected) !== JSON.stringify(["u1", "u2"]);
    await running.close();
    expect(answer.status).toBe(200);
    expect(members()).toEqual(expected);
    expect(answer.body).toMatchObject({ meta: { version: isChanged ? 'W/"2"' : 'W/"1"' } });
    expect(running.log("app")).toHaveLength(isChanged ? 1 : 0);
  });

  const refusals: readonly [string, JsonObject, string][] = [
    [
      "somebody who does not exist",
      { op: "add", path: "members", value: [{ value: "u3" }, { value: "ghost" }] },
      "invalidValue",
    ],
    ["a member without id", { op: "add", path: "members", value: [{ display: "U3" }] }, "invalidValue"],
    ["changing a member", { op: "replace", path: 'members[value eq "u1"]', value: { value: "u3" } }, "mutability"],
    [
      "changing a part of a member",
      { op: "replace", path: 'members[value eq "u1"].display', value: "X" },
      "mutability",
    ],
    ["choosing nobody", { op: "replace", path: 'members[value eq "u4"]', value: { value: "u3" } }, "noTarget"],
  ];
  test.each(refusals)("refuses %s, and leaves the group as it was", async (_, operation, scimType) => {
    const { client: one, sandbox: running, members } = await setUp();
    const answer = await one.patch(
      "/Groups/g",
      { op: "remove", path: "members" },
      { op: "add", path: "members", value: [{ value: "u1" }, { value: "u2" }] },
      operation,
    );
    await running.close();
    expect([answer.status, answer.body["scimType"], members()]).toEqual([400, scimType, ["u1", "u2"]]);
    expect(running.log("app")).toEqual([]);
  });

  test("removing what is not there is refused where the dialect says so", async () => {
    const { client: one, sandbox: running } = await setUp({
      ...dialects.generic,
      patch: { respondsWithBody: false, missingTarget: "refuse" },
    });
    const member = await one.patch("/Groups/g", { op: "remove", path: 'members[value eq "u4"]' });
    const email = await one.patch("/Users/u1", { op: "remove", path: 'emails[type eq "x"]' });
    const fine = await one.patch("/Groups/g", { op: "remove", path: 'members[value eq "u1"]' });
    await running.close();
    expect([member.body["scimType"], email.body["scimType"]]).toEqual(["noTarget", "noTarget"]);
    expect([fine.status, fine.text, fine.headers.get("etag")]).toEqual([204, "", 'W/"2"']);
  });

  test("sixty parallel additions all count", async () => {
    const users = Array.from({ length: 60 }, (_, index) => ({ id: `p${index}`, userName: `p${index}@example.com` }));
    const { sandbox: running, client: one } = await startOne("generic", {
      seed: { users, groups: [{ id: "g", displayName: "G" }] },
    });
    await Promise.all(
      users.map(({ id }) => one.patch("/Groups/g", { op: "add", path: "members", value: [{ value: id }] })),
    );
    await running.close();
    expect(running.snapshot("app").groups[0]?.["members"]).toHaveLength(60);
    expect(running.log("app").map(({ version }) => version)).toEqual(users.map((_, index) => index + 2));
  });
});

import { afterEach, describe, expect, test } from "vitest";
import { predict } from "../../../src/connectors/scim/predict.ts";
import { profileByName } from "../../../src/connectors/scim/profile-by-name.ts";
import { generic } from "../../../src/connectors/scim/profiles/generic.ts";
import type { Change } from "../../../src/model/change.ts";
import { creates, deletes, disables, grants, updates, type Whose } from "../../support/changes.ts";
import { applyAll, type Chat, openChat } from "../../support/sandbox-chat.ts";
import { RawScim } from "../../support/scim-rig.ts";

let chat: Chat;
afterEach(() => chat.close());

/** A profile with bulk on a sandbox with bulk. */
const open = (options: Parameters<typeof openChat>[0] = {}) => openChat({ profile: "scim2-server", ...options });
const writes = () => chat.wire.seen.filter((request) => !request.startsWith("GET "));
const statuses = async (changes: readonly Change[]) =>
  (await applyAll(chat.connector, changes)).map(({ status }) => status);
const lintErrors = () => chat.sandbox.lint("chat").filter(({ severity }) => severity === "error");
const bulk = { supported: true, maxOperations: 1000 };

describe("writes of several accounts", () => {
  test("go as one request, and every change has the outcome that it would have had alone", async () => {
    chat = await open({ people: 3 });
    const changes = [joins(7), joins(1), updates(whose(0), { attributes: { title: "Director" } }), joins(8)];
    const outcomes = await applyAll(chat.connector, changes);
    expect(outcomes.map(({ status }) => status)).toEqual(["applied", "unchanged", "applied", "applied"]);
    expect(writes()).toEqual([expect.stringMatching(/^POST .*\/Bulk$/)]);
    const ids = new Map(chat.sandbox.snapshot("chat").users.map(({ id, externalId }) => [externalId, id]));
    for (const number of [7, 8]) {
      const own = outcomes.find(({ key }) => key.includes(`e${1000 + number}/`));
      expect(own?.account).toBe(ids.get(`e${1000 + number}`));
    }
    expect(lintErrors()).toEqual([]);
  });

  test("go in as few requests as the service and we allow, as was predicted", async () => {
    chat = await open();
    const changes = range(250).map(joins);
    expect(new Set(await statuses(changes))).toEqual(new Set(["applied"]));
    expect(writes()).toHaveLength(3);
    expect(chat.connector.predict(changes)).toBe(3);
  });

  test("go in as few bytes as the service takes", async () => {
    const bulk = { maxOperations: 100, maxBytes: 2000, counted: "request" } as const;
    chat = await open({ own: { ...generic, name: "own", bulk } });
    const sizes: number[] = [];
    chat.wire.retell = (_, response) => {
      sizes.push(JSON.parse(response.body).Operations.length);
      return response;
    };
    expect(new Set(await statuses(range(12).map(joins)))).toEqual(new Set(["applied"]));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(12);
    expect(Math.max(...sizes)).toBeLessThan(7);
    expect(sizes.length).toBeLessThan(6);
  });

  test("go by themselves when there is only one", async () => {
    chat = await open();
    expect(await statuses([joins(1)])).toEqual(["applied"]);
    expect(writes()).toEqual([expect.stringMatching(/^POST .*\/Users$/)]);
  });

  test("never have two of one account in one request", async () => {
    chat = await open({ people: 3 });
    const license = { application: "chat", type: "license", value: "PRO" } as const;
    const role = { application: "chat", type: "role", value: "admin" } as const;
    const changes = [
      updates(whose(0), { attributes: { title: "A" } }),
      { ...updates(whose(0), { attributes: { displayName: "B" } }), key: "second" },
      updates(whose(1), { attributes: { title: "C" } }),
      grants(whose(0), license),
      grants(whose(0), role),
    ];
    expect(new Set(await statuses(changes))).toEqual(new Set(["applied"]));
    expect(lintErrors()).toEqual([]);
    expect(writes().filter((request) => request.endsWith("/Bulk"))).toHaveLength(1);
    expect(writes()).toHaveLength(3);
  });

  test("carry the versions that they are bound to, and one that is stale is refused alone", async () => {
    chat = await open({ people: 3 });
    const raw = new RawScim({ url: chat.sandbox.url("chat"), token: "t" });
    chat.wire.edit = () => raw.setDisplayName("u1", "Somebody else wrote this");
    const changes = range(3).map((number) => updates(whose(number), { attributes: { title: "Director" } }));
    expect(await statuses(changes)).toEqual(["applied", "refused", "applied"]);
    expect(writes()).toHaveLength(1);
  });

  test("include what ends access and what deletes", async () => {
    chat = await open({ people: 4 });
    const changes = [disables(whose(0)), disables(whose(1)), deletes(whose(2)), deletes(whose(3))];
    expect(new Set(await statuses(changes))).toEqual(new Set(["applied"]));
    expect(writes()).toHaveLength(2);
    expect(chat.connector.predict(changes)).toBe(2);
  });

  test("and of several groups go together as well", async () => {
    chat = await open({ people: 5, groups: { everybody: [], staff: [], eu: [] } });
    const changes = range(5).flatMap((number) =>
      ["everybody", "staff", "eu"].map((value) => grants(whose(number), { application: "chat", type: "group", value })),
    );
    expect(new Set(await statuses(changes))).toEqual(new Set(["applied"]));
    expect(writes()).toHaveLength(1);
    expect(chat.connector.predict(changes)).toBe(1);
  });

  test("go one by one where the profile has no bulk, or each operation counts", () => {
    const changes = range(10).map(joins);
    const own = { maxOperations: 100, maxBytes: 100_000 };
    expect(predict({ ...generic, bulk: { ...own, counted: "request" } }, changes)).toBe(1);
    expect(predict({ ...generic, bulk: { ...own, counted: "operation" } }, changes)).toBe(10);
    expect(predict(generic, changes)).toBe(10);
    expect(profileByName("slack")?.bulk).toBeNull();
  });
});

describe("an answer to a bulk request", () => {
  /** Changes what the service said of its operations. */
  const retold = (change: (operations: readonly object[]) => readonly object[]) => {
    chat.wire.retell = (path, response) => {
      if (!path.endsWith("/Bulk")) return response;
      const body = JSON.parse(response.body);
      return { ...response, body: JSON.stringify({ ...body, Operations: change(body.Operations) }) };
    };
  };
  const made = () => chat.sandbox.log("chat").filter(({ action }) => action === "created");

  test.each([
    ["leaves operations out", (all: readonly object[]) => all.slice(0, 2)],
    ["is empty", () => []],
    ["comes in another order", (all: readonly object[]) => all.toReversed()],
    ["has an operation twice", (all: readonly object[]) => [...all, ...all.slice(0, 1)]],
    ["has a status that is none", (all: readonly object[]) => all.map((each) => ({ ...each, status: "fine" }))],
    ["has statuses as numbers", (all: readonly object[]) => all.map((each) => ({ ...each, status: 201 }))],
    ["has statuses as codes", (all: readonly object[]) => all.map((each) => ({ ...each, status: { code: "201" } }))],
    ["names no place", (all: readonly object[]) => all.map((each) => ({ ...each, location: undefined }))],
    ["tells of strangers", (all: readonly object[]) => all.map((each) => ({ ...each, bulkId: "x" }))],
  ])("that %s makes no second account, and everybody is looked at", async (_, change) => {
    chat = await open();
    retold(change);
    const outcomes = await applyAll(chat.connector, range(4).map(joins));
    expect(outcomes).toMatchObject(range(4).map(() => ({ status: "applied", reason: null })));
    expect(made()).toHaveLength(4);
    expect(lintErrors()).toEqual([]);
    expect(writes()).toHaveLength(1);
  });

  test("that says 409 of an account that is there leads to a look, and to a change of it", async () => {
    chat = await open({ people: 2 });
    chat.sandbox.faults("chat").add({ kind: "filter-blind", path: "/Users", times: 4 });
    const outcomes = await applyAll(chat.connector, [joins(1), joins(7)]);
    expect(outcomes).toMatchObject([{ account: "u1", status: "unchanged" }, { status: "applied" }]);
    expect(chat.sandbox.snapshot("chat").users).toHaveLength(3);
  });

  test("that says of one operation to wait sends that one again by itself", async () => {
    chat = await open();
    retold((all) =>
      all.map((each, at) => (at === 0 ? { ...each, status: "429", location: undefined, response: {} } : each)),
    );
    const outcomes = await applyAll(chat.connector, range(3).map(joins));
    expect(outcomes.slice(1)).toMatchObject([{ status: "applied" }, { status: "applied" }]);
    expect(writes()).toEqual([expect.stringMatching(/\/Bulk$/), expect.stringMatching(/\/Users$/)]);
    expect(made()).toHaveLength(3);
  });

  test.each(["hang-after-effect", "hang-before-effect"] as const)(
    "that never comes (%s) leaves everybody in doubt: they are looked at, and what is missing goes one by one",
    async (kind) => {
      chat = await open({ deadline: 150 });
      chat.sandbox.faults("chat").add({ kind, method: "POST", path: "/Bulk" });
      const outcomes = await applyAll(chat.connector, range(3).map(joins));
      expect(outcomes).toMatchObject(range(3).map(() => ({ status: "applied", reason: null })));
      expect(made()).toHaveLength(3);
      expect(writes()).toHaveLength(kind === "hang-after-effect" ? 1 : 4);
      expect(lintErrors()).toEqual([]);
    },
  );

  test.each([
    ["500 after the effect", { kind: "status-after-effect", status: 500 }, 1],
    ["400 after the effect", { kind: "status-after-effect", status: 400 }, 1],
    ["a sign-in page", { kind: "login-page" }, 4],
    ["202 with the effect", { kind: "accepted", effect: true }, 1],
    ["half of the JSON", { kind: "truncated-json" }, 1],
    ["half of the bytes", { kind: "reset-midway" }, 1],
  ] as const)("of %s makes everybody once", async (_, fault, requests) => {
    chat = await open();
    chat.sandbox.faults("chat").add({ ...fault, method: "POST", path: "/Bulk" });
    const outcomes = await applyAll(chat.connector, range(3).map(joins));
    expect(outcomes).toMatchObject(range(3).map(() => ({ status: "applied", reason: null })));
    expect(made()).toHaveLength(3);
    expect(writes()).toHaveLength(requests);
    expect(lintErrors()).toEqual([]);
  });

  test("that refuses who calls ends the batch", async () => {
    chat = await open();
    chat.sandbox.faults("chat").add({ kind: "status", status: 401, times: Number.POSITIVE_INFINITY, method: "POST" });
    expect(new Set(await statuses(range(3).map(joins)))).toEqual(new Set(["failed"]));
    expect(chat.sandbox.log("chat")).toEqual([]);
  });
});

describe("a service that does not take a bulk request", () => {
  test("because it has none gets single ones from then on", async () => {
    chat = await open({ vary: { bulk: { supported: false, maxOperations: 0 } } });
    expect(await statuses(range(3).map(joins))).toEqual(["applied", "applied", "applied"]);
    expect(await statuses([joins(7), joins(8)])).toEqual(["applied", "applied"]);
    expect(writes().filter((request) => request.endsWith("/Bulk"))).toHaveLength(1);
    expect(writes()).toHaveLength(6);
  });

  test.each([501, 403, 405])("but says %i gets single ones", async (status) => {
    chat = await open();
    chat.sandbox.faults("chat").add({ kind: "status", status, path: "/Bulk" });
    expect(await statuses(range(3).map(joins))).toEqual(["applied", "applied", "applied"]);
    expect(writes()).toHaveLength(4);
  });

  test("because it is too large gets halves, and remembers it", async () => {
    chat = await open({ vary: { bulk: { ...bulk, maxOperations: 10 } } });
    expect(new Set(await statuses(range(40).map(joins)))).toEqual(new Set(["applied"]));
    expect(chat.sandbox.log("chat")).toHaveLength(40);
    // 40 and 20 are too many, four times 10 are not.
    expect(writes()).toHaveLength(6);
    const before = writes().length;
    expect(new Set(await statuses(range(20).map((number) => joins(100 + number))))).toEqual(new Set(["applied"]));
    expect(writes().length - before).toBe(2);
  });
});

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

function whose(number: number): Whose {
  const person = `e${1000 + number}`;
  return { application: "chat", person, account: `u${number}`, userName: `${person}@example.com` };
}

function joins(number: number): Change {
  const { userName, person } = whose(number);
  const attributes = { displayName: person, title: "Engineer", email: userName };
  return creates({ ...whose(number), account: null }, { userName, externalId: person, active: true, attributes });
}

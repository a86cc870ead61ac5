import { afterEach, describe, expect, test } from "vitest";
import type { Change } from "../../../src/model/change.ts";
import type { Entitlement } from "../../../src/model/role.ts";
import type { Fault } from "../../../src/sandbox/faults/faults.ts";
import { creates, deletes, disables, grants, revokes, updates, type Whose } from "../../support/changes.ts";
import { applyAll, type Chat, openChat, readWhole } from "../../support/sandbox-chat.ts";
import { RawScim } from "../../support/scim-rig.ts";

let chat: Chat;
afterEach(() => chat.close());

const forever = Number.POSITIVE_INFINITY;

describe("a create whose answer goes wrong", () => {
  const after: readonly (readonly [string, Fault])[] = [
    ["a reset after the effect", { kind: "reset-after-effect" }],
    ["a reset before the effect", { kind: "reset-before-effect" }],
    ["500 after the effect", { kind: "status-after-effect", status: 500 }],
    ["503 before the effect", { kind: "status", status: 503 }],
    ["429 with a date", { kind: "status", status: 429, retryAfter: "Fri, 20 Nov 2026 08:00:20 GMT" }],
    ["503 with Retry-After", { kind: "status", status: 503, retryAfter: "5" }],
    ["202 with the effect", { kind: "accepted", effect: true }],
    ["half of the JSON", { kind: "truncated-json" }],
    ["half of the bytes", { kind: "reset-midway" }],
    ["another type of content", { kind: "wrong-content-type" }],
  ];
  test.each(after)("by %s leads to one account, applied", async (_, fault) => {
    chat = await openChat();
    chat.sandbox.faults("chat").add({ ...fault, method: "POST", path: "/Users" });
    const outcomes = await applyAll(chat.connector, [joins(1)]);
    expect(outcomes).toMatchObject([{ status: "applied", reason: null }]);
    expect(outcomes[0]?.account).toBe(chat.sandbox.snapshot("chat").users[0]?.["id"]);
    expect(chat.sandbox.log("chat").filter(({ action }) => action === "created")).toHaveLength(1);
  });

  test.each([{ kind: "hang-before-effect" }, { kind: "hang-after-effect" }] as const)(
    "by $kind leads to one account, applied",
    async (fault) => {
      chat = await openChat({ deadline: 150 });
      chat.sandbox.faults("chat").add({ ...fault, method: "POST", path: "/Users" });
      expect(await applyAll(chat.connector, [joins(1)])).toMatchObject([{ status: "applied", reason: null }]);
      expect(chat.sandbox.snapshot("chat").users).toHaveLength(1);
    },
  );

  test("for good fails after three tries, and says what came", async () => {
    chat = await openChat();
    chat.sandbox.faults("chat").add({ kind: "status", status: 500, method: "POST", times: forever });
    expect(await applyAll(chat.connector, [joins(1)])).toMatchObject([
      { status: "failed", reason: "chat answered 500", attempts: 3 },
    ]);
  });

  test("by 409 without such an account fails at once: the conflict is about something else", async () => {
    chat = await openChat();
    chat.sandbox.faults("chat").add({ kind: "false-conflict", method: "POST", times: forever });
    expect(await applyAll(chat.connector, [joins(1)])).toMatchObject([{ status: "failed", attempts: 1 }]);
  });

  test("by an answer without an effect is unverified", async () => {
    chat = await openChat();
    chat.sandbox.faults("chat").add({ kind: "no-effect", method: "POST" });
    expect(await applyAll(chat.connector, [joins(1)])).toMatchObject([{ status: "unverified" }]);
    expect(chat.sandbox.log("chat")).toEqual([]);
  });

  test("because a blind filter hid the account ends in a conflict, never in a second account", async () => {
    chat = await openChat({ people: 2 });
    chat.sandbox.faults("chat").add({ kind: "filter-blind", path: "/Users", times: 2 });
    const outcomes = await applyAll(chat.connector, [joins(1)]);
    expect(outcomes).toMatchObject([{ account: "u1", attempts: 1, status: "unchanged" }]);
    expect(chat.sandbox.snapshot("chat").users).toHaveLength(2);
  });
});

describe("a membership that nobody can see", () => {
  test.each([{ kind: "reset-after-effect" }, { kind: "status", status: 503 }] as const)(
    "is written again when the answer was lost by $kind",
    async (fault) => {
      chat = await openChat({ people: 2, groups: { everybody: [] }, profile: "jackson" });
      chat.sandbox.faults("chat").add({ ...fault, method: "PATCH" });
      const outcomes = await applyAll(chat.connector, [grants(whose(1), everybody)]);
      expect(outcomes).toMatchObject([{ status: "unverified", attempts: 2 }]);
      expect(chat.sandbox.snapshot("chat").groups[0]?.["members"]).toEqual(["u1"]);
    },
  );
});

describe("a change of an account", () => {
  test.each([
    ["no effect", { kind: "no-effect" }, "unverified"],
    ["a lost reply", { kind: "reset-after-effect" }, "applied"],
    ["a broken connection", { kind: "reset-before-effect" }, "applied"],
    ["412", { kind: "status", status: 412 }, "refused"],
    ["403", { kind: "status", status: 403 }, "failed"],
    ["400", { kind: "status", status: 400 }, "failed"],
    ["500 after the effect", { kind: "status-after-effect", status: 500 }, "applied"],
    ["202 without the effect", { kind: "accepted", effect: false }, "unverified"],
  ] as const)("with %s is %s", async (_, fault, status) => {
    chat = await openChat({ people: 3 });
    chat.sandbox.faults("chat").add({ ...fault, method: "PATCH" });
    const [outcome] = await applyAll(chat.connector, [updates(whose(1), { attributes: { title: "Director" } })]);
    expect(outcome?.status).toBe(status);
    expect(outcome?.reason === null).toBe(status === "applied");
    expect(chat.sandbox.log("chat").length).toBeLessThanOrEqual(1);
  });

  test("that only names what differs sends only that", async () => {
    chat = await openChat({ people: 1 });
    const attributes = { title: "Engineer", displayName: "New", department: "Ops" };
    await applyAll(chat.connector, [updates(whose(0), { attributes })]);
    const [effect] = chat.sandbox.log("chat");
    expect(Object.keys(effect?.after ?? {}).sort()).toEqual([
      "displayName",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    ]);
  });

  test("keeps addresses that are not ours", async () => {
    chat = await openChat();
    const emails = [
      { value: "home@example.com", type: "home", primary: true },
      { value: "work@example.com", type: "work" },
    ];
    chat.sandbox.load("chat", {
      users: [{ id: "u0", userName: "e1000@example.com", externalId: "e1000", emails }],
      groups: [],
    });
    await applyAll(chat.connector, [updates(whose(0), { attributes: { email: "new@example.com" } })]);
    expect(chat.sandbox.snapshot("chat").users[0]?.["emails"]).toEqual([
      emails[0],
      { value: "new@example.com", type: "work" },
    ]);
  });

  test("of somebody who is gone fails, and so does not make a new account", async () => {
    chat = await openChat();
    expect(await applyAll(chat.connector, [updates(whose(1), { attributes: { title: "X" } })])).toMatchObject([
      { status: "failed" },
    ]);
    expect(chat.sandbox.counters("chat").mutating).toBe(0);
  });

  test("that deletes an account twice is applied once", async () => {
    chat = await openChat({ people: 2 });
    expect(await applyAll(chat.connector, [deletes(whose(1))])).toMatchObject([{ status: "applied", account: "u1" }]);
    expect(await applyAll(chat.connector, [deletes(whose(1))])).toMatchObject([{ status: "unchanged" }]);
    expect(chat.sandbox.counters("chat").mutating).toBe(1);
  });

  test("that is only accepted by DELETE is unverified", async () => {
    chat = await openChat({ people: 2, dialect: "deactivating" });
    expect(await applyAll(chat.connector, [deletes(whose(1))])).toMatchObject([{ status: "unverified" }]);
  });
});

describe("members of a group", () => {
  test("go out in requests of the profile's size, with one look before and one after", async () => {
    chat = await openChat({ people: 250, groups: { everybody: [] } });
    const changes = range(250).map((number) => grants(whose(number), everybody));
    const outcomes = await applyAll(chat.connector, changes);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["applied"]));
    expect(chat.sandbox.counters("chat").byMethod).toEqual({ GET: 3, PATCH: 3 });
    expect(chat.connector.predict(changes)).toBe(3);
    expect(await applyAll(chat.connector, changes)).toMatchObject(changes.map(() => ({ status: "unchanged" })));
    expect(chat.sandbox.counters("chat").mutating).toBe(3);
  });

  test("that one bad account spoils are halved until it stands alone", async () => {
    chat = await openChat({ people: 99, groups: { everybody: [] } });
    const changes = range(100).map((number) => grants(whose(number), everybody));
    const outcomes = await applyAll(chat.connector, changes);
    expect(outcomes.map(({ status }) => status)).toEqual([...range(99).map(() => "applied"), "failed"]);
    expect(chat.sandbox.counters("chat").mutating).toBeLessThan(20);
  });

  test.each([
    ["a lost reply", { kind: "reset-after-effect" }],
    ["a broken connection", { kind: "reset-before-effect" }],
    ["500 after the effect", { kind: "status-after-effect", status: 500 }],
    ["503", { kind: "status", status: 503 }],
  ] as const)("come in also after %s", async (_, fault) => {
    chat = await openChat({ people: 10, groups: { everybody: [] } });
    chat.sandbox.faults("chat").add({ ...fault, method: "PATCH" });
    const outcomes = await applyAll(
      chat.connector,
      range(10).map((number) => grants(whose(number), everybody)),
    );
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["applied"]));
  });

  test("that the application accepts and drops are unverified", async () => {
    chat = await openChat({ people: 10, groups: { everybody: [] } });
    chat.sandbox.faults("chat").add({ kind: "no-effect", method: "PATCH", times: forever });
    const outcomes = await applyAll(
      chat.connector,
      range(3).map((number) => grants(whose(number), everybody)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(["unverified", "unverified", "unverified"]);
  });

  test("leave together, each by its own operation", async () => {
    chat = await openChat({ people: 150, groups: { everybody: range(150) } });
    const outcomes = await applyAll(
      chat.connector,
      range(120).map((number) => revokes(whose(number), everybody)),
    );
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["applied"]));
    expect(chat.sandbox.counters("chat").mutating).toBe(2);
    expect(chat.sandbox.snapshot("chat").groups[0]?.["members"]).toHaveLength(30);
  });

  test("of a group whose members cannot be seen are asked for one by one", async () => {
    chat = await openChat({
      dialect: "small-pages",
      profile: "aws-identity-center",
      people: 120,
      groups: { everybody: [0] },
    });
    const changes = range(120).map((number) => grants(whose(number), everybody));
    const outcomes = await applyAll(chat.connector, changes);
    expect(outcomes.map(({ status }) => status)).toEqual(["unchanged", ...range(119).map(() => "applied")]);
    expect(chat.sandbox.counters("chat").byMethod).toEqual({ GET: 1 + 120 + 119, PATCH: 2 });
  });

  test("are not former ones because the application has lost sight of their group for a moment", async () => {
    chat = await openChat({ people: 3, groups: { everybody: [0, 1] } });
    chat.sandbox.faults("chat").add({ kind: "status", status: 500, method: "PATCH", path: "/Groups" });
    chat.sandbox.faults("chat").add({ kind: "status", status: 404, method: "GET", path: "/Groups", after: 2 });
    expect(await applyAll(chat.connector, [revokes(whose(1), everybody)])).toMatchObject([{ status: "applied" }]);
    expect(chat.sandbox.snapshot("chat").groups[0]?.["members"]).toHaveLength(1);
  });

  test("are not told of by a look that finds their group by its name only", async () => {
    chat = await openChat({ people: 3, groups: { everybody: [0, 1] } });
    chat.sandbox.faults("chat").add({ kind: "status", status: 404, method: "GET", path: "/Groups", after: 1 });
    const inspect = () => chat.connector.inspect([revokes(whose(1), everybody)], new AbortController().signal);
    expect(await inspect()).toMatchObject([{ isSo: null }]);
    expect(await inspect()).toMatchObject([{ isSo: false }]);
  });

  test("of a group that was made anew since are written to the new one", async () => {
    chat = await openChat({ people: 2, groups: { everybody: [] } });
    await readWhole(chat.connector);
    const raw = new RawScim({ url: chat.sandbox.url("chat"), token: "t" });
    await raw.send("DELETE", "/Groups/g-everybody");
    expect(await applyAll(chat.connector, [grants(whose(1), everybody)])).toMatchObject([{ status: "failed" }]);
    await raw.createGroup("everybody");
    expect(await applyAll(chat.connector, [grants(whose(1), everybody)])).toMatchObject([{ status: "applied" }]);
  });
});

describe("roles and licences", () => {
  test("of one account go out as one request, and what else it holds stays", async () => {
    chat = await openChat();
    const users = [
      {
        id: "u0",
        userName: "e1000@example.com",
        externalId: "e1000",
        roles: [{ value: "viewer" }],
        entitlements: [{ value: "OLD" }],
      },
    ];
    chat.sandbox.load("chat", { users, groups: [] });
    const gives = [
      grants(whose(0), role("editor")),
      grants(whose(0), license("PRO")),
      grants(whose(0), role("viewer")),
    ];
    expect((await applyAll(chat.connector, gives)).map(({ status }) => status)).toEqual([
      "applied",
      "applied",
      "unchanged",
    ]);
    expect(await applyAll(chat.connector, [revokes(whose(0), license("OLD"))])).toMatchObject([{ status: "applied" }]);
    expect(chat.sandbox.counters("chat").mutating).toBe(2);
    expect(chat.sandbox.snapshot("chat").users[0]).toMatchObject({
      roles: [{ value: "viewer" }, { value: "editor" }],
      entitlements: [{ value: "PRO" }],
    });
  });

  test("that the vendor has none left of fail, and say so", async () => {
    const quota = { attribute: "entitlements", limits: { PRO: 1 }, countsDisabled: true, refusal: 409 } as const;
    chat = await openChat({ people: 2, dialect: "licensed", vary: { quota } });
    const outcomes = await applyAll(chat.connector, [
      grants(whose(0), license("PRO")),
      grants(whose(1), license("PRO")),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["applied", "failed"]);
  });
});

describe("an application that is out of reach", () => {
  test("while it applies stops the rest, which is not reached", async () => {
    chat = await openChat({ people: 50, groups: { everybody: [] } });
    chat.sandbox.faults("chat").add({ kind: "reset-before-effect", method: "PATCH", times: forever });
    const changes = range(50).map((number) => updates(whose(number), { attributes: { title: "New" } }));
    const outcomes = await applyAll(chat.connector, changes);
    const count = (status: string) => outcomes.filter((outcome) => outcome.status === status).length;
    expect(count("failed") + count("not-reached")).toBe(50);
    expect(count("failed")).toBeLessThanOrEqual(12);
  });

  test("that refuses the token is not asked again and again", async () => {
    chat = await openChat({ people: 50 });
    chat.sandbox.faults("chat").add({ kind: "status", status: 401, times: forever });
    const outcomes = await applyAll(
      chat.connector,
      range(50).map((number) => disables(whose(number))),
    );
    expect(outcomes.every(({ status }) => status === "failed" || status === "not-reached")).toBe(true);
    expect(chat.wire.requests).toBeLessThan(20);
  });

  test("when it asks to wait for an hour makes nothing further, and nothing is sent meanwhile", async () => {
    chat = await openChat({ people: 50 });
    chat.sandbox.faults("chat").add({ kind: "status", status: 429, retryAfter: "3600", method: "PATCH" });
    const outcomes = await applyAll(
      chat.connector,
      range(50).map((number) => disables(whose(number))),
    );
    expect(outcomes.some(({ status }) => status === "not-reached")).toBe(true);
    const mutating = chat.sandbox.counters("chat").mutating;
    expect(mutating).toBeLessThanOrEqual(8);
    expect(outcomes.filter(({ status }) => status === "applied").length).toBeLessThanOrEqual(mutating);
  });
});

describe("requests", () => {
  test("for 300 joiners in three groups are the least there can be, and none the second time", async () => {
    chat = await openChat({ groups: { everybody: [], staff: [], eu: [] } });
    const makes = range(300).map(joins);
    const gives = range(300).flatMap((number) =>
      ["everybody", "staff", "eu"].map((value) => grants({ ...whose(number), account: null }, { ...everybody, value })),
    );
    const first = [...(await applyAll(chat.connector, makes)), ...(await applyAll(chat.connector, gives))];
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set(["applied"]));
    expect(chat.sandbox.counters("chat").mutating).toBe(300 + 3 * 3);
    expect(chat.connector.predict([...makes, ...gives])).toBe(309);
    const again = await chat.reopen();
    const second = [...(await applyAll(again, makes)), ...(await applyAll(again, gives))];
    expect(new Set(second.map(({ status }) => status))).toEqual(new Set(["unchanged"]));
    expect(chat.sandbox.counters("chat").mutating).toBe(309);
  });

  test("to look are few when a listing is cheaper than asking for each", async () => {
    chat = await openChat({ people: 100 });
    await applyAll(
      chat.connector,
      range(100).map((number) => disables(whose(number))),
    );
    expect(chat.sandbox.counters("chat").byMethod).toEqual({ GET: 2, PATCH: 100 });
  });

  test("never carry the token anywhere but in its header", async () => {
    chat = await openChat({ people: 3 });
    await readWhole(chat.connector);
    expect(JSON.stringify(chat.connector)).not.toContain('"t"');
  });
});

const everybody: Entitlement = { application: "chat", type: "group", value: "everybody" };

function role(value: string): Entitlement {
  return { application: "chat", type: "role", value };
}

function license(value: string): Entitlement {
  return { application: "chat", type: "license", value };
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

function whose(number: number): Whose {
  return {
    application: "chat",
    person: `e${1000 + number}`,
    account: `u${number}`,
    userName: `e${1000 + number}@example.com`,
  };
}

function joins(number: number): Change {
  const { userName, person } = whose(number);
  const attributes = { displayName: person, title: "Engineer", email: userName };
  return creates({ ...whose(number), account: null }, { userName, externalId: person, active: true, attributes });
}

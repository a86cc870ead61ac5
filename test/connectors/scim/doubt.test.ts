import { describe, expect, test } from "vitest";
import { aUser, scimRig } from "../../simulation/rig.ts";
import { creates, disables, enables, grants, revokes, updates } from "../../support/changes.ts";

const whose = { application: "chat", person: "e1", account: "u1", userName: "e1@example.com" };
const rename = updates(whose, { attributes: { displayName: "New" } });
const slow = { habits: { lag: 1000 }, profile: { readAfterWriteDelay: 1000 } };

describe("where a write takes a while to be seen", () => {
  test("a create whose answer is lost is not made a second time", async () => {
    const { server, apply } = await scimRig({
      ...{ ...slow, habits: { ...slow.habits, unique: false } },
      faults: [{ kind: "request", what: "500-after", on: "create-account", nth: 1 }],
    });
    const image = { userName: "e1@example.com", externalId: "e1", active: true, attributes: {} };
    expect(await apply([creates({ ...whose, account: null }, image)])).toMatchObject([{ status: "applied" }]);
    expect(server.state.users.size).toBe(1);
  });

  test("a whole account is put back with what was changed just before", async () => {
    const { server, apply } = await scimRig({
      habits: { ...slow.habits, versions: false },
      profile: { ...slow.profile, update: { verb: "PUT", lists: "whole" }, etag: false },
      users: [aUser({ active: false })],
    });
    expect(await apply([rename, enables(whose)])).toMatchObject([{ status: "applied" }, { status: "applied" }]);
    expect(server.state.users.get("u1")?.fields).toMatchObject({ displayName: "New", active: true });
  });
});

describe("what a look shows", () => {
  test("settles a write that found its version moved by a first try of its own", async () => {
    const { server, apply } = await scimRig({
      users: [aUser()],
      faults: [
        { kind: "request", what: "reset-after", on: "update-account", nth: 1 },
        { kind: "request", what: "stale", on: "read", nth: 2 },
      ],
    });
    expect(await apply([rename])).toMatchObject([{ status: "applied", attempts: 2 }]);
    expect(server.effects).toHaveLength(1);
  });

  test("and lacks what was just done does not bring back a right that was taken", async () => {
    for (const update of [
      { verb: "PATCH", lists: "whole" },
      { verb: "PUT", lists: "whole" },
    ] as const) {
      const { server, apply } = await scimRig({
        habits: { versions: false },
        profile: { update, etag: false },
        users: [aUser({ roles: [{ value: "reader" }] })],
        faults: [{ kind: "request", what: "stale", on: "read", nth: 3 }],
      });
      const role = (value: string) => ({ application: "chat", type: "role", value }) as const;
      expect(await apply([revokes(whose, role("reader"))])).toMatchObject([{ status: "applied" }]);
      expect(await apply([grants(whose, role("writer"))])).toMatchObject([{ status: "applied" }]);
      expect(server.state.users.get("u1")?.fields["roles"]).toEqual([{ value: "writer" }]);
      expect(server.effects.map(({ what }) => what)).toEqual(["take", "give"]);
    }
  });

  test("that cannot be had after a membership was sent leaves it unverified, not untried", async () => {
    const { server, apply } = await scimRig({
      users: [aUser()],
      groups: ["a"],
      faults: [{ kind: "request", what: "401-from-here", on: "read", nth: 3 }],
    });
    const grant = grants(whose, { application: "chat", type: "group", value: "a" });
    expect(await apply([grant])).toMatchObject([{ status: "unverified", attempts: 1 }]);
    expect(server.effects).toHaveLength(1);
  });
});

describe("a filter that counts one and shows none", () => {
  const cut = { faults: [{ kind: "request", what: "cut-listing", on: "read", nth: 1 }] } as const;

  test("does not prove that somebody has no account", async () => {
    const { server, apply } = await scimRig({ ...cut, habits: { unique: false }, users: [aUser()] });
    const image = { userName: "e1@example.com", externalId: "e1", active: true, attributes: {} };
    const [outcome] = await apply([creates({ ...whose, account: null }, image)]);
    expect(outcome).toMatchObject({ status: "failed", reason: expect.stringContaining("counts 1 and shows 0") });
    expect(server.state.users.size).toBe(1);
  });

  test("does not prove that there is no group, and so nobody in it", async () => {
    const { apply } = await scimRig({ ...cut, users: [aUser()], groups: ["a"] });
    const [outcome] = await apply([revokes(whose, { application: "chat", type: "group", value: "a" })]);
    expect(outcome).toMatchObject({ status: "failed", reason: expect.stringContaining("counts 1 and shows 0") });
  });
});

describe("an id that another account has by now", () => {
  const stranger = aUser({ userName: "somebody@example.com", externalId: null });

  test("is left alone", async () => {
    const { server, apply } = await scimRig({ users: [stranger] });
    expect(await apply([disables(whose)])).toMatchObject([{ status: "refused" }]);
    expect(await apply([rename])).toMatchObject([{ status: "refused" }]);
    expect(server.effects).toEqual([]);
  });

  test("does not hide that a request was sent while it was still the right one", async () => {
    const { server, apply } = await scimRig({
      users: [aUser()],
      faults: [
        { kind: "request", what: "500-after", on: "update-account", nth: 1 },
        { kind: "request", what: "rollback", on: "read", nth: 2 },
        { kind: "request", what: "id-reuse", on: "update-account", nth: 2 },
      ],
    });
    expect(await apply([rename])).toMatchObject([{ status: "failed", attempts: 2 }]);
    expect(server.effects.filter(({ by }) => by === "rig").map(({ what }) => what)).toEqual(["update"]);
  });

  test("is told from an account without a mark that was renamed just before", async () => {
    const { apply } = await scimRig({ users: [aUser({ externalId: null, active: false })] });
    const changes = [updates(whose, { userName: "new@example.com" }), enables(whose)];
    expect(await apply(changes)).toMatchObject([{ status: "applied" }, { status: "applied" }]);
  });
});

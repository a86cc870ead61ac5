import { describe, expect, test } from "vitest";
import type { Connector } from "../../../src/connectors/connector.ts";
import { profiles } from "../../../src/connectors/scim/profile-by-name.ts";
import type { Change } from "../../../src/model/change.ts";
import { dialectByName, dialects } from "../../../src/sandbox/dialects.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/server.ts";
import { creates, deletes, disables, enables, grants, revokes, updates, type Whose } from "../../support/changes.ts";
import { applyAll, readWhole } from "../../support/sandbox-chat.ts";
import { openScimOn, Wire } from "../../support/scim-rig.ts";

const spoken = profiles.map(({ name }) => name).filter((name) => dialectByName(name) !== undefined);
const staff = Array.from({ length: 45 }, (_, index) => `e${1000 + index}`);
const joiners = ["e2001", "e2002"];
const userNameOf = (person: string) => `${person}@example.com`;

const seed = {
  users: staff.map((person) => ({
    ...{ id: `u-${person}`, externalId: person, userName: userNameOf(person), displayName: person, active: true },
    ...{ name: { givenName: "Given", familyName: person }, emails: [{ value: userNameOf(person), type: "work" }] },
    entitlements: [{ value: "profile" }],
  })),
  groups: ["everybody", "engineering"].map((displayName) => ({ id: `g-${displayName}`, displayName })),
};

/** Somebody joins, moves and leaves, and everybody comes into a group, half of them out of it again. */
function lifeOf(accounts: ReadonlyMap<string, string>, isLicensed: boolean): readonly (readonly Change[])[] {
  const whose = (person: string): Whose => {
    const account = accounts.get(person) ?? null;
    return { application: "chat", person, account, userName: userNameOf(person) };
  };
  const group = (value: string) => ({ application: "chat", type: "group", value }) as const;
  const attributes = { givenName: "Given", familyName: "Family", displayName: "Somebody", email: "new@example.com" };
  const renamed = {
    attributes: { displayName: "Other", email: "other@example.com", title: "Lead", department: "R&D" },
  };
  const license = { application: "chat", type: "license", value: "profile" } as const;
  return [
    joiners.flatMap((person) => {
      const after = { userName: userNameOf(person), externalId: person, active: true, attributes };
      const creation = creates(whose(person), after);
      return isLicensed ? [creation, grants({ ...whose(person), needs: [creation.key] }, license)] : [creation];
    }),
    staff.map((person) => grants(whose(person), group("engineering"))),
    staff.slice(0, 23).map((person) => revokes(whose(person), group("engineering"))),
    [updates(whose("e1001"), renamed), updates(whose("e1002"), { userName: "married@example.com" })],
    [disables(whose("e1003")), disables(whose("e1004"))],
    [enables(whose("e1003"))],
    [deletes(whose("e1004"))],
  ];
}

async function live(connector: Connector): Promise<readonly string[]> {
  const pairs = async () => staff.map((person) => ({ person, group: "engineering" }));
  const wish = { attributes: ["displayName", "title", "email"], groups: ["everybody", "engineering"], expected: staff };
  await readWhole(connector, wish);
  const accounts = new Map(staff.map((person) => [person, `u-${person}`]));
  const said: string[] = [];
  for (const changes of lifeOf(accounts, connector.carries?.has("license") === true)) {
    const possible = changes.filter(({ kind }) => connector.can.has(kind));
    for (const { status } of await applyAll(connector, possible)) said.push(status);
  }
  await readWhole(connector, { ...wish, pairs });
  return said;
}

async function served<T>(name: string, use: (connector: Connector, sandbox: Sandbox) => Promise<T>): Promise<T> {
  const dialect = dialectByName(name);
  if (dialect === undefined) throw new Error(`there is no dialect ${name}`);
  const wire = new Wire();
  const sandbox = await startSandbox({ applications: { chat: { dialect, token: "t", seed } }, clock: wire.clock.now });
  try {
    const connector = await openScimOn({ url: sandbox.url("chat"), token: "t", profile: name }, wire);
    return await use(connector, sandbox).finally(() => connector.close());
  } finally {
    await sandbox.close();
  }
}

describe("what our own client sends to a provider with the provider's profile", () => {
  test("is checked for every provider that a profile and a dialect describe", () => {
    const invented = ["small-pages", "rate-limited", "licensed", "deactivating", "snowflake-before-2026-03"];
    const unspoken = Object.keys(dialects).filter((name) => !spoken.includes(name));
    expect(unspoken.sort()).toEqual(invented.sort());
  });

  test.each(spoken)("%s finds no fault with it", (name) =>
    served(name, async (connector, sandbox) => {
      const said = await live(connector);
      const faults = sandbox.lint("chat").filter(({ severity }) => severity === "error");
      expect(faults.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
      expect(said).toContain("applied");
    }),
  );
});

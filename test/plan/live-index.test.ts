import { describe, expect, test } from "vitest";
import type { Account } from "../../src/model/access.ts";
import { LiveIndex } from "../../src/plan/live-index.ts";
import { anAccount } from "../support/live-application.ts";
import { aPerson } from "../support/people.ts";

const people = new Map([aPerson()].map((person) => [person.id, person]));
const indexOf = (...accounts: readonly Account[]) => {
  const index = new LiveIndex(people, ["role:admin", "group:engineering"]);
  for (const account of accounts) index.add(account);
  return index;
};

describe("an index of what is live", () => {
  test("knows whose an account is by the id that it carries", () => {
    const index = indexOf(anAccount(), anAccount({ externalId: "gone" }), anAccount({ externalId: null, id: "x" }));
    expect([...index.byPerson.keys()]).toEqual(["e1001"]);
    expect([...index.strangers.keys()]).toEqual(["id-gone", "x"]);
    expect([index.accounts, index.active]).toEqual([3, 3]);
  });

  test("does not take an account that is listed twice for two", () => {
    const index = indexOf(anAccount(), anAccount());
    expect(index.duplicates.size).toBe(0);
    expect(index.byPerson.size).toBe(1);
  });

  test.each([
    ["the active one", anAccount({ id: "b" }), anAccount({ id: "a", active: false })],
    [
      "the one with the right name",
      anAccount({ id: "b", userName: "E1001@acme.example" }),
      anAccount({ id: "a", userName: "x" }),
    ],
    ["the smaller id", anAccount({ id: "a" }), anAccount({ id: "b" })],
  ])("of two accounts counts %s, whichever comes first", (_, winner, other) => {
    for (const accounts of [
      [winner, other],
      [other, winner],
    ]) {
      const index = indexOf(...accounts);
      expect(index.byPerson.get("e1001")?.id).toBe(winner.id);
      expect([...index.duplicates.keys()]).toEqual([other.id]);
      expect([...index.personOf]).toEqual([[winner.id, "e1001"]]);
      expect(index.misnamed.size).toBe(0);
    }
  });

  test("remembers who bears another name than the roster's", () => {
    expect([...indexOf(anAccount({ userName: "x" })).misnamed]).toEqual(["e1001"]);
  });

  test("remembers who holds what is managed, and nothing else", () => {
    const held = (value: string) => ({ application: "chat", type: "role", value }) as const;
    const index = indexOf(anAccount({ entitlements: [held("admin"), held("other")] }));
    expect([...(index.holders("role:admin")?.members ?? [])]).toEqual(["id-e1001"]);
    expect(index.holders("role:other")).toBeUndefined();
    expect(index.holders("group:engineering")).toBeUndefined();
  });

  test("says of every account that was shown whether it is active, and of others nothing", () => {
    const twins = [anAccount({ id: "a" }), anAccount({ id: "b", active: false })];
    const index = indexOf(...twins, anAccount({ externalId: null, id: "x", active: false }));
    expect(["a", "b", "x", "y"].map((id) => index.isActive(id))).toEqual([true, false, false, undefined]);
  });
});

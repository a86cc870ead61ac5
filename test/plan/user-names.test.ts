import { describe, expect, test } from "vitest";
import { LiveIndex } from "../../src/plan/live-index.ts";
import { type Rename, UserNames } from "../../src/plan/user-names.ts";
import { anAccount } from "../support/live-application.ts";
import { aPerson } from "../support/people.ts";

const people = new Map(["e1", "e2", "e3"].map((id) => aPerson({ id })).map((person) => [person.id, person]));
const named = (owner: string | null, id: string, userName: string) => anAccount({ externalId: owner, id, userName });

function rename(person: string, from: string): Rename {
  const to = people.get(person)?.userName ?? "";
  const subject = { application: "chat", person, account: person, userName: from, because: [], needs: [] };
  return {
    ...subject,
    key: `chat/${person}/update-account`,
    kind: "update-account",
    before: { userName: from },
    after: { userName: to },
  };
}

function claim(person: string, accounts: readonly ReturnType<typeof anAccount>[], renames: readonly Rename[] = []) {
  const answers = [accounts, accounts.toReversed()].map((some) => {
    const index = new LiveIndex(people, []);
    for (const account of some) index.add(account);
    const names = new UserNames(index, new Map(renames.map((change) => [change.person ?? "", change])));
    return names.claim(people.get(person) ?? aPerson());
  });
  expect(answers[0]).toEqual(answers[1]);
  return answers[0];
}

describe("a user name", () => {
  test("that nobody has is free", () =>
    expect(claim("e1", [named("e2", "2", "x")])).toEqual({ kind: "free", needs: [] }));

  test("is had after the account that gives it up", () => {
    const both = [named("e1", "1", "x"), named("e2", "2", "E1@acme.example")];
    expect(claim("e1", both, [rename("e2", "E1@acme.example")])).toEqual({
      kind: "free",
      needs: ["chat/e2/update-account"],
    });
  });

  test("is taken by whom nothing renames", () => {
    expect(claim("e1", [named("e2", "2", "e1@acme.example")])).toMatchObject({ kind: "taken" });
  });

  test("is taken where the application let several have it, unless all give it up", () => {
    const two = [named("e2", "2", "e1@acme.example"), named("gone1", "x", "E1@acme.example")];
    expect(claim("e1", two, [rename("e2", "e1@acme.example")])).toEqual({
      kind: "taken",
      by: "the account of external id gone1",
    });
  });

  test("is taken by the same one in any order of pages", () => {
    const two = [named("gone1", "x", "e1@acme.example"), named("gone2", "y", "e1@acme.example")];
    expect(claim("e1", two)).toEqual({ kind: "taken", by: "the account of external id gone1" });
  });

  test("is taken for all in a circle, and for those who want a name of it", () => {
    const circle = [named("e2", "2", "e3@acme.example"), named("e3", "3", "e2@acme.example"), named("e1", "1", "x")];
    const renames = [rename("e2", "e3@acme.example"), rename("e3", "e2@acme.example")];
    for (const person of ["e2", "e3"]) expect(claim(person, circle, renames)).toMatchObject({ kind: "taken" });
  });
});

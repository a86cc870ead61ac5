import { expect, test } from "vitest";
import { accountLine, groupLine } from "../../src/plan/live-line.ts";
import { anAccount } from "../support/live-application.ts";

test("an account is the same line for any order of its attributes and entitlements", () => {
  const held = ["b", "a"].map((value) => ({ application: "chat", type: "role", value }) as const);
  const one = anAccount({ attributes: { email: "a", title: null }, entitlements: held });
  const other = anAccount({ attributes: { title: null, email: "a" }, entitlements: held.toReversed() });
  expect(accountLine(other)).toBe(accountLine(one));
});

test("an account is the same line after a sign-in: that is no change", () => {
  expect(accountLine(anAccount({ lastSignIn: "2026-11-22T12:00:00Z" }))).toBe(accountLine(anAccount()));
});

test("an attribute that is null is not one that is missing", () => {
  expect(accountLine(anAccount({ attributes: { title: null } }))).not.toBe(accountLine(anAccount({ attributes: {} })));
});

test("a group is the same line for any order of its members", () => {
  const group = (members: readonly string[], asked: readonly string[] | null) =>
    groupLine({
      id: "g",
      name: "n",
      members: new Set(members),
      asked: asked === null ? null : new Set(asked),
      isAmbiguous: false,
    });
  expect(group(["a", "b"], null)).toBe(group(["b", "a"], null));
  expect(group(["a"], ["b", "a"])).toBe(group(["a"], ["a", "b"]));
  expect(group(["a"], null)).not.toBe(group(["a"], ["a"]));
});

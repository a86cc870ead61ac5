import { describe, expect, test } from "vitest";
import { attributePath, valueAt } from "../../../src/connectors/scim/attribute-path.ts";
import type { JsonObject } from "../../../src/connectors/scim/json.ts";

const activity = "urn:example:params:scim:schemas:extension:activity:1.0:User";
const user: JsonObject = {
  LastLogin: "a",
  meta: { lastAccess: "b" },
  [activity.toUpperCase()]: { lastSignIn: "c", by: { at: "d" } },
  list: [{ value: "e" }],
};

describe("an attribute of an account", () => {
  test.each([
    ["lastLogin", "a"],
    ["urn:ietf:params:scim:schemas:core:2.0:User:lastlogin", "a"],
    ["meta.lastAccess", "b"],
    [`${activity}:lastSignIn`, "c"],
    [`${activity}:by.at`, "d"],
    ["lastSignIn", undefined],
    ["meta.lastLogin", undefined],
    ["lastLogin.at", undefined],
    ["list.value", undefined],
    ["urn:example:other:lastSignIn", undefined],
  ])("%s is found where the notation says", (text, value) => {
    expect(valueAt(user, attributePath(text))).toBe(value);
    expect(attributePath(text).text).toBe(text);
  });
});

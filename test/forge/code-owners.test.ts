import { describe, expect, test } from "vitest";
import { ownersOf } from "../../src/forge/code-owners.ts";

describe("code owners", () => {
  test.each([
    ["* @a", ["@a"]],
    ["/policies/ @a", ["@a"]],
    ["policies/ @a # words", ["@a"]],
    ["/policies @a", ["@a"]],
    ["/policies/** @a @b", ["@a", "@b"]],
    ["/policies/ @a\n* @b", ["@b"]],
    ["/policies/*.rego @a", []],
    ["/policies/thresholds.yaml @a", []],
    ["/policies/ @a\n/policies/thresholds.yaml", []],
    ["/policies/ @a\n/roles/", ["@a"]],
    ["/policies/ @a\n* ", []],
    ["# /policies/ @a", []],
    ["", []],
  ])("of policies/ in %j are %j", (text, owners) => {
    expect(ownersOf(text, "policies/")).toEqual(owners);
  });

  test("of a file are those of its folder", () => {
    expect(ownersOf("/audit/ @a", "audit/anchor.json")).toEqual(["@a"]);
  });
});

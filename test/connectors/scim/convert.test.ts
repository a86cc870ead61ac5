import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toAccount } from "../../../src/connectors/scim/convert.ts";
import type { JsonObject } from "../../../src/connectors/scim/json.ts";
import { operationsFor, userBody } from "../../../src/connectors/scim/patch.ts";
import { generic } from "../../../src/connectors/scim/profiles/generic.ts";
import { ENTERPRISE_SCHEMA } from "../../../src/connectors/scim/schema-urn.ts";
import type { AccountImage } from "../../../src/model/change.ts";

const reading = { application: "chat", profile: generic, attributes: generic.attributes, lastSignIn: null };

describe("a SCIM User", () => {
  test("becomes an account whatever the case of its attribute names", () => {
    const user: JsonObject = {
      ...{ ID: "u1", UserName: "ann@example.com", externalid: "e1", Active: "False", TITLE: "Engineer" },
      name: { GivenName: "Ann" },
      [ENTERPRISE_SCHEMA.toUpperCase()]: { Department: "Ops" },
      roles: [{ value: "admin" }, "plain"],
      Meta: { Version: 'W/"3"' },
    };
    expect(toAccount(user, reading)).toEqual({
      ...{ application: "chat", id: "u1", externalId: "e1", userName: "ann@example.com", active: false },
      attributes: {
        ...{ givenName: "Ann", familyName: null, displayName: null, email: null, title: "Engineer" },
        ...{ department: "Ops", costCenter: null, userType: null },
      },
      entitlements: [
        { application: "chat", type: "role", value: "admin" },
        { application: "chat", type: "role", value: "plain" },
      ],
      version: 'W/"3"',
      lastSignIn: null,
    });
  });

  test("without id or userName is no account; without active it is active", () => {
    expect(toAccount({ id: "u1" }, reading)).toBeNull();
    expect(toAccount({ userName: "a" }, reading)).toBeNull();
    expect(toAccount({ id: 7, userName: "a", externalId: "" }, reading)).toMatchObject({
      id: "7",
      active: true,
      externalId: null,
    });
  });

  test.each([
    [
      [
        { value: "a", type: "home", primary: true },
        { value: "b", type: "Work" },
      ],
      "b",
    ],
    [
      [
        { value: "a", type: "home" },
        { value: "b", primary: true },
      ],
      "b",
    ],
    [[{ value: "a" }, { value: "b" }], "a"],
    [[], null],
  ])("has the address for work, else the primary, else the first", (emails, expected) => {
    expect(toAccount({ id: "u", userName: "u", emails }, reading)?.attributes["email"]).toBe(expected);
  });
});

describe("operations", () => {
  const text = fc.string({ minLength: 1 }).filter((value) => value.trim() !== "");
  const image = fc.record({
    userName: text,
    externalId: fc.option(text),
    active: fc.boolean(),
    attributes: fc.record(Object.fromEntries(generic.attributes.map((name) => [name, fc.option(text)]))),
  });

  test("make any account what any image says, attribute by attribute, and then there are none", () => {
    fc.assert(
      fc.property(image, image, (before, after) => {
        const user: JsonObject = { id: "u1", ...userBody(before, generic) };
        expect(operationsFor(user, before, generic)).toEqual([]);
        const operations = operationsFor(user, after, generic);
        expect(operations).toHaveLength(differing(before, after));
        for (const { op, value } of operations) expect(op === "remove").toBe(value === undefined);
      }),
    );
  });

  test("quote what they put into a path", () => {
    const user: JsonObject = { id: "u1", userName: "u", emails: [{ value: "a", type: 'wo"rk' }] };
    const [operation] = operationsFor(user, { attributes: { email: "b" } }, generic);
    expect(operation).toEqual({ op: "replace", path: 'emails[type eq "wo\\"rk"].value', value: "b" });
  });
});

function differing(before: AccountImage, after: AccountImage): number {
  const names = generic.attributes.filter((name) => before.attributes[name] !== after.attributes[name]);
  const isRenamed = before.userName.toLowerCase() !== after.userName.toLowerCase();
  return (
    names.length +
    [isRenamed, before.externalId !== after.externalId, before.active !== after.active].filter(Boolean).length
  );
}

import { describe, expect, test } from "vitest";
import { RollcallError } from "../../src/model/error.ts";
import { KnownNames, namesAsked } from "../../src/run/known-names.ts";
import { november, Recorded } from "../audit/questions/recorded.ts";
import { load } from "../support/written.ts";

const { organization } = await load();
if (organization === null) throw new Error("the files have mistakes");
const known = new KnownNames(organization);
const ledger = new Recorded()
  .run(november(3), [{ person: "e7777", application: "wiki", target: "group:old" }])
  .run(november(4), [{ person: null, account: "a-9", kind: "disable-account", target: null }])
  .event(november(5), { kind: "erasure", person: "e8888", keys: [], reason: "request" });
for (const record of ledger.records) known.take(record);

/** What is said of names; null: they are known. */
function said(asked: Parameters<KnownNames["check"]>[0]): string | null {
  try {
    known.check(asked);
    return null;
  } catch (error) {
    if (error instanceof RollcallError && error.code === "input-invalid") return error.message;
    throw error;
  }
}

describe("a name that somebody asks about", () => {
  test.each([
    ["of the files", { person: "e1003", application: "ide-vendor", target: "chat/role:moderator" }],
    ["of a seat", { target: "seat:ide/us" }],
    ["of an overflow", { target: "ide-vendor/seat:ide/global" }],
    ["of an account", { target: "account" }],
    ["of the ledger alone", { person: "e7777", application: "wiki", target: "group:old" }],
    ["of an account of nobody", { person: "account:chat/a-9" }],
    ["of somebody who was erased", { person: "e8888" }],
  ])("%s is known", (_what, asked) => {
    expect(said(asked)).toBe(null);
  });

  test.each([
    [{ application: "Chat" }, '"chat"'],
    [{ person: "e101" }, '"e1001"'],
    [{ target: "group:enginering" }, '"group:engineering"'],
    [{ person: "nobody at all" }, '"nobody at all"'],
    [{ person: "" }, '""'],
    [{ application: "" }, '""'],
    [{ target: "wiki/group:engineering" }, '"chat/group:engineering"'],
  ])("%j is not, and the nearest is named", (asked, part) => {
    expect(said(asked)).toContain(part);
  });

  test("cannot write to a terminal, whether it is asked for or near to that", () => {
    expect(said({ person: "e1\u001b[2J" })).toMatch(/^[ -~]*$/);
  });
});

test("only those that a question is about are asked for", () => {
  const on = november(5);
  expect(namesAsked({ question: "access", on })).toBe(null);
  expect(namesAsked({ question: "failures" })).toBe(null);
  expect(namesAsked({ question: "access", on, person: "" })).toMatchObject({ person: "" });
  expect(namesAsked({ question: "why", person: "e1", target: "account" })).toMatchObject({ target: "account" });
});

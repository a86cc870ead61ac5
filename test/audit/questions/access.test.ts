import { expect, test } from "vitest";
import { Access } from "../../../src/audit/questions/access.ts";
import { november, Recorded, rowsOf } from "./recorded.ts";

const account = { target: null, kind: "create-account" } as const;
const things = (ledger: Recorded, on: string, wish = {}) =>
  rowsOf(ledger.answer(new Access({ on, ...wish }))).map(({ person, what, state, id }) => [person, what, state, id]);

test("somebody has what was given and not taken since, with the entry that gave it", () => {
  const ledger = new Recorded()
    .run(november(2), [account, {}, { target: "group:ops", status: "unchanged" }])
    .run(november(3), [{ kind: "revoke" }, { target: "group:late", status: "unverified" }]);
  expect(things(ledger, november(2))).toEqual([
    ["e1001", "account", "in force", "1/1"],
    ["e1001", "group:engineering", "in force", "1/2"],
    ["e1001", "group:ops", "in force", "1/3"],
  ]);
  expect(things(ledger, november(4)).map(([, what]) => what)).toEqual(["account", "group:late", "group:ops"]);
});

test.each(["failed", "refused", "not-reached"] as const)("what %s changes nothing", (status) => {
  const ledger = new Recorded().run(november(2), [{}]).run(november(3), [
    { kind: "revoke", status },
    { target: "x:y", status },
  ]);
  expect(things(ledger, november(4)).map(([, what]) => what)).toEqual(["group:engineering"]);
});

test("a disabled account keeps what it has, and says so; a deleted one keeps nothing", () => {
  const ledger = new Recorded()
    .run(november(2), [account, {}])
    .run(november(3), [{ target: null, kind: "disable-account" }])
    .run(november(4), [{ target: null, kind: "delete-account" }])
    .run(november(5), [account]);
  expect(things(ledger, november(3)).map(([, what, state]) => [what, state])).toEqual([
    ["account", "account disabled"],
    ["group:engineering", "account disabled"],
  ]);
  expect(things(ledger, november(4))).toEqual([]);
  expect(things(ledger, november(5))).toEqual([["e1001", "account", "in force", "4/1"]]);
});

test("what counts is when it was made, however late somebody recorded it", () => {
  const ledger = new Recorded()
    .run(november(3), [{ kind: "revoke" }])
    .run(november(5), [{ at: november(2) }], { kind: "recovery" });
  expect(things(ledger, november(6))).toEqual([]);
});

test("an account of nobody known has a holder of its own, and questions can be narrowed", () => {
  const ledger = new Recorded().run(november(2), [
    { person: null, account: "a9" },
    { person: "e2" },
    { person: "e2", application: "ide" },
  ]);
  expect(things(ledger, november(3)).map(([person]) => person)).toEqual(["account:chat/a9", "e2", "e2"]);
  expect(things(ledger, november(3), { person: "e2", application: "ide" })).toHaveLength(1);
});

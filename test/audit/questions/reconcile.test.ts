import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LogColumns, readChangeLog } from "../../../src/audit/questions/change-log.ts";
import { Reconciliation } from "../../../src/audit/questions/reconcile.ts";
import { RollcallError } from "../../../src/model/error.ts";
import { csv } from "../../../src/report/csv.ts";
import { inNovember, november, Recorded, rowsOf } from "./recorded.ts";

const plain: LogColumns = { at: "at", actor: "actor", action: "action", account: "account", target: "target" };
const head = ["at", "actor", "action", "account", "target"];
const read = (rows: readonly (readonly string[])[], columns = plain) =>
  readChangeLog(Buffer.from(csv([head, ...rows])), "log.csv", columns);

function ask(ledger: Recorded, rows: readonly (readonly string[])[], actions: Record<string, string> = {}) {
  const query = { application: "chat", period: inNovember, log: read(rows), actions, tolerance: 300_000 };
  return ledger.answer(new Reconciliation(query), inNovember);
}

describe("an application's own log", () => {
  test("matches the ledger by account, kind, target and time within the tolerance", () => {
    const ledger = new Recorded().run(november(2), [{ account: "a1" }, { account: "a2", person: "e2" }]);
    const answer = ask(ledger, [
      ["2026-11-02T09:04:59.123Z", "rollcall", "grant", "a1", "engineering"],
      ["2026-11-02 08:55:00Z", "rollcall", "grant", "e2", "group:engineering"],
    ]);
    expect(answer.exceptions).toBe(0);
    expect(rowsOf(answer, "matched").map(({ line, id }) => [line, id])).toEqual([
      [3, "1/2"],
      [2, "1/1"],
    ]);
  });

  test("has what Rollcall did not make, and lacks what it says that it made", () => {
    const ledger = new Recorded().run(november(2), [
      { account: "a1" },
      { account: "a1", target: "group:ops", status: "unchanged" },
    ]);
    const answer = ask(ledger, [
      ["2026-11-02T09:05:01Z", "rollcall", "grant", "a1", "engineering"],
      ["2026-11-03T09:00:00Z", "mallory", "grant", "a1", "admins"],
      ["2026-12-03T09:00:00Z", "mallory", "grant", "a1", "admins"],
    ]);
    expect(rowsOf(answer, "strange").map(({ line }) => line)).toEqual([2, 3]);
    expect(rowsOf(answer, "missing").map(({ id }) => id)).toEqual(["1/1"]);
  });

  test("tells what took effect although a run was told that it failed", () => {
    const ledger = new Recorded().run(november(2), [{ account: "a1", status: "failed" }]);
    const answer = ask(ledger, [[november(2), "rollcall", "grant", "a1", "engineering"]]);
    expect(rowsOf(answer, "failed")).toHaveLength(1);
  });

  test("uses names of its own for kinds of changes; what is not named is counted and not compared", () => {
    const ledger = new Recorded().run(november(2), [{ account: "a1" }]);
    const rows = [
      [november(2), "rollcall", "member.add", "a1", "engineering"],
      [november(2), "somebody", "login", "a1", ""],
    ];
    const answer = ask(ledger, rows, { "member.add": "grant" });
    expect(answer.exceptions).toBe(0);
    expect(rowsOf(answer, "uncompared")).toHaveLength(1);
  });

  test("matches every entry once", () => {
    const ledger = new Recorded().run(november(2), [{ account: "a1" }]);
    const row = [november(2), "rollcall", "grant", "a1", "engineering"];
    expect(rowsOf(ask(ledger, [row, row]), "strange")).toHaveLength(1);
  });
});

describe("reading a log", () => {
  test("takes the names that its columns have", () => {
    const bytes = Buffer.from("Zeit,Wer,Was,Konto,Ziel,Rest\n2026-11-02T10:00:00+01:00,x,grant,a1,y,z\n");
    const columns = { at: "Zeit", actor: "Wer", action: "Was", account: "Konto", target: "Ziel" };
    expect(readChangeLog(bytes, "log.csv", columns)).toEqual([
      { line: 2, at: november(2), actor: "x", action: "grant", account: "a1", target: "y" },
    ]);
  });

  test.each([
    ["a column that is not there", "at,actor,action,account\n"],
    ["a time without a zone", "at,actor,action,account,target\n2026-11-02T10:00:00,x,grant,a,b\n"],
    ["a row that is too short", "at,actor,action,account,target\n2026-11-02T10:00:00Z,x\n"],
    ["an open quote", 'at,actor,action,account,target\n"2026'],
    ["nothing", ""],
  ])("refuses %s", (_, text) => {
    expect(() => readChangeLog(Buffer.from(text), "log.csv", plain)).toThrow(
      expect.objectContaining({ code: "input-invalid" }),
    );
  });

  test("gives back whatever texts were written, and throws nothing but wrong input for any bytes", () => {
    const cell = fc
      .string({ unit: fc.constantFrom("a", '"', ",", " ", "é", "=", "\n") })
      .filter((text) => !/^[=+@-]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell, cell), { maxLength: 5 }), (rows) => {
        const found = read(rows.map((cells) => [november(2), ...cells]));
        expect(found.map(({ actor, action, account, target }) => [actor, action, account, target])).toEqual(rows);
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withHead) => {
        const text = withHead ? Buffer.concat([Buffer.from(`${head.join(",")}\n`), bytes]) : bytes;
        try {
          readChangeLog(text, "log.csv", plain);
        } catch (error) {
          expect(error).toBeInstanceOf(RollcallError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

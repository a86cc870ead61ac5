import { describe, expect, test } from "vitest";
import { readSignIns, signInColumns } from "../../src/desired/sign-in-file.ts";
import type { Person } from "../../src/model/person.ts";
import { isFresh } from "../../src/model/sign-ins.ts";
import { aPerson } from "../support/people.ts";

const at = "2026-11-23T12:00:00Z";
const day = 86_400_000;
const ana = aPerson({ id: "e1", userName: "ana", email: "Ana@acme.example" });
const ben = aPerson({ id: "e2", userName: "ben@acme.example", email: null });

function read(rows: string, options: { people?: readonly Person[]; columns?: typeof signInColumns } = {}) {
  const { people = [ana, ben], columns = signInColumns } = options;
  const source = { kind: "file", path: "people/sign-ins/ide.csv", maxAge: 7 * day, columns } as const;
  const bytes = new TextEncoder().encode(`userName,lastSignIn\n${rows}`);
  const { value, diagnostics } = readSignIns(bytes, { application: "ide", source, people, at });
  const last = [...(value?.people ?? [])].map(([id, signIn]) => [id, signIn.last] as const);
  return { value, last: Object.fromEntries(last), codes: diagnostics.map(({ code }) => code) };
}

describe("sign-ins", () => {
  test("are matched by userName and by email, whatever the case", () => {
    const { last, codes } = read("ANA@acme.EXAMPLE,2026-11-01T08:00:00Z\nBen@Acme.example,2026-11-02T08:00:00Z\n");
    expect(last).toEqual({ e1: "2026-11-01T08:00:00Z", e2: "2026-11-02T08:00:00Z" });
    expect(codes).toEqual([]);
  });

  test("keep the place of the row", () => {
    expect(read("ben@acme.example,\n").value?.people.get("e2")).toEqual({
      last: null,
      at: { file: "people/sign-ins/ide.csv", line: 2, column: 1 },
    });
  });

  test.each([
    ["2026-11-01T08:00:00.123Z", "2026-11-01T08:00:00Z"],
    ["2026-11-01T09:00:00.5+01:00", "2026-11-01T08:00:00Z"],
    ["2026-11-01T08:00Z", "2026-11-01T08:00:00Z"],
    ["2026-11-01", "2026-11-01T23:59:59Z"],
    ["2026-11-23", "2026-11-23T23:59:59Z"],
    ["", null],
  ])("read %s", (written, last) => {
    expect(read(`ana,${written}\n`)).toMatchObject({ last: { e1: last }, codes: [] });
  });

  test.each(["2026-11-01T08:00:00", "01/11/2026", "never", "2026-11-01 08:00:00Z", "2026-02-30"])(
    "refuse %s, which could mean several things or nothing",
    (written) => {
      expect(read(`ana,${written}\n`)).toMatchObject({ value: null, codes: ["no-such-moment"] });
    },
  );

  test("take the latest of several rows of one person, in any order", () => {
    const rows = ["ana,2026-11-01T08:00:00Z\n", "ana,\n", "ana@acme.example,2026-11-03T08:00:00Z\n"];
    for (const order of [rows, rows.toReversed()])
      expect(read(order.join("")).last).toEqual({ e1: "2026-11-03T08:00:00Z" });
  });

  test("count for nobody when several people bear the name", () => {
    const cleo = aPerson({ id: "e3", userName: "cleo", email: "BEN@acme.example" });
    expect(read("ben@acme.example,2026-11-01T08:00:00Z\ncleo,\n", { people: [ben, cleo] })).toMatchObject({
      last: { e3: null },
      codes: ["ambiguous-sign-in"],
    });
  });

  test("do not follow somebody to a new user name: then nothing is known", () => {
    const renamed = aPerson({ id: "e1", userName: "ana.b", email: "ana.b@acme.example" });
    const { last, codes } = read("ana,2026-11-01T08:00:00Z\nben@acme.example,\n", { people: [renamed, ben] });
    expect(last).toEqual({ e2: null });
    expect(codes).toEqual([]);
  });

  test("come from an export whose columns are named", () => {
    const columns = { userName: "User principal name", lastSignIn: "Last sign-in (UTC)" };
    const source = { kind: "file", path: "x.csv", maxAge: day, columns } as const;
    const text = "User principal name,Licences,Last sign-in (UTC)\nana,2,2026-11-01T08:00:00Z\n";
    const bytes = new TextEncoder().encode(text);
    const { value } = readSignIns(bytes, { application: "ide", source, people: [ana], at });
    expect(value?.people.get("e1")?.last).toBe("2026-11-01T08:00:00Z");
  });

  test("are as fresh as the newest of anybody, also of strangers", () => {
    const { value } = read("stranger,2026-11-20T08:00:00Z\nana,2026-01-01T08:00:00Z\n");
    if (value === null) throw new Error("there is no evidence");
    expect(value.newest).toBe("2026-11-20T08:00:00Z");
    expect(isFresh(value, "2026-11-27T08:00:00Z")).toBe(true);
    expect(isFresh(value, "2026-11-27T08:00:01Z")).toBe(false);
    expect([...value.people.keys()]).toEqual(["e1"]);
  });

  test("are never fresh when nobody has signed in", () => {
    const { value } = read("ana,\n");
    expect(value === null ? null : isFresh(value, at)).toBe(false);
    expect(value?.people.get("e1")).toMatchObject({ last: null });
  });
});

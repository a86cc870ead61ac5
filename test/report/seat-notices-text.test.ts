import { expect, test } from "vitest";
import type { PoolNotices } from "../../src/model/unused-seats.ts";
import { seatNoticesText } from "../../src/report/seat-notices-text.ts";

const source = { kind: "file", path: "people/sign-ins/ide.csv" } as const;
const pool: PoolNotices = {
  pool: "ide",
  application: "ide-vendor",
  isReadable: true,
  evidence: { source, newest: "2026-11-22T12:00:00Z", isFresh: true },
  due: [],
  spent: [],
  reclaimed: new Map(),
  keptOut: [],
  unknown: [],
  file: null,
};
const names = { people: new Map([["e1", { name: "Ana Sousa", title: "" }]]) };
const emails = new Map([["e1", "ana@acme.example"]]);
const text = (pools: readonly PoolNotices[], isWritten = false) =>
  seatNoticesText({ pools, emails, isWritten }, names, { color: false, width: 100 });

test("whoever is to be told is named with the address, the last sign-in and the day", () => {
  const due = [{ person: "e1", lastSignIn: null, reclaim: "2026-12-01T00:00:00Z" }];
  const row = text([{ ...pool, due }]).split("\n")[1];
  expect(row).toMatch(/Ana Sousa \(e1\) .*ana@acme\.example .*never .*2026-12-01T00:00:00Z/);
});

test("a line of the file is never broken, however long it is", () => {
  const long = `- { person: "e1", ${"x".repeat(200)} }`;
  const file = { path: "pools/notices/ide.yaml", text: `${long}\n` };
  expect(text([{ ...pool, file }])).toContain(long);
  expect(text([{ ...pool, file }], true)).not.toContain(long);
});

test("why nothing is concluded is said", () => {
  expect(text([{ ...pool, isReadable: false }])).toContain("ide-vendor does not tell");
  expect(text([{ ...pool, evidence: null }])).toContain("signIns");
  const evidence = { source, newest: "2026-01-01T00:00:00Z", isFresh: false };
  expect(text([{ ...pool, evidence }])).toContain("2026-01-01T00:00:00Z");
  const attribute = { source: { kind: "attribute", attribute: "lastLogin" }, newest: null, isFresh: false } as const;
  expect(text([{ ...pool, evidence: attribute }])).toContain("lastLogin");
  expect(text([])).toContain("No pool");
});

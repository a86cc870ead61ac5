import { describe, expect, expectTypeOf, test } from "vitest";
import { digestEntries, encodeEntries, linesOf } from "../../src/audit/entries.ts";
import { type Basis, type LedgerEntry, type RunManifest, shapes } from "../../src/audit/schema.ts";
import { sealedValue } from "../../src/audit/seal.ts";
import { canonical } from "../../src/document/canonical.ts";
import type { ManifestEntry, RunRecord } from "../../src/model/manifest.ts";
import { anEntry, aRandom } from "./a-ledger.ts";

const image = {
  userName: "ada@acme.example",
  externalId: "e1001",
  active: true,
  attributes: { givenName: "Ada", familyName: "Lovelace", department: null },
};
const created = anEntry({ kind: "create-account", before: null, after: image });

function parsed(entries: readonly ManifestEntry[]) {
  return linesOf(encodeEntries(entries, aRandom())).map((line) => {
    const value: unknown = JSON.parse(Buffer.from(line).toString());
    if (!shapes.entry.Check(value)) throw new Error("not an entry");
    return value;
  });
}

describe("an account's image", () => {
  test("keeps names of attributes and no personal value", () => {
    const text = Buffer.from(encodeEntries([created], aRandom())).toString();
    for (const value of ["Ada", "Lovelace", "ada@acme.example"]) expect(text).not.toContain(value);
    expect(parsed([created])[0]?.after).toMatchObject({
      externalId: "e1001",
      active: true,
      userName: { sealed: expect.stringMatching(/^sha256:/) },
      attributes: { department: null, givenName: { sealed: expect.stringMatching(/^sha256:/) } },
    });
  });

  test("can be shown to have held a value by somebody who knows it", () => {
    const [entry] = parsed([created]);
    const where = { salt: entry?.salt ?? "", path: ["attributes", "givenName"] };
    expect(entry?.after).toMatchObject({ attributes: { givenName: sealedValue("Ada", where) } });
    expect(entry?.after).not.toMatchObject({ attributes: { givenName: sealedValue("Eve", where) } });
  });

  test("gives another digest for the same value in another entry", () => {
    const [first, second] = parsed([created, created]);
    expect(first?.salt).not.toBe(second?.salt);
    expect(first?.after).not.toEqual(second?.after);
  });

  test("seals whatever it does not know to be harmless", () => {
    const odd = anEntry({ before: "Ada", after: { externalId: "ada.lovelace", names: ["Ada"], number: 7 } });
    const text = Buffer.from(encodeEntries([odd], aRandom())).toString();
    expect(text).not.toContain("Ada");
    expect(text).not.toContain("lovelace");
  });
});

describe("a file of entries", () => {
  test("is one canonical object a line", () => {
    for (const line of linesOf(encodeEntries([created, anEntry()], aRandom()))) {
      const text = Buffer.from(line).toString();
      expect(canonical(JSON.parse(text))).toBe(text);
    }
  });

  test("keeps text that was cut in the middle of a character", () => {
    expect(parsed([anEntry({ reason: "cut \ud83d" })])[0]?.reason).toBe("cut \ufffd");
  });

  test("without entries is empty and measured all the same", () => {
    expect(digestEntries(encodeEntries([], aRandom()))).toMatchObject({ count: 0, bytes: 0 });
  });

  test("has another root when any line changes, moves or goes", () => {
    const lines = Buffer.from(encodeEntries([created, anEntry(), anEntry()], aRandom()))
      .toString()
      .split(/(?<=\n)/);
    const [a = "", b = "", c = ""] = lines;
    const roots = [
      [a, b, c],
      [b, a, c],
      [a, b],
      [a, b, c, c],
      [a, b, c.replace("e1001", "e1002")],
    ].map((some) => digestEntries(Buffer.from(some.join(""))).root);
    expect(new Set(roots).size).toBe(roots.length);
  });
});

test("the forms of the ledger hold everything that the model records", () => {
  expectTypeOf<Exclude<keyof RunRecord, "entries" | keyof Basis>>().toEqualTypeOf<
    keyof RunManifest["predicate"]["run"]
  >();
  expectTypeOf<keyof ManifestEntry | "salt">().toEqualTypeOf<keyof LedgerEntry>();
});

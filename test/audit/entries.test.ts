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
const sealing = (seed?: number) => ({ random: aRandom(seed), keys: null });
const created = anEntry({ kind: "create-account", before: null, after: image });

async function parsed(entries: readonly ManifestEntry[]) {
  return linesOf(await encodeEntries(entries, sealing())).map((line) => {
    const value: unknown = JSON.parse(Buffer.from(line).toString());
    if (!shapes.entry.Check(value)) throw new Error("not an entry");
    return value;
  });
}

describe("an account's image", () => {
  test("keeps names of attributes and no personal value", async () => {
    const text = Buffer.from(await encodeEntries([created], sealing())).toString();
    for (const value of ["Ada", "Lovelace", "ada@acme.example"]) expect(text).not.toContain(value);
    expect((await parsed([created]))[0]?.after).toMatchObject({
      externalId: "e1001",
      active: true,
      userName: { sealed: expect.stringMatching(/^sha256:/) },
      attributes: { department: null, givenName: { sealed: expect.stringMatching(/^sha256:/) } },
    });
  });

  test("can be shown to have held a value by somebody who knows it", async () => {
    const [entry] = await parsed([created]);
    const where = { salt: entry?.salt ?? "", path: ["attributes", "givenName"] };
    expect(entry?.after).toMatchObject({ attributes: { givenName: sealedValue("Ada", where) } });
    expect(entry?.after).not.toMatchObject({ attributes: { givenName: sealedValue("Eve", where) } });
  });

  test("gives another digest for the same value in another entry", async () => {
    const [first, second] = await parsed([created, created]);
    expect(first?.salt).not.toBe(second?.salt);
    expect(first?.after).not.toEqual(second?.after);
  });

  test("seals whatever it does not know to be harmless", async () => {
    const odd = anEntry({ before: "Ada", after: { externalId: "ada.lovelace", names: ["Ada"], number: 7 } });
    const text = Buffer.from(await encodeEntries([odd], sealing())).toString();
    expect(text).not.toContain("Ada");
    expect(text).not.toContain("lovelace");
  });
});

describe("a file of entries", () => {
  test("is one canonical object a line", async () => {
    for (const line of linesOf(await encodeEntries([created, anEntry()], sealing()))) {
      const text = Buffer.from(line).toString();
      expect(canonical(JSON.parse(text))).toBe(text);
    }
  });

  test("keeps text that was cut in the middle of a character", async () => {
    expect((await parsed([anEntry({ reason: "cut \ud83d" })]))[0]?.reason).toBe("cut \ufffd");
  });

  test("without entries is empty and measured all the same", async () => {
    expect(digestEntries(await encodeEntries([], sealing()))).toMatchObject({ count: 0, bytes: 0 });
  });

  test("has another root when any line changes, moves or goes", async () => {
    const lines = Buffer.from(await encodeEntries([created, anEntry(), anEntry()], sealing()))
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
  expectTypeOf<keyof ManifestEntry | "salt" | "secret">().toEqualTypeOf<keyof LedgerEntry>();
});

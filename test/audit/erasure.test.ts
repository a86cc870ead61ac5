import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import { encryptEntry, openEntry, sealedText } from "../../src/audit/confidential.ts";
import { masterKeyWrap } from "../../src/audit/key-wrap.ts";
import { PersonKeys } from "../../src/audit/person-keys.ts";
import { readRuns } from "../../src/audit/read.ts";
import { type LedgerEntry, shapes } from "../../src/audit/schema.ts";
import { verifyLedger } from "../../src/audit/verify.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { aLedger, allowCi, anEntry, aRun, bareRepository, branch, scratch } from "./a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());

const wrap = masterKeyWrap(Buffer.alloc(32, 7).toString("base64"), systemRandom);
const openKeys = (name: string) =>
  PersonKeys.open({ disk: systemDisk, directory: place.sub(name), wrap, random: systemRandom });

function hired(person: string, givenName: string) {
  return anEntry({
    ...{ key: `chat/${person}/create`, kind: "create-account", person, before: null, reason: `hello ${givenName}` },
    after: { userName: `${givenName}@acme.example`, externalId: person, active: true, attributes: { givenName } },
    because: [
      { kind: "roster", text: `${givenName} joined`, at: { file: "people/roster.csv", line: 2, column: 1 } },
      { kind: "assignment", role: "admin", reason: `${givenName} asked`, at: { file: "a.yaml", line: 1, column: 1 } },
    ],
  });
}

const ada = hired("e1001", "Adelheid");
const eve = hired("e1002", "Evangeline");

async function aSealedLedger(name: string) {
  const keys = await openKeys(`${name}-keys`);
  const ledger = await aLedger(bareRepository(place.sub(name)), { personKeys: keys });
  await appendRun(ledger, aRun({ entries: [ada, eve] }));
  await appendRun(ledger, aRun({ run: "run-2", entries: [ada] }));
  const verified = () => verifyLedger(ledger.git, { branch, allowedSigners: allowCi(), clock: ledger.clock });
  return { keys, ledger, verified };
}

async function entriesOf(ledger: Awaited<ReturnType<typeof aLedger>>): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const { record } of readRuns(ledger.git, branch)) entries.push(...record.entries);
  return entries;
}

describe("values of people", () => {
  test("are nowhere in the repository, and their salts neither", async () => {
    const { ledger, keys } = await aSealedLedger("nowhere");
    const objects = execFileSync("git", ["-C", place.sub("nowhere"), "cat-file", "--batch", "--batch-all-objects"]);
    for (const word of ["Adelheid", "Evangeline"]) expect(objects.includes(word)).toBe(false);
    for (const entry of await entriesOf(ledger)) {
      expect(entry.salt).toBeUndefined();
      expect(entry.reason).toBe(sealedText);
      expect((await openEntry(entry, keys)).salt).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  test("are read back by whoever has the keys, exactly as they were", async () => {
    const { ledger, keys } = await aSealedLedger("back");
    const opened = await Promise.all((await entriesOf(ledger)).map((entry) => openEntry(entry, keys)));
    for (const [index, wanted] of [ada, ada, eve].entries()) expect(opened[index]).toMatchObject({ ...wanted });
  });

  test("of one person are gone everywhere once the keys are destroyed; the chain verifies, and all others are readable", async () => {
    const { ledger, keys, verified } = await aSealedLedger("erased");
    await keys.destroy("e1001");
    expect(await verified()).toMatchObject({ kind: "verified", records: 2 });
    const opened = await Promise.all((await entriesOf(ledger)).map((entry) => openEntry(entry, keys)));
    for (const entry of opened.filter(({ person }) => person === "e1001")) {
      expect(JSON.stringify(entry)).not.toMatch(/Adelheid/);
      expect(entry.secret).toBeDefined();
      expect(entry.salt).toBeUndefined();
    }
    expect(opened.find(({ person }) => person === "e1002")).toMatchObject({ ...eve });
    // Somebody who comes back gets a new key, which opens nothing of before.
    await appendRun(ledger, aRun({ run: "run-3", entries: [ada] }));
    const [newest, ...before] = await Promise.all((await entriesOf(ledger)).map((entry) => openEntry(entry, keys)));
    expect(newest).toMatchObject({ ...ada });
    expect(before.filter(({ secret }) => secret !== undefined)).toHaveLength(2);
  });
});

test("what is encrypted of one entry cannot be passed off as another's, and no changed bit is taken", async () => {
  const keys = await openKeys("swapped");
  const key = (await keys.current(["e1001"])).get("e1001");
  if (key === undefined) throw new Error("no key");
  const made: unknown = encryptEntry(ada, ada, { salt: "0".repeat(32), key, random: systemRandom });
  if (!shapes.entry.Check(made) || made.secret === undefined) throw new Error("not an entry");
  const { secret } = made;
  expect((await openEntry(made, keys)).secret).toBeUndefined();
  const moved: readonly Partial<LedgerEntry>[] = [
    { person: "e1002" },
    { key: "chat/e1001/other" },
    { at: "2026-11-22T00:00:00Z" },
  ];
  for (const other of moved) expect((await openEntry({ ...made, ...other }, keys)).secret).toEqual(secret);
  const data = Buffer.from(secret.data, "base64");
  await fc.assert(
    fc.asyncProperty(fc.nat(data.length * 8 - 1), async (bit) => {
      const changed = Buffer.from(data);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const entry = { ...made, secret: { ...secret, data: changed.toString("base64") } };
      expect((await openEntry(entry, keys)).secret).toBeDefined();
    }),
  );
});

import { createHash, createPrivateKey, sign, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leafHash, merkleRoot } from "../../src/audit/merkle.ts";
import { besideRange } from "../../src/audit/merkle-range.ts";
import { checkHead } from "../../src/audit/page/check-head.ts";
import { checkRecords } from "../../src/audit/page/check-records.ts";
import { holdAgainst } from "../../src/audit/page/hold-against.ts";
import { openSignatures } from "../../src/audit/page/signatures.ts";
import { openTree } from "../../src/audit/page/tree.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import type { Evidence, EvidenceRecord } from "../../src/model/evidence.ts";
import { allowCi, bareRepository, file, keys, namespaces, newKey, run, scratch } from "./a-ledger.ts";
import { cosignedBy } from "./a-witness.ts";
import { anEvidentLedger, evidenceOf } from "./some-evidence.ts";

const place = scratch();
let ledger: Awaited<ReturnType<typeof anEvidentLedger>>;
let evidence: Evidence;
beforeAll(async () => {
  ledger = await anEvidentLedger(bareRepository(place.sub("ledger.git")));
  evidence = await evidenceOf(ledger);
});
afterAll(() => place.remove());

function openTools() {
  const signatures = openSignatures(webcrypto.subtle);
  return { signatures, tree: openTree(signatures) };
}

async function check(of: Evidence) {
  const tools = openTools();
  const records = await checkRecords(of, tools);
  return { records, head: await checkHead(of, tools), missing: [...tools.signatures.missing] };
}

/** Places and entries that do not hold, `head` for the checkpoint. */
async function wrong(of: Evidence): Promise<readonly string[]> {
  const { records, head } = await check(of);
  return [
    ...records.filter(({ faults }) => faults.length > 0).map(({ sequence }) => `record ${sequence}`),
    ...records.flatMap(({ sequence, altered }) => altered.map((index) => `entry ${sequence}.${index + 1}`)),
    ...(head.faults.length > 0 ? ["head"] : []),
  ];
}

function altered(sequence: number, change: (record: EvidenceRecord) => Partial<EvidenceRecord>): Evidence {
  return {
    ...evidence,
    records: evidence.records.map((each) => (each.sequence === sequence ? { ...each, ...change(each) } : each)),
  };
}

describe("evidence", () => {
  test("of a ledger that nobody touched holds, whichever part of it is shown", async () => {
    for (const [from, to] of [
      [1, 5],
      [2, 4],
      [5, 5],
      [1, 1],
      [3, 5],
    ]) {
      const found = await check(await evidenceOf(ledger, { from: from ?? 1, to: to ?? 5 }));
      expect(found.records.flatMap(({ faults }) => faults)).toEqual([]);
      expect(found).toMatchObject({ head: { size: 5, faults: [] }, missing: [] });
      expect(found.records.every(({ principal }) => principal === "ci@acme.example")).toBe(true);
    }
  });

  test("in which a byte was altered fails at that record and that entry", async () => {
    expect(await wrong(altered(2, ({ manifest }) => ({ manifest: manifest.replace("run-2", "run-9") })))).toEqual([
      "record 2",
    ]);
    expect(await wrong(altered(4, ({ entries }) => ({ entries: entries.replace("crm/e1002", "crm/e1003") })))).toEqual([
      "record 4",
      "entry 4.3",
    ]);
    expect(await wrong(altered(1, ({ basis }) => ({ basis: basis.replace("chat", "chap") })))).toEqual(["record 1"]);
    for (const word of ["SHA256:", '"sig":"', "SIGNATURE-----\\n"]) {
      const change = (text: string) =>
        text.replace(
          new RegExp(`(${word.replaceAll("\\", "\\\\")}.{30})(.)`),
          (_, head: string, one: string) => `${head}${one === "A" ? "B" : "A"}`,
        );
      expect(await wrong(altered(5, ({ signatures }) => ({ signatures: change(signatures) })))).toEqual(["record 5"]);
    }
    expect(
      await wrong(altered(3, ({ leaf }) => ({ leaf: leaf.replace(/^./, (one) => (one === "A" ? "B" : "A")) }))),
    ).toEqual(["record 3", "head"]);
    expect(await wrong(altered(4, ({ entryLeaves }) => ({ entryLeaves: entryLeaves.slice(0, 2) })))).toEqual([
      "record 4",
      "entry 4.3",
    ]);
    expect(await wrong(altered(4, ({ entries }) => ({ entries: entries.split("\n").slice(1).join("\n") })))).toContain(
      "record 4",
    );
    expect(await wrong({ ...evidence, checkpoint: evidence.checkpoint.replace("\n5\n", "\n6\n") })).toEqual(["head"]);
    expect(await wrong({ ...evidence, beside: ["AAAA"] })).toEqual(["head"]);
  });

  test("holds with no other byte anywhere in it", async () => {
    const part = await evidenceOf(ledger, { from: 4, to: 4 });
    const [record] = part.records;
    if (record === undefined) throw new Error("no record");
    const flips = (text: string, step: number) =>
      Array.from({ length: Math.ceil(text.length / step) }, (_, index) => {
        const at = index * step;
        return `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
      });
    const { manifest, signatures, entries, basis, leaf, entryLeaves } = record;
    const changed: Evidence[] = [
      ...flips(manifest, 61).map((text) => ({ manifest: text })),
      ...flips(signatures, 37).map((text) => ({ signatures: text })),
      ...flips(entries, 79).map((text) => ({ entries: text })),
      ...flips(basis, 29).map((text) => ({ basis: text })),
      ...flips(leaf, 11).map((text) => ({ leaf: text })),
      ...entryLeaves.map((_, index) => ({ entryLeaves: entryLeaves.with(index, flips(leaf, 50)[0] ?? "") })),
    ].map((change) => ({ ...part, records: [{ ...record, ...change }] }));
    const heads = flips(part.checkpoint, 9).map((checkpoint) => ({ ...part, checkpoint }));
    const sides = part.beside.map((hash, index) => ({
      ...part,
      beside: part.beside.with(index, flips(hash, 50)[0] ?? ""),
    }));
    for (const other of [...changed, ...heads, ...sides]) expect(await wrong(other)).not.toEqual([]);
    expect(changed.length).toBeGreaterThan(70);
  });

  test("from which a record was dropped, or in which two were swapped, fails", async () => {
    const { records } = evidence;
    expect(await wrong({ ...evidence, records: records.toSpliced(2, 1) })).toEqual(["record 4", "head"]);
    expect(await wrong({ ...evidence, records: records.slice(0, 4) })).toEqual(["head"]);
    const [first, second, ...rest] = records;
    const swapped = first === undefined || second === undefined ? [] : [second, first, ...rest];
    expect(await wrong({ ...evidence, records: swapped })).toContain("record 1");
  });

  test("signed by a key that may not sign, or not at that time, fails at every record", async () => {
    const [signer] = evidence.signers;
    if (signer === undefined) throw new Error("no signer");
    const everywhere = ["record 1", "record 2", "record 3", "record 4", "record 5"];
    expect(await wrong({ ...evidence, signers: [] })).toEqual([...everywhere, "head"]);
    const ended = { ...signer, before: Date.parse("2026-11-21T10:02:30Z") };
    expect(await wrong({ ...evidence, signers: [ended] })).toEqual(["record 3", "record 4", "record 5"]);
    const limited = await evidenceOf({ ...ledger, allowedSigners: allowCi('namespaces="git"') });
    expect(limited.signers).toEqual([]);
    const dated = await evidenceOf({
      ...ledger,
      allowedSigners: allowCi(`${namespaces},valid-after="20261120Z",valid-before="20261130Z"`),
    });
    expect(dated.signers).toMatchObject([{ after: Date.parse("2026-11-20"), before: Date.parse("2026-11-30") }]);
  });

  test("under a cosigned checkpoint names the witness, and fails when the cosignature does not hold", async () => {
    const { note, verifierKey } = await cosignedBy(ledger);
    const cosigned = await evidenceOf(ledger, { note, witnesses: [verifierKey] });
    expect((await check(cosigned)).head).toMatchObject({ faults: [], cosignedBy: ["security.example/w1"] });
    const forged = note.replace(
      /(— security.{40})(.)/,
      (_, head: string, one: string) => `${head}${one === "A" ? "B" : "A"}`,
    );
    expect(await wrong({ ...cosigned, checkpoint: forged })).toEqual(["head"]);
  });
});

describe("what the reader brings", () => {
  const compare = async (text: string, of = evidence) => {
    const found = await check(of);
    return (await holdAgainst(text, { evidence: of, ...found }, openTools())).map(({ verdict }) => verdict);
  };
  const noteAt = (size: number, leaves: readonly EvidenceRecord[]) =>
    `${evidence.origin}\n${size}\n${merkleRoot(leaves.slice(0, size).map(({ manifest }) => leafHash(Buffer.from(manifest)))).toString("base64")}\n`;

  test("is a checkpoint of any record on the page, or of the one right before them", async () => {
    for (const [from, sizes] of [
      [1, [1, 2, 3, 4, 5]],
      [4, [3, 4, 5]],
    ] as const) {
      const part = await evidenceOf(ledger, { from });
      for (const size of sizes)
        expect(await compare(`kept:\n${noteAt(size, evidence.records)}`, part)).toEqual(["same"]);
      expect(await compare(noteAt(4, evidence.records.toReversed()), part)).toEqual(["differs"]);
    }
    expect(await compare(noteAt(1, evidence.records), await evidenceOf(ledger, { from: 4 }))).toEqual(["unknown"]);
    expect(await compare(noteAt(5, evidence.records).replace("acme", "other"))).toEqual(["differs"]);
  });

  test("is a key, its fingerprint, or a line of a verification", async () => {
    const print = run("ssh-keygen", ["-lf", file(place.sub("ci.pub"), `${keys.ci.publicKey}\n`)]);
    expect(await compare(print)).toEqual(["same"]);
    expect(await compare(`ci ${keys.ci.publicKey}`)).toEqual(["same"]);
    expect(await compare(keys.other.publicKey)).toEqual(["differs"]);
    const digest = `sha256:${createHash("sha256")
      .update(evidence.records[4]?.manifest ?? "")
      .digest("hex")}`;
    expect(await compare(`5 ${"0".repeat(40)} ${digest}\n6 ${"0".repeat(40)} ${digest}`)).toEqual(["same", "unknown"]);
    expect(await compare(`4 ${"0".repeat(40)} ${digest}`)).toEqual(["differs"]);
    expect(await compare("hello")).toEqual([]);
  });
});

test("hashes beside any part of any tree give its root, and the root of any earlier one that ends in the part", async () => {
  const { tree } = openTools();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), async (size, a, b) => {
      const [from, to] = [a % size, (b % (size - (a % size))) + (a % size) + 1];
      const leaves = Array.from({ length: size }, (_, index) => leafHash(Buffer.from([index])));
      const part = { first: from, leaves: leaves.slice(from, to), beside: besideRange(leaves, { from, to }) };
      expect(Buffer.from((await tree.root(size, part)) ?? [])).toEqual(merkleRoot(leaves));
      expect(Buffer.from(await tree.rootUpTo(part))).toEqual(merkleRoot(leaves.slice(0, to)));
      const before = { ...part, leaves: [] };
      if (from > 0) expect(Buffer.from(await tree.rootUpTo(before))).toEqual(merkleRoot(leaves.slice(0, from)));
      expect(await tree.root(size, { ...part, beside: [...part.beside, leafHash(Buffer.from("more"))] })).toBeNull();
    }),
    { numRuns: 60 },
  );
});

test("a key that was revoked since is said to be, and what the reader kept says up to where it counts", async () => {
  const revoked = await evidenceOf(ledger, { revokedKeys: `${keys.ci.publicKey}\n` });
  const found = await check(revoked);
  expect(found.records.map(({ isRevoked }) => isRevoked)).toEqual([true, true, true, true, true]);
  expect(await holdAgainst(evidence.checkpoint, { evidence: revoked, ...found }, openTools())).toMatchObject([
    { upTo: 5 },
  ]);
  expect((await check(evidence)).records.some(({ isRevoked }) => isRevoked)).toBe(false);
});

describe("keys of P-256", () => {
  test("sign a ledger whose evidence holds, and fails where a byte was altered", async () => {
    const { text, line } = newKey(place.sub("own"), "ci@acme.example");
    const allowedSigners = `ci@acme.example ${namespaces} ${line}\n`;
    const signer = openSshSigner(text);
    const signed = await anEvidentLedger(bareRepository(place.sub("p256.git")), { signer, allowedSigners });
    const found = await evidenceOf(signed);
    expect(await wrong(found)).toEqual([]);
    const change = (text: string) =>
      text.replace(/("sig":".{30})(.)/, (_, head: string, one: string) => `${head}${one === "A" ? "B" : "A"}`);
    const records = found.records.map((each) =>
      each.sequence === 2 ? { ...each, signatures: change(each.signatures) } : each,
    );
    expect(await wrong({ ...found, records })).toEqual(["record 2"]);
    expect(await wrong({ ...found, checkpoint: found.checkpoint.replace(/.(.{20}\n)$/, "A$1") })).toEqual(["head"]);
  });

  test("are checked as OpenSSH, OpenSSL and signed notes write their signatures", async () => {
    const path = place.sub("p256");
    run("ssh-keygen", ["-q", "-t", "ecdsa", "-b", "256", "-m", "PEM", "-N", "", "-f", path]);
    const [, key = ""] = readFileSync(`${path}.pub`, "utf8").split(" ");
    const tools = openSignatures(webcrypto.subtle);
    const opened = createPrivateKey(readFileSync(path, "utf8"));
    for (let n = 0; n < 6; n++) {
      const text = `text ${n}`;
      const armored = run("ssh-keygen", ["-Y", "sign", "-n", "git", "-f", path], text);
      expect(await tools.sshKey(armored, "git", text)).toBe(key);
      expect(await tools.sshKey(armored, "git", `${text}.`)).toBeNull();
      expect(await tools.sshKey(armored, "other", text)).toBeNull();
      const der = sign("sha256", Buffer.from(text), opened);
      expect(await tools.holds(key, text, der)).toBe(true);
      expect(await tools.holds(key, `${text}.`, der)).toBe(false);
    }
    const spki = createHash("sha256").update(
      Buffer.from(
        run("ssh-keygen", ["-e", "-m", "PKCS8", "-f", `${path}.pub`]).replace(/-----.*-----|\n/g, ""),
        "base64",
      ),
    );
    expect(await tools.noteId(key, "any")).toBe(spki.digest("hex").slice(0, 8));
  });
});

test("a browser without Ed25519 says so, and holds nothing", async () => {
  const importKey = () => Promise.reject(Object.assign(new Error("no"), { name: "NotSupportedError" }));
  const digest: typeof webcrypto.subtle.digest = (...args) => webcrypto.subtle.digest(...args);
  const signatures = openSignatures({ ...webcrypto.subtle, digest, importKey });
  const tools = { signatures, tree: openTree(signatures) };
  const records = await checkRecords(evidence, tools);
  expect(records.every(({ faults }) => faults.length > 0)).toBe(true);
  expect([...signatures.missing]).toEqual(["Ed25519"]);
});

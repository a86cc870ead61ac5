import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readHead } from "../../src/audit/extends-anchor.ts";
import { leafHash } from "../../src/audit/merkle.ts";
import { checkInclusion } from "../../src/audit/merkle-proof.ts";
import { parseNote } from "../../src/audit/note.ts";
import { type Proof, parseProof, proveRecord, tlogProof } from "../../src/audit/proof.ts";
import { checkProofFile, type ProofReader } from "../../src/run/prove-record.ts";
import { allowCi, bareRepository, branch, keys, namespaces, scratch } from "./a-ledger.ts";
import { cosignedBy } from "./a-witness.ts";
import { anEvidentLedger } from "./some-evidence.ts";

const place = scratch();
let ledger: Awaited<ReturnType<typeof anEvidentLedger>>;
let head: Awaited<ReturnType<typeof readHead>>;
let tip = "";
let proof: Proof;
beforeAll(async () => {
  ledger = await anEvidentLedger(bareRepository(place.sub("ledger.git")));
  tip = (await ledger.git.resolve(`refs/heads/${branch}`)) ?? "";
  head = await readHead(ledger.git, tip);
  proof = await prove(4, "crm/e1002");
});
afterAll(() => place.remove());

function prove(sequence: number, entry: string | null, checkpoint = head.note): Promise<Proof> {
  return proveRecord(ledger.git, { tip, size: 5, sequence, entry, checkpoint });
}

const reader: ProofReader = { signers: allowCi(), revoked: null, checkpoint: null, witnesses: [] };

/** Rules that a proof breaks. */
async function broken(of: unknown, with_: Partial<ProofReader> = {}): Promise<readonly string[]> {
  const { faults } = await checkProofFile(JSON.stringify(of), { ...reader, ...with_ });
  return faults.map(({ rule }) => rule);
}

const flipped = (text: string, at: number) =>
  `${text.slice(0, at)}${text[at] === "0" ? "1" : "0"}${text.slice(at + 1)}`;

describe("a proof", () => {
  test("of every record and of every entry holds without a repository, and says what it is of", async () => {
    for (const [sequence, entries] of [
      [1, 2],
      [2, 2],
      [3, 0],
      [4, 3],
      [5, 2],
    ] as const) {
      const keysOf = ["chat/e1001/grant/group:engineering", "chat/evil", "crm/e1002"].filter(
        (key) => entries === 3 || key !== "chat/evil",
      );
      for (const entry of [null, ...keysOf.slice(0, entries)])
        expect(await broken(await prove(sequence, entry))).toEqual([]);
    }
    expect(await checkProofFile(JSON.stringify(proof), reader)).toEqual({
      ...{ faults: [], sequence: 4, origin: head.origin, size: 5, recorded: "2026-11-21T10:04:00Z", about: "run-4" },
      ...{ principal: "ci@acme.example", cosignedBy: [], isKept: false },
      entry: expect.objectContaining({ key: "crm/e1002", person: "e1002" }),
    });
    await expect(prove(4, "nobody")).rejects.toThrow(expect.objectContaining({ code: "input-invalid" }));
    await expect(prove(3, "crm/e1002")).rejects.toThrow(expect.objectContaining({ code: "input-invalid" }));
  });

  test("names what does not hold", async () => {
    const { entry, manifest, path, signatures, checkpoint } = proof;
    if (entry === undefined) throw new Error("no entry");
    expect(await broken("no proof")).toEqual(["form"]);
    expect(await broken({ ...proof, more: 1 })).toEqual(["form"]);
    expect(await broken({ ...proof, manifest: manifest.replace("run-4", "run-5") })).toEqual([
      "path",
      "manifest-signature",
    ]);
    expect(await broken({ ...proof, manifest: ` ${manifest}` })).toEqual(["manifest"]);
    expect(await broken({ ...proof, sequence: 3 })).toEqual(["place", "path"]);
    expect(await broken({ ...proof, path: path.slice(1) })).toEqual(["path"]);
    expect(await broken({ ...proof, entry: { ...entry, line: entry.line.replace("e1002", "e1003") } })).toEqual([
      "entry",
    ]);
    expect(await broken({ ...proof, entry: { ...entry, index: 1 } })).toEqual(["entry"]);
    expect(await broken({ ...proof, entry: { ...entry, line: `${entry.line} ` } })).toEqual(["entry"]);
    expect(await broken({ ...proof, signatures: signatures.replace("SHA256:", "SHA256;") })).toEqual([
      "manifest-signature",
    ]);
    expect(await broken({ ...proof, checkpoint: checkpoint.replace("\n5\n", "\n6\n") })).toContain(
      "checkpoint-signature",
    );
    expect(await broken({ ...proof, checkpoint: checkpoint.replaceAll("acme", "other") })).toEqual([
      "place",
      "checkpoint-signature",
    ]);
    expect(await broken({ ...proof, checkpoint: "5" })).toEqual(["checkpoint"]);
  });

  test("holds for no other byte anywhere in its hashes, its manifest, its entry or its signatures", async () => {
    const changes: Proof[] = [];
    const { entry } = proof;
    if (entry === undefined) throw new Error("no entry");
    for (const [index, hash] of proof.path.entries())
      changes.push({ ...proof, path: proof.path.with(index, flipped(hash, index)) });
    for (const [index, hash] of entry.path.entries())
      changes.push({ ...proof, entry: { ...entry, path: entry.path.with(index, flipped(hash, 5)) } });
    for (let at = 0; at < proof.manifest.length; at += 97)
      changes.push({ ...proof, manifest: flipped(proof.manifest, at) });
    for (let at = 0; at < entry.line.length; at += 31)
      changes.push({ ...proof, entry: { ...entry, line: flipped(entry.line, at) } });
    for (let at = 0; at < proof.signatures.length; at += 41)
      changes.push({ ...proof, signatures: flipped(proof.signatures, at) });
    for (let at = 0; at < proof.checkpoint.length; at += 17)
      changes.push({ ...proof, checkpoint: flipped(proof.checkpoint, at) });
    for (const change of changes) expect(await broken(change)).not.toEqual([]);
    expect(changes.length).toBeGreaterThan(60);
  });

  test("counts for nobody who may not sign, not at that time, not in that namespace, or not any more", async () => {
    const signers = (options: string) => ({ signers: allowCi(options) });
    expect(await broken(proof, { signers: "" })).toEqual(["signer", "checkpoint-signature"]);
    expect(await broken(proof, signers('namespaces="git"'))).toEqual(["signer"]);
    expect(await broken(proof, signers(`${namespaces},valid-before="202611211003Z"`))).toEqual(["signer"]);
    expect(await broken(proof, signers(`${namespaces},valid-before="202611211004Z"`))).toEqual([]);
    const revoked = `${keys.ci.publicKey}\n`;
    expect(await broken(proof, { revoked })).toEqual(["signer", "checkpoint-signature"]);
    expect(await broken(proof, { revoked, checkpoint: { name: "kept.txt", text: head.note } })).toEqual([]);
  });

  test("ends at the checkpoint that its reader kept, cosigned by all witnesses that they ask for", async () => {
    const { note, verifierKey } = await cosignedBy(ledger);
    const witnesses = [verifierKey];
    const cosigned = await prove(2, null, note);
    expect(await checkProofFile(JSON.stringify(cosigned), { ...reader, witnesses })).toMatchObject({
      faults: [],
      cosignedBy: ["security.example/w1"],
    });
    expect(await broken(proof, { witnesses })).toEqual(["cosignature"]);
    expect(await broken({ ...cosigned, checkpoint: flipped(note, note.length - 10) }, { witnesses })).toEqual([
      "cosignature",
    ]);
    expect(await broken(cosigned, { checkpoint: { name: "kept.txt", text: head.note } })).toEqual([]);
    const older = (await readHead(ledger.git, await ledger.git.resolve(`${branch}~2`).then((oid) => oid ?? ""))).note;
    const kept = { checkpoint: { name: "kept.txt", text: older } };
    expect(await broken(cosigned, kept)).toEqual(["kept"]);
    expect(await broken(await prove(2, null, older), kept)).toEqual([]);
    await expect(prove(4, null, older)).rejects.toThrow(expect.objectContaining({ code: "input-invalid" }));
  });
});

test("the form of C2SP tlog-proof has index, hashes and checkpoint, and proves the bytes of the manifest", () => {
  const [head, index, ...rest] = tlogProof(proof).split("\n");
  const hashes = rest.slice(0, rest.indexOf(""));
  const note = parseNote(rest.slice(rest.indexOf("") + 1).join("\n"));
  expect([head, index]).toEqual(["c2sp.org/tlog-proof@v1", "index 3"]);
  const claim = { leaf: leafHash(Buffer.from(proof.manifest)), index: 3, size: note?.head.size ?? 0 };
  expect(
    checkInclusion({
      ...claim,
      proof: hashes.map((hash) => Buffer.from(hash, "base64")),
      root: note?.head.root ?? Buffer.alloc(0),
    }),
  ).toBe(true);
});

test("a text that is no proof is none", () => {
  for (const text of ["", "null", "[]", "{}", '{"format_version":"1.0"}']) expect(parseProof(text)).toBeNull();
});

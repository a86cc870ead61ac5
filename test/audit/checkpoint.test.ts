import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { checkNote, noteBody, noteVerifierKey, signNote } from "../../src/audit/checkpoint.ts";
import { openCheck } from "../../src/audit/public-key.ts";
import { keyOfLine, lineOf } from "../../src/audit/signer.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { keys } from "./a-ledger.ts";

const head = { origin: "rollcall/acme/0102", size: 12, root: Buffer.alloc(32, 7) };
const signer = openSshSigner(keys.ci.privateKey);
const key = keyOfLine(signer.publicKey);
const check = openCheck();

test("a verifier key is written as the note library of Go writes it", () => {
  const published = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  const bytes = Buffer.from(published.split("+")[2] ?? "", "base64").subarray(1);
  expect(noteVerifierKey("PeterNeumann", bytes)).toBe(published);
});

test("a note gives its body for the key that signed it, and for no other", async () => {
  const note = await signNote(signer, head);
  expect(note.startsWith("rollcall/acme/0102\n12\nBwcH")).toBe(true);
  expect(await checkNote(note, key, check)).toBe(noteBody(head));
  expect(await checkNote(note, keyOfLine(keys.other.publicKey), check)).toBeNull();
});

test("a note that was changed in any way is none", async () => {
  const note = await signNote(signer, head);
  const changed = [
    note.replace("\n12\n", "\n13\n"),
    note.replace("acme", "acne"),
    note.trimEnd(),
    `${note}${note.split("\n\n")[1]}`,
    note.replace("\n\n", "\nextension\n\n"),
    note.slice(0, -3),
    "",
  ];
  for (const text of changed) expect(await checkNote(text, key, check)).toBeNull();
});

test("a key of P-256 is written as type 2 with its SubjectPublicKeyInfo, whose digest alone is its id", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const point = spki.subarray(-65);
  const id = createHash("sha256").update(spki).digest().subarray(0, 4);
  const encoded = Buffer.concat([Buffer.from([2]), spki]).toString("base64");
  expect(noteVerifierKey("a.example", point)).toBe(`a.example+${id.toString("hex")}+${encoded}`);
  const sign = async (bytes: Uint8Array) => new Uint8Array(createSign("sha256").update(bytes).sign(privateKey));
  const note = await signNote({ principal: "p", publicKey: lineOf(point), sign }, head);
  expect(await checkNote(note, point, check)).toBe(noteBody(head));
  expect(await checkNote(note.replace("\n12\n", "\n13\n"), point, check)).toBeNull();
  expect(await checkNote(note, key, check)).toBeNull();
});

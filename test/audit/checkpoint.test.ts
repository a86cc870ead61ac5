import { expect, test } from "vitest";
import { checkNote, noteBody, noteVerifierKey, signNote } from "../../src/audit/checkpoint.ts";
import { openEd25519 } from "../../src/audit/ed25519.ts";
import { keyOfLine } from "../../src/audit/signer.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { keys } from "./a-ledger.ts";

const head = { origin: "rollcall/acme/0102", size: 12, root: Buffer.alloc(32, 7) };
const signer = openSshSigner(keys.ci.privateKey);
const key = keyOfLine(signer.publicKey);
const check = openEd25519();

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

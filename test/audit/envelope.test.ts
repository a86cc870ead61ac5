import { expect, test } from "vitest";
import { checkPayload, preAuthEncoding, signPayload } from "../../src/audit/envelope.ts";
import { openCheck } from "../../src/audit/public-key.ts";
import { keyOfLine } from "../../src/audit/signer.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { keys } from "./a-ledger.ts";

const signer = openSshSigner(keys.ci.privateKey);
const check = openCheck();

test("what is signed is the encoding of the DSSE specification's example", () => {
  const encoded = preAuthEncoding("http://example.com/HelloWorld", Buffer.from("hello world"));
  expect(encoded.toString()).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
});

test("a signature holds for its type, payload and key, and for nothing else", async () => {
  const payload = Buffer.from("{}");
  const signature = await signPayload(signer, "a/b", payload);
  const key = keyOfLine(signer.publicKey);
  const signed = { payloadType: "a/b", payload, key, signature };
  expect(await checkPayload(signed, check)).toBe(true);
  expect(await checkPayload({ ...signed, payloadType: "a/c" }, check)).toBe(false);
  expect(await checkPayload({ ...signed, payload: Buffer.from("{ }") }, check)).toBe(false);
  expect(await checkPayload({ ...signed, key: keyOfLine(keys.other.publicKey) }, check)).toBe(false);
  expect(await checkPayload({ ...signed, signature: { ...signature, keyid: "SHA256:x" } }, check)).toBe(false);
});

import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import sshpk from "sshpk";
import { RollcallError } from "../model/error.ts";
import { keyType, publicKeyBlob } from "./ed25519.ts";
import type { Signer } from "./signer.ts";
import { sshString, uint32 } from "./wire.ts";

/** Opens a signer for the text of an OpenSSH private key without passphrase; the principal defaults to the key's comment. */
export function openSshSigner(privateKeyText: string, principal?: string): Signer {
  const { seed, publicKey, comment } = parsePrivateKey(privateKeyText);
  const key = toKeyObject(seed, publicKey);
  return {
    principal: principal === undefined ? principalOf(comment) : checkedPrincipal(principal),
    publicKey: `${keyType} ${publicKeyBlob(publicKey).toString("base64")}`,
    sign: async (bytes) => new Uint8Array(sign(null, bytes, key)),
  };
}

/** A new key for demonstrations: the private key's text and the public line. */
export function generateSshKey(principal: string): { readonly privateKey: string; readonly publicKey: string } {
  const { x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  if (x === undefined || d === undefined) throw new RollcallError("signer-unavailable", "cannot make an Ed25519 key");
  const publicKey = Buffer.from(x, "base64url");
  const seed = Buffer.from(d, "base64url");
  const line = `${keyType} ${publicKeyBlob(publicKey).toString("base64")}`;
  return { privateKey: privateKeyFile({ seed, publicKey, comment: checkedPrincipal(principal) }), publicKey: line };
}

interface KeyParts {
  readonly seed: Buffer;
  readonly publicKey: Buffer;
  readonly comment: string;
}

function parsePrivateKey(text: string): KeyParts {
  const parsed = readKey(text);
  const [seed, publicKey] = [parsed.part["k"]?.data, parsed.part["A"]?.data];
  if (parsed.type !== "ed25519" || seed?.length !== 32 || publicKey?.length !== 32) {
    const hint = "make one with ssh-keygen -t ed25519";
    throw new RollcallError("signer-unavailable", `the signing key is of kind ${parsed.type}, not ed25519: ${hint}`);
  }
  return { seed, publicKey, comment: parsed.comment ?? "" };
}

function readKey(text: string): ReturnType<typeof sshpk.parsePrivateKey> {
  try {
    return sshpk.parsePrivateKey(`${text.trim()}\n`, "auto");
  } catch (error) {
    const encrypted = error instanceof Error && error.name === "KeyEncryptedError";
    const why = encrypted ? "it has a passphrase" : "it is not the text of an OpenSSH private key";
    // Not kept as cause: a parser's message may quote what it read.
    throw new RollcallError("signer-unavailable", `cannot use the signing key: ${why}`);
  }
}

/** Node reads neither OpenSSH's own format nor sshpk's PKCS#8 of an Ed25519 key, but it reads a JWK. */
function toKeyObject(seed: Buffer, publicKey: Buffer): KeyObject {
  const jwk = { kty: "OKP", crv: "Ed25519", d: seed.toString("base64url"), x: publicKey.toString("base64url") };
  return createPrivateKey({ key: jwk, format: "jwk" });
}

/** OpenSSH's own format without encryption (PROTOCOL.key in its sources). */
function privateKeyFile({ seed, publicKey, comment }: KeyParts): string {
  const blob = publicKeyBlob(publicKey);
  const check = createHash("sha256").update(publicKey).digest().subarray(0, 4);
  const secret = [check, check, blob, sshString(Buffer.concat([seed, publicKey])), sshString(comment)];
  const length = secret.reduce((sum, part) => sum + part.length, 0);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (length % 8)) % 8);
  const file = Buffer.concat([
    ...[Buffer.from("openssh-key-v1\0"), sshString("none"), sshString("none"), sshString(""), uint32(1)],
    ...[sshString(blob), sshString(Buffer.concat([...secret, padding]))],
  ]);
  const lines = file.toString("base64").match(/.{1,70}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n");
}

const usable = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/;

/** A comment is for people and may be anything; what git's header cannot hold is left out. */
function principalOf(comment: string): string {
  return usable.test(comment.trim()) ? comment.trim() : "rollcall";
}

function checkedPrincipal(principal: string): string {
  if (usable.test(principal)) return principal;
  const hint = "give one of letters, digits and . _ @ + -, such as ci@acme.example";
  throw new RollcallError("signer-unavailable", `the signer's principal cannot be used: ${hint}`);
}

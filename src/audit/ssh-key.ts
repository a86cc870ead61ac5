import { createHash, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import sshpk from "sshpk";
import { RollcallError } from "../model/error.ts";
import { pointLength } from "./p256.ts";
import { checkedPrincipal, principalOf } from "./principal.ts";
import { keyTypeOf, publicJwk, publicKeyBlob } from "./public-key.ts";
import { lineOf, type Signer } from "./signer.ts";
import { sshString, uint32 } from "./wire.ts";

/** Opens a signer for the text of an OpenSSH private key without passphrase; the principal defaults to the key's comment. */
export function openSshSigner(privateKeyText: string, principal?: string): Signer {
  const { publicKey, secret, comment } = parsePrivateKey(privateKeyText);
  const key = createPrivateKey({ key: { ...publicJwk(publicKey), d: secret.toString("base64url") }, format: "jwk" });
  const digest = keyTypeOf(publicKey) === "ssh-ed25519" ? null : "sha256";
  return {
    principal: principal === undefined ? principalOf(comment) : checkedPrincipal(principal),
    publicKey: lineOf(publicKey),
    sign: async (bytes) => new Uint8Array(sign(digest, bytes, key)),
  };
}

/** A new key for demonstrations: the private key's text and the public line. */
export function generateSshKey(principal: string): { readonly privateKey: string; readonly publicKey: string } {
  const { x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  if (x === undefined || d === undefined) throw new RollcallError("signer-unavailable", "cannot make an Ed25519 key");
  const publicKey = Buffer.from(x, "base64url");
  const privateKey = privateKeyFile({
    secret: Buffer.from(d, "base64url"),
    publicKey,
    comment: checkedPrincipal(principal),
  });
  return { privateKey, publicKey: lineOf(publicKey) };
}

interface KeyParts {
  /** 32 bytes: the seed of Ed25519, or the number of P-256. */
  readonly secret: Buffer;
  readonly publicKey: Buffer;
  readonly comment: string;
}

function parsePrivateKey(text: string): KeyParts {
  const { type, part, comment } = readKey(text);
  const found = type === "ed25519" ? [part["k"], part["A"]] : [part["d"], part["Q"]];
  const [secret, publicKey] = found.map((one) => one?.data);
  const isP256 = type === "ecdsa" && publicKey?.length === pointLength && publicKey[0] === 4;
  if (secret === undefined || publicKey === undefined || !(isP256 || type === "ed25519")) {
    const hint = "make one with ssh-keygen -t ed25519 or ssh-keygen -t ecdsa -b 256";
    throw new RollcallError("signer-unavailable", `the signing key is neither of Ed25519 nor of P-256: ${hint}`);
  }
  return { secret: numberIn32(secret), publicKey, comment: comment ?? "" };
}

/** SSH writes a number in as few bytes as there can be, and a zero before one that begins with a set bit. */
function numberIn32(number: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(32), number]).subarray(-32);
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

/** OpenSSH's own format without encryption (PROTOCOL.key in its sources). */
function privateKeyFile({ secret, publicKey, comment }: KeyParts): string {
  const blob = publicKeyBlob(publicKey);
  const check = createHash("sha256").update(publicKey).digest().subarray(0, 4);
  const sealed = [check, check, blob, sshString(Buffer.concat([secret, publicKey])), sshString(comment)];
  const length = sealed.reduce((sum, part) => sum + part.length, 0);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (length % 8)) % 8);
  const file = Buffer.concat([
    ...[Buffer.from("openssh-key-v1\0"), sshString("none"), sshString("none"), sshString(""), uint32(1)],
    ...[sshString(blob), sshString(Buffer.concat([...sealed, padding]))],
  ]);
  const lines = file.toString("base64").match(/.{1,70}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n");
}

import { createHash } from "node:crypto";
import { type CheckSignature, keyType, publicKeyBlob, publicKeyOf } from "./ed25519.ts";
import { keyOfLine, type Signer } from "./signer.ts";
import { readWire, sshString, uint32 } from "./wire.ts";

/** Signs a message the way `ssh-keygen -Y sign -n NAMESPACE` does, byte for byte (PROTOCOL.sshsig in OpenSSH's sources). */
export async function signSsh(signer: Signer, namespace: string, message: Uint8Array): Promise<string> {
  const hash = "sha512";
  const signature = await signer.sign(toBeSigned({ namespace, hash, message }));
  const blob = Buffer.concat([
    ...[magic, uint32(1), sshString(publicKeyBlob(keyOfLine(signer.publicKey)))],
    ...[sshString(namespace), sshString(""), sshString(hash)],
    sshString(Buffer.concat([sshString(keyType), sshString(signature)])),
  ]);
  const lines = blob.toString("base64").match(/.{1,70}/g) ?? [];
  return [opening, ...lines, closing, ""].join("\n");
}

/** The 32 bytes of the key that made an SSH signature over the message in the namespace; null when it does not hold. */
export async function checkSsh(
  signed: { readonly signature: string; readonly namespace: string; readonly message: Uint8Array },
  check: CheckSignature,
): Promise<Buffer | null> {
  const parts = parseSignature(signed.signature);
  if (parts === null || parts.namespace !== signed.namespace) return null;
  const holds = await check(parts.key, toBeSigned({ ...signed, hash: parts.hash }), parts.signature);
  return holds ? parts.key : null;
}

const magic = Buffer.from("SSHSIG");
const opening = "-----BEGIN SSH SIGNATURE-----";
const closing = "-----END SSH SIGNATURE-----";

function toBeSigned(what: { namespace: string; hash: string; message: Uint8Array }): Buffer {
  const digest = createHash(what.hash).update(what.message).digest();
  return Buffer.concat([magic, sshString(what.namespace), sshString(""), sshString(what.hash), sshString(digest)]);
}

interface SignatureParts {
  readonly key: Buffer;
  readonly namespace: string;
  readonly hash: string;
  readonly signature: Buffer;
}

function parseSignature(armored: string): SignatureParts | null {
  const text = armored.trim();
  if (!text.startsWith(`${opening}\n`) || !text.endsWith(`\n${closing}`)) return null;
  try {
    return parseBlob(Buffer.from(text.slice(opening.length, -closing.length), "base64"));
  } catch {
    return null;
  }
}

function parseBlob(blob: Buffer): SignatureParts | null {
  const wire = readWire(blob);
  const isOurs = wire.take(magic.length).equals(magic) && wire.number() === 1;
  const key = publicKeyOf(wire.string());
  const namespace = wire.string().toString("utf8");
  const reserved = wire.string();
  const hash = wire.string().toString("latin1");
  const inner = readWire(wire.string());
  const algorithm = inner.string().toString("latin1");
  const signature = inner.string();
  const whole = wire.atEnd() && inner.atEnd() && reserved.length === 0 && signature.length === 64;
  if (!isOurs || !whole || key === null || algorithm !== keyType) return null;
  return hash === "sha512" || hash === "sha256" ? { key, namespace, hash, signature } : null;
}

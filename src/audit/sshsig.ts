import { hash as hashOf } from "node:crypto";
import { RollcallError } from "../model/error.ts";
import { bytesOfBase64 } from "./base64.ts";
import {
  type CheckSignature,
  keyTypeOf,
  publicKeyBlob,
  publicKeyOf,
  rawSignatureBy,
  sshSignatureBy,
} from "./public-key.ts";
import { keyOfLine, type Signer } from "./signer.ts";
import { readWire, sshString, uint32 } from "./wire.ts";

/** Signs a message the way `ssh-keygen -Y sign -n NAMESPACE` does, byte for byte (PROTOCOL.sshsig in OpenSSH's sources). */
export async function signSsh(signer: Signer, namespace: string, message: Uint8Array): Promise<string> {
  const hash = "sha512";
  const key = keyOfLine(signer.publicKey);
  const type = keyTypeOf(key);
  const signature = sshSignatureBy(type, await signer.sign(toBeSigned({ namespace, hash, message })));
  if (signature === null) throw new RollcallError("signer-unavailable", `the signer gave no signature of ${type}`);
  return armored(
    Buffer.concat([
      ...[magic, uint32(1), sshString(publicKeyBlob(key))],
      ...[sshString(namespace), sshString(""), sshString(hash)],
      sshString(Buffer.concat([sshString(type), sshString(signature)])),
    ]),
  );
}

/** Whether a signature is written as `ssh-keygen` writes it, byte for byte: of what can be wrapped otherwise there are many. */
export function isAsWritten(signature: string): boolean {
  const blob = blobOf(signature);
  return blob !== null && armored(blob) === signature;
}

function armored(blob: Buffer): string {
  const lines = blob.toString("base64").match(/.{1,70}/g) ?? [];
  return [opening, ...lines, closing, ""].join("\n");
}

/** The key that made an SSH signature over the message in the namespace; null when it does not hold. */
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
const armor = new RegExp(`^${opening}\\r?\\n([A-Za-z0-9+/=\\r\\n]+)\\r?\\n${closing}[\\r\\n]*$`);

function toBeSigned(what: { namespace: string; hash: string; message: Uint8Array }): Buffer {
  const digest = hashOf(what.hash, what.message, "buffer");
  return Buffer.concat([magic, sshString(what.namespace), sshString(""), sshString(what.hash), sshString(digest)]);
}

interface SignatureParts {
  readonly key: Buffer;
  readonly namespace: string;
  readonly hash: string;
  readonly signature: Buffer;
}

function parseSignature(signature: string): SignatureParts | null {
  try {
    const blob = blobOf(signature);
    return blob === null ? null : parseBlob(blob);
  } catch {
    return null;
  }
}

function blobOf(signature: string): Buffer | null {
  const [, body] = armor.exec(signature) ?? [];
  return body === undefined ? null : bytesOfBase64(body.replaceAll(/[\r\n]/g, ""));
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
  const written = inner.string();
  const whole = wire.atEnd() && inner.atEnd() && reserved.length === 0;
  if (!isOurs || !whole || key === null || algorithm !== keyTypeOf(key)) return null;
  const signature = rawSignatureBy(keyTypeOf(key), written);
  if (signature === null) return null;
  return hash === "sha512" || hash === "sha256" ? { key, namespace, hash, signature } : null;
}

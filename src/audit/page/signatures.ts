import type { webcrypto } from "node:crypto";

/** What the page knows of cryptography: the browser's own, and how SSH, DSSE and signed notes write keys and signatures. */
export interface Signatures {
  sha256(...parts: readonly Uint8Array[]): Promise<Uint8Array>;
  /** Digest of a text as the ledger writes it, `sha256:` and hex. */
  digest(text: string): Promise<string>;
  /** Fingerprint of a public key in SSH's format (base64), as `ssh-keygen -l` prints it. */
  fingerprint(key: string): Promise<string>;
  /** The key (base64, SSH's format) that made an SSH signature over a text in a namespace; null when it does not hold. */
  sshKey(armored: string, namespace: string, text: string): Promise<string | null>;
  /** Whether a signature, in DER for P-256, over a text holds for a key. */
  holds(key: string, text: string, signature: Uint8Array): Promise<boolean>;
  /** The four bytes (hex) by which signed notes name the key of a log, or, of type 4, of a witness. */
  noteId(key: string, name: string, type?: number): Promise<string>;
  readonly utf8: (text: string) => Uint8Array;
  readonly hex: (bytes: Uint8Array) => string;
  readonly toBase64: (bytes: Uint8Array) => string;
  /** Null for a text that is not the one which base64 writes for its bytes. */
  readonly fromBase64: (text: string) => Uint8Array | null;
  /** An Ed25519 key in SSH's format (base64), from its 32 bytes. */
  ed25519Key(raw: Uint8Array): string;
  /** Algorithms that this browser does not have, met so far. */
  readonly missing: ReadonlySet<string>;
}

/** Opens the cryptography of a browser. The functions of this module need nothing but each other: the page carries their text. */
export function openSignatures(subtle: webcrypto.SubtleCrypto): Signatures {
  const missing = new Set<string>();
  const hash = async (name: string, bytes: Uint8Array) => new Uint8Array(await subtle.digest(name, bytes));
  const sha256 = (...parts: readonly Uint8Array[]) => hash("SHA-256", joined(parts));
  const check = (claim: Claim) => verifyRaw({ subtle, missing }, claim);
  return {
    ...{ sha256, missing, utf8, hex, toBase64, fromBase64 },
    digest: async (text) => `sha256:${hex(await sha256(utf8(text)))}`,
    fingerprint: async (key) => `SHA256:${toBase64(await sha256(fromBase64(key) ?? utf8(""))).replace(/=+$/, "")}`,
    ed25519Key: (raw) => toBase64(joined([sshString(utf8("ssh-ed25519")), sshString(raw)])),
    sshKey: async (armored, namespace, text) => {
      const parts = sshParts(armored);
      if (parts === null || parts.namespace !== namespace) return null;
      const digest = await hash(parts.hash === "sha512" ? "SHA-512" : "SHA-256", utf8(text));
      const fields = [utf8(namespace), utf8(""), utf8(parts.hash), digest].map(sshString);
      const message = joined([utf8("SSHSIG"), ...fields]);
      return (await check({ key: parts.key, message, signature: parts.signature })) ? parts.key : null;
    },
    holds: (key, text, signature) =>
      check({ key, message: utf8(text), signature: isP256(key) ? rawOfDer(signature) : signature }),
    noteId: async (key, name, type = 1) => {
      const [, second = utf8(""), third = utf8("")] = sshStrings(fromBase64(key) ?? utf8("")) ?? [];
      const spki = [hexBytes("3059301306072a8648ce3d020106082a8648ce3d030107034200"), third];
      const named = isP256(key) ? spki : [utf8(`${name}\n`), new Uint8Array([type]), second];
      return hex((await sha256(...named)).subarray(0, 4));
    },
  };
}

interface Claim {
  readonly key: string;
  readonly message: Uint8Array;
  /** Ed25519's 64 bytes, or the two numbers of P-256 in 32 bytes each. */
  readonly signature: Uint8Array | null;
}

/** Checks a signature; a kind that the browser does not have is noted, and does not hold. */
async function verifyRaw(
  { subtle, missing }: { readonly subtle: webcrypto.SubtleCrypto; readonly missing: Set<string> },
  { key, message, signature }: Claim,
): Promise<boolean> {
  const [type, first, second] = sshStrings(fromBase64(key) ?? utf8("")) ?? [];
  const raw = isP256(key) ? second : first;
  if (type === undefined || raw === undefined || signature === null || signature.length !== 64) return false;
  const isKnown = isP256(key) ? raw.length === 65 : latin(type) === "ssh-ed25519" && raw.length === 32;
  if (!isKnown) return false;
  const algorithm = isP256(key) ? { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } : { name: "Ed25519" };
  try {
    const imported = await subtle.importKey("raw", raw, algorithm, false, ["verify"]);
    return await subtle.verify(algorithm, imported, signature, message);
  } catch (error) {
    if (error instanceof Error && error.name === "NotSupportedError") missing.add(algorithm.name);
    return false;
  }
}

function isP256(key: string): boolean {
  const [type, curve] = sshStrings(fromBase64(key) ?? utf8("")) ?? [];
  return (
    type !== undefined && curve !== undefined && latin(type) === "ecdsa-sha2-nistp256" && latin(curve) === "nistp256"
  );
}

/** An SSH signature taken apart (PROTOCOL.sshsig of OpenSSH); null for any other text. */
function sshParts(armored: string) {
  const [, encoded = ""] =
    /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n?$/.exec(armored) ?? [];
  const blob = fromBase64(encoded.replaceAll("\n", ""));
  if (blob === null || latin(blob.subarray(0, 10)) !== "SSHSIG\0\0\0\u0001") return null;
  const [key, namespace, reserved, hash, inner, ...rest] = sshStrings(blob.subarray(10)) ?? [];
  const [type, written] = inner === undefined ? [] : (sshStrings(inner) ?? []);
  const [keyType] = key === undefined ? [] : (sshStrings(key) ?? []);
  if (key === undefined || namespace === undefined || hash === undefined || type === undefined) return null;
  if (written === undefined || keyType === undefined || reserved?.length !== 0 || rest.length > 0) return null;
  if (latin(type) !== latin(keyType) || !["sha256", "sha512"].includes(latin(hash))) return null;
  const signature = isP256(toBase64(key)) ? rawOfNumbers(sshStrings(written) ?? []) : written;
  return { key: toBase64(key), namespace: latin(namespace), hash: latin(hash), signature };
}

/** The two numbers of a signature of P-256 as WebCrypto takes them; null for what are not two numbers. */
function rawOfNumbers(numbers: readonly Uint8Array[]): Uint8Array | null {
  const halves = numbers.map((number) => {
    const short = number[0] === 0 ? number.subarray(1) : number;
    return short.length > 32 ? null : joined([new Uint8Array(32 - short.length), short]);
  });
  const [r, s] = halves;
  return halves.length === 2 && r !== null && r !== undefined && s !== null && s !== undefined ? joined([r, s]) : null;
}

function rawOfDer(der: Uint8Array): Uint8Array | null {
  const first = der.subarray(4, 4 + (der[3] ?? 0));
  const at = 4 + first.length;
  const second = der.subarray(at + 2, at + 2 + (der[at + 1] ?? 0));
  const isWhole = der[0] === 0x30 && der[1] === der.length - 2 && der[2] === 2 && der[at] === 2;
  return isWhole && at + 2 + second.length === der.length ? rawOfNumbers([first, second]) : null;
}

/** Values in SSH's format, one after another to the end; null when the bytes end early. */
function sshStrings(bytes: Uint8Array): Uint8Array[] | null {
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + Number.parseInt(hex(bytes.subarray(at, at + 4)), 16);
    if (!(end <= bytes.length)) return null;
    found.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return found;
}

function sshString(bytes: Uint8Array): Uint8Array {
  return joined([hexBytes(bytes.length.toString(16).padStart(8, "0")), bytes]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function latin(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function hexBytes(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(latin(bytes));
}

/** Null for a text that is not the one which base64 writes for its bytes. */
function fromBase64(text: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

/** Every function that the page needs of this module, the one that it calls first. */
export const signatureFunctions: readonly ((...args: never[]) => unknown)[] = [
  ...[openSignatures, verifyRaw, isP256, sshParts, rawOfNumbers, rawOfDer, sshStrings, sshString, joined],
  ...[utf8, latin, hex, hexBytes, toBase64, fromBase64],
];

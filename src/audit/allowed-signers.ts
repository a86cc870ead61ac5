import { RollcallError } from "../model/error.ts";
import type { Milliseconds } from "../model/instant.ts";
import { bytesOfBase64 } from "./base64.ts";
import { type KeyType, keyTypeOf, publicKeyOf } from "./public-key.ts";

/** One line of an `allowed_signers` file (ssh-keygen(1), ALLOWED SIGNERS). */
export interface AllowedSigner {
  readonly principals: string;
  readonly key: Buffer;
  /** Patterns; null: every namespace. */
  readonly namespaces: readonly string[] | null;
  readonly validAfter: Milliseconds | null;
  readonly validBefore: Milliseconds | null;
  /** Whether the key is among those that were revoked. */
  readonly revoked: boolean;
}

/** Whether a key may sign in a namespace at a time, and if not, why. */
export type Permission =
  | { readonly kind: "allowed"; readonly principal: string }
  | { readonly kind: "unknown" | "namespace" | "not-yet" | "expired" | "revoked" };

/** A signature to be judged: by which key, in which namespace, at which time. */
export interface SignatureUse {
  readonly key: Uint8Array;
  readonly namespace: string;
  readonly at: Milliseconds;
  /** Whether it is known from elsewhere that the signature was there before its key was revoked. */
  readonly isPinned?: boolean;
}

/** Reads an `allowed_signers` file; lines for certificates and other kinds of key can allow nobody here and are left out. */
export function parseAllowedSigners(text: string, revoked: readonly Buffer[] = []): AllowedSigner[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const content = line.trim();
    if (content === "" || content.startsWith("#")) return [];
    const signer = parseLine(content, index + 1);
    return signer === null ? [] : [{ ...signer, revoked: revoked.some((key) => key.equals(signer.key)) }];
  });
}

/** Whether one of the signers covers this key, namespace and time; the closest miss tells why not. */
export function permission(signers: readonly AllowedSigner[], use: SignatureUse): Permission {
  const verdicts = signers.filter((signer) => signer.key.equals(use.key)).map((signer) => judge(signer, use));
  const order = ["revoked", "allowed", "expired", "not-yet", "namespace"];
  verdicts.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return verdicts[0] ?? { kind: "unknown" };
}

function judge(signer: AllowedSigner, use: Omit<SignatureUse, "key">): Permission {
  if (signer.revoked && use.isPinned !== true) return { kind: "revoked" };
  const patterns = signer.namespaces;
  if (patterns !== null && !patterns.some((pattern) => matches(pattern, use.namespace))) return { kind: "namespace" };
  if (signer.validAfter !== null && use.at < signer.validAfter) return { kind: "not-yet" };
  if (signer.validBefore !== null && use.at > signer.validBefore) return { kind: "expired" };
  return { kind: "allowed", principal: signer.principals };
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(text);
}

function parseLine(content: string, line: number): Omit<AllowedSigner, "revoked"> | null {
  if (content.split('"').length % 2 === 0) throw wrong(line, "it has a quote without another one");
  const words = splitWords(content);
  const principals = words.shift()?.replaceAll('"', "") ?? "";
  const options = isKeyType(words[0]) ? "" : (words.shift() ?? "");
  const [type, blob] = words;
  if (!isKeyType(type) || blob === undefined) throw wrong(line, "it has no key");
  const settings = parseOptions(options, line);
  const key = publicKeyOf(bytesOfBase64(blob) ?? Buffer.alloc(0));
  if (isUsable(type) && (key === null || keyTypeOf(key) !== type)) throw wrong(line, `its ${type} key cannot be read`);
  if (!isUsable(type) || key === null || settings.has("cert-authority")) return null;
  return {
    principals,
    key,
    namespaces: namespacesOf(settings.get("namespaces"), line),
    validAfter: timeOf(settings.get("valid-after"), line),
    validBefore: timeOf(settings.get("valid-before"), line),
  };
}

const usable: Readonly<Record<KeyType, true>> = { "ssh-ed25519": true, "ecdsa-sha2-nistp256": true };

function isUsable(type: string): boolean {
  return Object.hasOwn(usable, type);
}

function isKeyType(word: string | undefined): word is string {
  return word !== undefined && /^(ssh-|ecdsa-|sk-|rsa-)[A-Za-z0-9@.-]+$/.test(word);
}

/** Words are parted by blanks outside quotes. */
function splitWords(content: string): string[] {
  return content.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
}

function parseOptions(text: string, line: number): Map<string, string> {
  const options = new Map<string, string>();
  for (const part of text.match(/(?:[^,"]|"[^"]*")+/g) ?? []) {
    const [, name, value] = /^([A-Za-z-]+)(?:="([^"]*)")?$/.exec(part) ?? [];
    if (name === undefined || !known.has(name.toLowerCase())) throw wrong(line, `it has an unknown option ${part}`);
    if (options.has(name.toLowerCase())) throw wrong(line, `it has the option ${name} twice`);
    options.set(name.toLowerCase(), value ?? "");
  }
  return options;
}

const known: ReadonlySet<string> = new Set(["cert-authority", "namespaces", "valid-after", "valid-before"]);

function namespacesOf(text: string | undefined, line: number): string[] | null {
  if (text === undefined) return null;
  const patterns = text.split(",");
  // ssh-keygen takes a blank for a part of the name, and then nothing matches.
  if (patterns.some((pattern) => pattern === "" || pattern.startsWith("!") || /\s/.test(pattern))) {
    throw wrong(line, "its namespaces must be plain names or patterns with * and ?, parted by commas without blanks");
  }
  return patterns;
}

/** ssh-keygen reads a time without Z in the zone of the machine it runs on; what holds must not depend on that. */
function timeOf(text: string | undefined, line: number): Milliseconds | null {
  if (text === undefined) return null;
  const [, year, month, day, hour = "00", minute = "00", second = "00"] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z$/.exec(text) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time)) throw wrong(line, `its time ${text} must read YYYYMMDDZ or YYYYMMDDHHMM[SS]Z (UTC)`);
  return time;
}

function wrong(line: number, why: string): RollcallError {
  return new RollcallError("input-invalid", `allowed signers, line ${line}: ${why}`);
}

import type { ValuePath } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import type { Authentication, ClientProof, OauthClient, SecretReference, TlsSettings } from "../model/application.ts";
import type { authSchema, tlsSchema } from "./config-auth-schema.ts";
import { readUrl } from "./config-url.ts";
import { type Conversion, refuse } from "./conversion.ts";
import { parseReference, readSecret } from "./reference-text.ts";

type WrittenAuth = Written<typeof authSchema>;
type WrittenOauth = NonNullable<Exclude<WrittenAuth, string>["oauth"]>;

/** `auth` of an application; `none` where what is written was refused. */
export function readAuthentication(conversion: Conversion, path: ValuePath, written: WrittenAuth): Authentication {
  if (typeof written === "string") return { kind: "none" };
  if (written.oauth !== undefined) {
    const client = readOauth(conversion, [...path, "oauth"], written.oauth);
    return client === null ? { kind: "none" } : { kind: "oauth", ...client };
  }
  const token = readSecret(conversion, [...path, "bearer"], written.bearer ?? "");
  return token === null ? { kind: "none" } : { kind: "bearer", token };
}

/** `tls` of an application or of its token endpoint; null where what is written was refused. */
export function readTlsSettings(
  conversion: Conversion,
  path: ValuePath,
  written: Written<typeof tlsSchema>,
): TlsSettings | null {
  const { certificate, privateKey, ca } = written;
  const read = (name: string, text: string | undefined) =>
    text === undefined ? null : readSecret(conversion, [...path, name], text);
  const own = { certificate: read("certificate", certificate), privateKey: read("privateKey", privateKey) };
  const authorities = read("ca", ca);
  if (ca !== undefined && authorities === null) return null;
  if (certificate === undefined) return { client: null, ca: authorities };
  if (own.certificate === null || own.privateKey === null) return null;
  return { client: { certificate: own.certificate, privateKey: own.privateKey }, ca: authorities };
}

function readOauth(conversion: Conversion, path: ValuePath, written: WrittenOauth): OauthClient | null {
  const proof = readProof(conversion, path, written);
  const tokenUrl = readUrl(conversion, [...path, "tokenUrl"], written.tokenUrl);
  const clientId = readClientId(conversion, [...path, "clientId"], written.clientId);
  const tls = written.tls === undefined ? null : readTlsSettings(conversion, [...path, "tls"], written.tls);
  if (proof === null || (written.tls !== undefined && tls === null)) return null;
  return { tokenUrl, clientId, proof, scope: written.scope ?? null, audience: written.audience ?? null, tls };
}

function readProof(conversion: Conversion, path: ValuePath, written: WrittenOauth): ClientProof | null {
  const { clientSecret, privateKey } = written;
  const hasBoth = clientSecret !== undefined && privateKey !== undefined;
  if (hasBoth || (clientSecret === undefined && privateKey === undefined)) {
    refuse(conversion, path, {
      code: "auth-shape",
      message: `auth.oauth has ${hasBoth ? "both clientSecret and privateKey" : "neither clientSecret nor privateKey"}`,
      hint: "give exactly one of them, as a reference",
    });
  }
  const secret = clientSecret === undefined ? null : readSecret(conversion, [...path, "clientSecret"], clientSecret);
  const key = privateKey === undefined ? null : readSecret(conversion, [...path, "privateKey"], privateKey);
  if (secret !== null) return { kind: "secret", secret, method: written.authMethod ?? "basic" };
  if (key === null) return null;
  return { kind: "private-key", key, keyId: written.keyId ?? null, algorithm: written.algorithm ?? null };
}

/** A text with something like a reference in it would be sent as it stands. */
function readClientId(conversion: Conversion, path: ValuePath, written: string): string | SecretReference {
  const reference = parseReference(written);
  if (reference === null && !/^[\x20-\x7e]+$/.test(written.replaceAll("${", "\0"))) {
    refuse(conversion, path, {
      code: "auth-shape",
      message: "the clientId is neither plain text nor one reference",
      hint: `write the id, or "\${env:NAME}"`,
    });
  }
  return reference ?? written;
}

import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { SigningAlgorithm } from "../../model/application.ts";
import { RollcallError } from "../../model/error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import { Secret } from "../../ports/secret.ts";

/** Who a client is, with what shows it. */
export type ClientIdentity =
  | { readonly kind: "secret"; readonly id: string; readonly secret: Secret; readonly method: "basic" | "post" }
  | {
      readonly kind: "private-key";
      readonly id: string;
      readonly keyId: string | null;
      readonly signing: SigningKey;
    };

/** A private key with the one algorithm it is used for. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly algorithm: SigningAlgorithm;
}

/** A private key in PEM; throws RollcallError `input-invalid`, without a word of the key, for one that cannot sign. */
export function readSigningKey(
  pem: Secret,
  { what, algorithm }: { readonly what: string; readonly algorithm: SigningAlgorithm | null },
): SigningKey {
  const key = readPrivateKey(pem, what);
  const own = algorithmOf(key);
  if (own === null) {
    throw new RollcallError("input-invalid", `${what} must be RSA of 2048 bits or more, EC on P-256, or Ed25519`);
  }
  if (algorithm !== null && algorithm !== own) {
    throw new RollcallError("input-invalid", `${what} signs with ${own}, and algorithm says ${algorithm}`);
  }
  return { key, algorithm: own };
}

/** A private key in PEM, without a passphrase. */
export function readPrivateKey(pem: Secret, what: string): KeyObject {
  try {
    return createPrivateKey(pem.reveal());
  } catch {
    // The cause is left out: whatever it quotes would be the key.
    throw new RollcallError("input-invalid", `${what} is no private key in PEM without a passphrase`);
  }
}

/** Says for one minute who is calling, once: the JWT of RFC 7523 section 3. */
export function signAssertion(
  identity: ClientIdentity & { readonly kind: "private-key" },
  { audience, clock, random }: { readonly audience: string; readonly clock: Clock; readonly random: Random },
): Secret {
  const { id, keyId, signing } = identity;
  const now = Math.floor(clock.now() / 1000);
  const header = { alg: signing.algorithm, typ: "JWT", ...(keyId === null ? {} : { kid: keyId }) };
  const jti = Buffer.from(random.bytes(16)).toString("base64url");
  const claims = { iss: id, sub: id, aud: audience, jti, iat: now - earlier, exp: now + later };
  const text = `${encoded(header)}.${encoded(claims)}`;
  return new Secret(`${text}.${signature(signing, text)}`);
}

/** Seconds: clocks that differ a little must not put it into the future, and some services take no more than a minute. */
const earlier = 10;
const later = 50;

function algorithmOf(key: KeyObject): SigningAlgorithm | null {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "rsa":
      return (modulusLength ?? 0) >= 2048 ? "RS256" : null;
    case "ec":
      return namedCurve === "prime256v1" ? "ES256" : null;
    case "ed25519":
      return "EdDSA";
    default:
      return null;
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** ECDSA in JWTs is r and s side by side (RFC 7518 section 3.4), not DER. */
function signature({ key, algorithm }: SigningKey, text: string): string {
  const hash = algorithm === "EdDSA" ? null : "sha256";
  return sign(hash, Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
}

import { bytesOfBase64 } from "./base64.ts";
import { type CheckSignature, publicKeyBlob } from "./public-key.ts";
import { fingerprint, keyOfLine, type Signer } from "./signer.ts";

/** A signature of a DSSE envelope; `sig` is base64. */
export interface EnvelopeSignature {
  readonly keyid: string;
  readonly sig: string;
}

/** What DSSE signs: type and payload with their lengths, so that neither can be read as part of the other. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** Signs a payload for a DSSE v1 envelope. */
export async function signPayload(
  signer: Signer,
  payloadType: string,
  payload: Uint8Array,
): Promise<EnvelopeSignature> {
  const signature = await signer.sign(preAuthEncoding(payloadType, payload));
  const keyid = fingerprint(publicKeyBlob(keyOfLine(signer.publicKey)));
  return { keyid, sig: Buffer.from(signature).toString("base64") };
}

/** Whether a DSSE signature over the payload holds for the key. */
export async function checkPayload(
  signed: {
    readonly payloadType: string;
    readonly payload: Uint8Array;
    readonly key: Uint8Array;
    readonly signature: EnvelopeSignature;
  },
  check: CheckSignature,
): Promise<boolean> {
  if (signed.signature.keyid !== fingerprint(publicKeyBlob(signed.key))) return false;
  const signature = bytesOfBase64(signed.signature.sig);
  return signature !== null && check(signed.key, preAuthEncoding(signed.payloadType, signed.payload), signature);
}

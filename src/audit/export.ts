import { canonicalText } from "./parse.ts";

/** A DSSE v1 envelope. */
export interface DsseEnvelope {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** Forms in which other tools take an attestation. */
export const exportForms = ["dsse", "sigstore"] as const;

/** An envelope as JSON: by itself, or in a Sigstore bundle v0.3 whose key the verifier has already, by its SSH fingerprint. */
export function exportEnvelope(
  { payloadType, payload, signatures }: DsseEnvelope,
  form: (typeof exportForms)[number],
): string {
  const envelope = { payloadType, payload, signatures };
  if (form === "dsse") return canonicalText(envelope);
  return canonicalText({
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: { publicKey: { hint: signatures[0]?.keyid ?? "" }, tlogEntries: [] },
    dsseEnvelope: envelope,
  });
}

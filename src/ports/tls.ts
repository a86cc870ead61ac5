import { constants } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Secret } from "./secret.ts";

/** What connections show and believe beside what every program does; texts in PEM. */
export interface HttpTls {
  /** Shown to a server that asks who is calling; null: nothing to show. */
  readonly client: { readonly certificate: string; readonly privateKey: Secret } | null;
  /** The only authorities that are believed; null: those that Node knows. */
  readonly ca: string | null;
}

/** Versions and ciphers are said here: left out, `NODE_OPTIONS` would decide. The key goes no further than this; throws what Node throws. */
export function secureContextOf(tls: HttpTls | null): SecureContext {
  const ca = tls === null || tls.ca === null ? {} : { ca: tls.ca };
  const client = tls?.client ?? null;
  const shown = client === null ? {} : { cert: client.certificate, key: client.privateKey.reveal() };
  return createSecureContext({
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    ciphers: constants.defaultCoreCipherList,
    ...ca,
    ...shown,
  });
}

/** Alerts of RFC 8446 section 6.2 by which a server refuses a client's certificate. */
export function isCertificateAlert(error: Error): boolean {
  return /_ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(?:REVOKED|EXPIRED|UNKNOWN|REQUIRED)|UNKNOWN_CA|ACCESS_DENIED)$/.test(
    codeOf(error),
  );
}

/** The code of a failure; empty when it has none. */
export function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

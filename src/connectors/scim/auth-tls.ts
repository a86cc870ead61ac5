import { X509Certificate } from "node:crypto";
import type { SecretReference, TlsSettings } from "../../model/application.ts";
import { RollcallError } from "../../model/error.ts";
import { Secret } from "../../ports/secret.ts";
import type { HttpTls } from "../../ports/tls.ts";
import type { ConnectorWorld } from "../world.ts";
import { readPrivateKey } from "./auth-assertion.ts";

/** Certificates and keys by their references, checked before anybody is called; throws RollcallError `input-invalid`. */
export async function readTls(
  settings: TlsSettings,
  { what, world }: { readonly what: string; readonly world: Pick<ConnectorWorld, "secret" | "clock"> },
): Promise<HttpTls> {
  const { client, ca } = settings;
  return {
    client: client === null ? null : await readClient(client, { what, world }),
    ca: ca === null ? null : readAuthorities(await world.secret(ca), what),
  };
}

async function readClient(
  client: { readonly certificate: SecretReference; readonly privateKey: SecretReference },
  { what, world }: { readonly what: string; readonly world: Pick<ConnectorWorld, "secret" | "clock"> },
): Promise<NonNullable<HttpTls["client"]>> {
  const certificate = await world.secret(client.certificate);
  const privateKey = new Secret(await world.secret(client.privateKey));
  const [own] = readCertificates(certificate);
  const wrong = (fault: string) => new RollcallError("input-invalid", `tls.certificate of ${what} ${fault}`);
  if (own === undefined) throw wrong("is no certificate in PEM");
  const key = readPrivateKey(privateKey, `tls.privateKey of ${what}`);
  if (!own.checkPrivateKey(key)) throw wrong("does not belong to tls.privateKey: give the pair");
  if (Date.parse(own.validTo) <= world.clock.now()) throw wrong(`expired on ${dayOf(own.validTo)}: renew it`);
  return { certificate, privateKey };
}

function readAuthorities(pem: string, what: string): string {
  if (readCertificates(pem).length > 0) return pem;
  throw new RollcallError("input-invalid", `tls.ca of ${what} holds no certificate in PEM`);
}

/** Every certificate of a text; none when one of them cannot be read. */
function readCertificates(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return [];
  }
}

function dayOf(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}

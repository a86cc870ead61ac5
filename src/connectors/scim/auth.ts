import type { Application, OauthClient } from "../../model/application.ts";
import { RollcallError } from "../../model/error.ts";
import { Secret } from "../../ports/secret.ts";
import type { ConnectorWorld } from "../world.ts";
import { addressOf } from "./address.ts";
import { type ClientIdentity, readSigningKey } from "./auth-assertion.ts";
import { askForToken } from "./auth-endpoint.ts";
import { readTls } from "./auth-tls.ts";
import { TokenSource } from "./auth-token.ts";

/** What goes with a request to show who is calling; a token of null where nothing has to be shown. */
export interface Proof {
  readonly kind: "proof";
  readonly token: Secret | null;
}

/** There is nothing to show who is calling, so that no request can be made. */
export interface Lack {
  readonly kind: "lack";
  /** Somebody said no, and will say it again; otherwise nobody said anything that can be used. */
  readonly isRefused: boolean;
  /** What the application lacks, why, and what to do; never a secret. */
  readonly reason: string;
  /** Milliseconds until asking again is of any use. */
  readonly patience: number;
}

/** Shows one application who is calling. */
export interface Credentials {
  /** What tokens are given for, where somebody is sent it. */
  readonly secret: Secret | null;
  /** For the next request; rejects only when the signal aborts. */
  current(signal: AbortSignal): Promise<Proof | Lack>;
  /** After a 401: whether there can be a better proof than the one that was refused, which is dropped then. */
  renew(refused: Proof): boolean;
  close(): Promise<void>;
}

/** Credentials as the application's file has them; throws RollcallError `input-invalid` for secrets that cannot be used. */
export async function openCredentials(application: Application, world: ConnectorWorld): Promise<Credentials> {
  const { authentication, name } = application;
  switch (authentication.kind) {
    case "none":
      return standing(null);
    case "bearer":
      return standing(await readToken(name, world.secret(authentication.token)));
    case "oauth":
      return openOauth(name, authentication, world);
  }
}

/** The same proof for as long as the connector is open. */
function standing(token: Secret | null): Credentials {
  const proof: Proof = { kind: "proof", token };
  return { secret: null, current: async () => proof, renew: () => false, close: async () => {} };
}

async function readToken(name: string, text: Promise<string>): Promise<Secret> {
  const token = new Secret(await text);
  if (/^[\x21-\x7e]+$/.test(token.reveal())) return token;
  throw new RollcallError("input-invalid", `the token of ${name} has characters that no header can hold`);
}

async function openOauth(name: string, client: OauthClient, world: ConnectorWorld): Promise<Credentials> {
  const url = await addressOf(client.tokenUrl, { what: `the tokenUrl of ${name}`, world });
  const identity = await readIdentity(name, client, world);
  const tls = client.tls === null ? null : await readTls(client.tls, { what: `auth.oauth of ${name}`, world });
  const http = world.openHttp(url.origin, { deadline, maxBytes, connections: 1 }, tls);
  const { scope, audience } = client;
  const { clock, random } = world;
  const ask = (signal: AbortSignal) =>
    askForToken({ http, url, identity, wish: { scope, audience }, clock, random }, signal);
  const secret = identity.kind === "secret" ? identity.secret : null;
  return new TokenSource({ secret, ask, clock, close: () => http.close() });
}

/** From sending to the last byte, in milliseconds: a token endpoint that takes longer is down. */
const deadline = 10_000;
/** Decompressed bytes of an answer with a token. */
const maxBytes = 64 * 1024;

async function readIdentity(name: string, client: OauthClient, world: ConnectorWorld): Promise<ClientIdentity> {
  const { clientId, proof } = client;
  const id = typeof clientId === "string" ? clientId : await world.secret(clientId);
  if (proof.kind === "secret") {
    return { kind: "secret", id, secret: new Secret(await world.secret(proof.secret)), method: proof.method };
  }
  const pem = new Secret(await world.secret(proof.key));
  const signing = readSigningKey(pem, { what: `the privateKey of ${name}`, algorithm: proof.algorithm });
  return { kind: "private-key", id, keyId: proof.keyId, signing };
}

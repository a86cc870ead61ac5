import type { Clock } from "../../ports/clock.ts";
import { type HttpClient, HttpFailure, type HttpRequest, type HttpResponse } from "../../ports/http.ts";
import type { Random } from "../../ports/random.ts";
import type { Lack } from "./auth.ts";
import { type ClientIdentity, signAssertion } from "./auth-assertion.ts";
import { readFailure, readGrant } from "./auth-grant.ts";
import type { Granted } from "./auth-token.ts";
import { backoff } from "./retry-after.ts";

/** A token endpoint, and what it is asked for. */
export interface TokenEndpoint {
  readonly http: HttpClient;
  readonly url: URL;
  readonly identity: ClientIdentity;
  readonly wish: { readonly scope: string | null; readonly audience: string | null };
  readonly clock: Clock;
  readonly random: Random;
}

/** Asks for a token (RFC 6749 section 4.4); three times where the endpoint may only be busy. Rejects when the signal aborts. */
export async function askForToken(endpoint: TokenEndpoint, signal: AbortSignal): Promise<Granted | Lack> {
  const { clock, random } = endpoint;
  for (let tries = 1; ; tries += 1) {
    const result = await askOnce(endpoint, signal);
    if (result.kind !== "again") return result;
    const wait = result.wait ?? backoff(tries, random.fraction());
    if (tries >= maxTries || wait > longestWait) {
      return { kind: "lack", isRefused: false, reason: result.reason, patience: Math.max(wait, patience) };
    }
    await clock.sleep(wait, signal);
  }
}

const maxTries = 3;
/** A longer wait is not slept through, in milliseconds. */
const longestWait = 60_000;
/** An endpoint that is down is left alone for a while, in milliseconds. */
const patience = 30_000;

async function askOnce(endpoint: TokenEndpoint, signal: AbortSignal) {
  const { http, url, identity, clock } = endpoint;
  const sent = await http.send(requestOf(endpoint, signal)).catch((error: unknown): HttpFailure => {
    if (error instanceof HttpFailure && error.kind !== "aborted") return error;
    throw error;
  });
  const asked = { origin: url.origin, proof: identity.kind, now: clock.now() };
  return isFailure(sent) ? readFailure(sent, asked) : readGrant(sent, asked);
}

function isFailure(sent: HttpResponse | HttpFailure): sent is HttpFailure {
  return sent instanceof HttpFailure;
}

function requestOf(endpoint: TokenEndpoint, signal: AbortSignal): HttpRequest {
  const { url, identity, wish } = endpoint;
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (wish.scope !== null) form.set("scope", wish.scope);
  if (wish.audience !== null) form.set("audience", wish.audience);
  const headers: Record<string, string> = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
  };
  if (identity.kind === "secret" && identity.method === "basic") {
    headers["authorization"] = `Basic ${basicOf(identity.id, identity.secret.reveal())}`;
  } else {
    form.set("client_id", identity.id);
  }
  if (identity.kind === "secret" && identity.method === "post") form.set("client_secret", identity.secret.reveal());
  if (identity.kind === "private-key") {
    form.set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.set("client_assertion", signAssertion(identity, { ...endpoint, audience: url.href }).reveal());
  }
  return { method: "POST", path: `${url.pathname}${url.search}`, headers, body: form.toString(), signal };
}

/** Both halves are form-encoded first (RFC 6749 section 2.3.1): a colon in an id would end it otherwise. */
function basicOf(id: string, secret: string): string {
  const encode = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
  return Buffer.from(`${encode(id)}:${encode(secret)}`).toString("base64");
}

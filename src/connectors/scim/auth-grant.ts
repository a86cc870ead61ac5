import type { HttpFailure, HttpResponse } from "../../ports/http.ts";
import { Secret } from "../../ports/secret.ts";
import type { Lack } from "./auth.ts";
import type { ClientIdentity } from "./auth-assertion.ts";
import type { Granted } from "./auth-token.ts";
import { isObject, type JsonObject, parseJson } from "./json.ts";
import { retryAfter } from "./retry-after.ts";

/** What was asked, of whom and when. */
interface Asked {
  /** Scheme, host and port of the token endpoint. */
  readonly origin: string;
  readonly proof: ClientIdentity["kind"];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** No token this time; `wait` is what the endpoint asked for, in milliseconds. */
interface Again {
  readonly kind: "again";
  readonly reason: string;
  readonly wait: number | null;
}

/** An answer of a token endpoint (RFC 6749 section 5); nothing that it says leaves here but words that are known. */
export function readGrant(response: HttpResponse, asked: Asked): Granted | Lack | Again {
  const { status, headers } = response;
  if (status === 429 || status === 408 || status >= 500) {
    const until = retryAfter(headers["retry-after"], asked.now);
    return {
      kind: "again",
      reason: reasonOf(asked, `answered ${status}`),
      wait: until === null ? null : until - asked.now,
    };
  }
  if (status >= 400) return refusal(response, asked);
  if (status >= 300) return unusable(asked, `answered ${status}; redirects are not followed, check tokenUrl`);
  const body = parseJson(response.body);
  if (!isObject(body)) return unusable(asked, "answered with something that is no JSON object; check tokenUrl");
  return readToken(body, asked);
}

/** The network's failure to reach a token endpoint. */
export function readFailure({ kind }: HttpFailure, asked: Asked): Lack | Again {
  const lasting = lastingFailures.get(kind);
  if (lasting !== undefined) return unusable(asked, lasting);
  const passing = passingFailures.get(kind) ?? "is out of reach";
  return { kind: "again", reason: reasonOf(asked, `${passing}; try again later`), wait: null };
}

const lastingFailures: ReadonlyMap<string, string> = new Map([
  ["tls", "has no TLS 1.2 with a certificate that can be trusted; check tokenUrl and auth.oauth.tls.ca"],
  ["certificate", "does not accept our client certificate, or asks for one; check auth.oauth.tls"],
  ["too-large", "answered with more bytes than a token has; check tokenUrl"],
  ["private", "is at a private address; say network: private if it is meant to be"],
]);

const passingFailures: ReadonlyMap<string, string> = new Map([
  ["refused", "does not accept connections"],
  ["reset", "broke the connection"],
  ["timeout", "did not answer in time"],
]);

function readToken(body: JsonObject, asked: Asked): Granted | Lack {
  const { access_token: token, token_type: type, expires_in: expires } = body;
  if (typeof token !== "string" || !/^[\x21-\x7e]{1,16384}$/.test(token)) {
    return unusable(asked, "answered without a token that a header can hold");
  }
  if (type !== undefined && (typeof type !== "string" || type.toLowerCase() !== "bearer")) {
    return unusable(asked, "gives tokens that are no bearer tokens; ask for plain ones");
  }
  const seconds = typeof expires === "string" && /^\d{1,12}$/.test(expires) ? Number(expires) : expires;
  const lifetime = typeof seconds === "number" && seconds >= 0 ? seconds * 1000 : null;
  return { kind: "granted", token: new Secret(token), lifetime };
}

/** A code is repeated only when the standards know it: any other text may hold what was sent. */
function refusal(response: HttpResponse, asked: Asked): Lack {
  const body = parseJson(response.body);
  const said = isObject(body) ? body["error"] : null;
  const code = typeof said === "string" && Object.hasOwn(advice, said) ? said : null;
  const hint = code === null ? "check auth.oauth" : advice[code];
  const what = `answered ${response.status}${code === null ? "" : ` ${code}`}; ${hint}${proofHint(code, asked)}`;
  const skew = asked.proof === "private-key" ? skewOf(response, asked) : "";
  return {
    kind: "lack",
    isRefused: true,
    reason: reasonOf(asked, `${what}${skew}`),
    patience: Number.POSITIVE_INFINITY,
  };
}

/** RFC 6749 section 5.2, RFC 8707 section 2, and one that a large vendor adds. */
const advice: Readonly<Record<string, string>> = {
  access_denied: "give the client what it asks for there, or check scope and audience",
  invalid_client: "check clientId and",
  invalid_grant: "check auth.oauth",
  invalid_request: "check scope, audience and authMethod",
  invalid_scope: "check scope",
  invalid_target: "check audience",
  unauthorized_client: "allow the client the grant client_credentials there",
  unsupported_grant_type: "the endpoint must offer the grant client_credentials",
};

function proofHint(code: string | null, { proof }: Asked): string {
  if (code !== "invalid_client") return "";
  return proof === "secret" ? " clientSecret, and authMethod" : " privateKey, keyId and algorithm";
}

/** An assertion lives a minute: clocks that differ more make it worthless. */
function skewOf({ headers }: HttpResponse, { now }: Asked): string {
  const skew = Math.round((Date.parse(headers["date"] ?? "") - now) / 1000);
  if (Number.isNaN(skew) || Math.abs(skew) < 10) return "";
  const side = skew > 0 ? "ahead of" : "behind";
  return `; its clock is ${Math.abs(skew)} seconds ${side} this machine's`;
}

function unusable(asked: Asked, what: string): Lack {
  return { kind: "lack", isRefused: false, reason: reasonOf(asked, what), patience: Number.POSITIVE_INFINITY };
}

function reasonOf({ origin }: Asked, what: string): string {
  return `has no access token: ${origin} ${what}`;
}

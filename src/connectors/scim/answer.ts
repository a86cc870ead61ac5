import type { HttpFailure, HttpResponse } from "../../ports/http.ts";
import type { Lack } from "./auth.ts";
import { isObject, type JsonObject, parseJson, textField } from "./json.ts";

/** What came of a request, after every repetition that was allowed. */
export type Answer =
  | {
      readonly kind: "ok";
      readonly status: number;
      /** null when there was none. */
      readonly body: JsonObject | null;
      readonly reference: string | null;
      readonly attempts: number;
    }
  /** The application says no: nothing happened. */
  | {
      readonly kind: "rejected";
      /** No request was made: nothing could show who is calling. */
      readonly beforehand?: true;
      readonly status: number;
      readonly reason: string;
      readonly reference: string | null;
      readonly attempts: number;
    }
  /** No usable answer: a write may have had its effect. */
  | {
      readonly kind: "unclear";
      /** No request was made: nothing could show who is calling. */
      readonly beforehand?: true;
      readonly reason: string;
      /** Why the network gave none, where it was the network. */
      readonly failure: HttpFailure["kind"] | null;
      /** Whether asking again is of any use. */
      readonly lasting: boolean;
      readonly sent: boolean;
      readonly reference: string | null;
      readonly attempts: number;
    };

/** Reads an HTTP answer as a SCIM answer; text of a body never leaves here. */
export function readAnswer(response: HttpResponse, attempts: number): Answer {
  const { status, headers } = response;
  const reference = referenceOf(headers);
  const unclear = (reason: string, lasting: boolean): Answer => {
    return { kind: "unclear", reason, lasting, sent: true, failure: null, reference, attempts };
  };
  if (status >= 500 && status !== 501) return unclear(`answered ${status}`, false);
  if (status === 408 || status === 425) return unclear(`answered ${status}`, false);
  if (status >= 400) {
    const code = errorCode(response);
    const reason = `answered ${status}${code === null ? "" : ` ${code}`}`;
    return { kind: "rejected", status, reason, reference, attempts };
  }
  if (status >= 300) return unclear(`answered ${status}: redirects are not followed, check the url`, true);
  if (response.body.trim() === "") return { kind: "ok", status, body: null, reference, attempts };
  if (!isJsonType(headers["content-type"])) {
    return unclear(`answered with ${typeName(headers["content-type"])} where JSON is due`, true);
  }
  const body = parseJson(response.body);
  if (body === undefined) return unclear("answered with JSON that cannot be read", false);
  if (!isObject(body)) return unclear("answered with JSON that is no SCIM message", true);
  return { kind: "ok", status, body, reference, attempts };
}

/** The answer to a request that could not be made, for want of credentials. */
export function lackAnswer({ isRefused, reason }: Lack, attempts: number): Answer {
  const known = { beforehand: true, reason, reference: null, attempts } as const;
  if (isRefused) return { kind: "rejected", status: 401, ...known };
  return { kind: "unclear", failure: null, lasting: true, sent: false, ...known };
}

/** The network's failure as an answer. */
export function failureAnswer(failure: HttpFailure, attempts: number): Answer {
  const { kind, sent } = failure;
  const lasting = kind === "tls" || kind === "too-large" || kind === "private";
  return { kind: "unclear", reason: reasons[kind], failure: kind, lasting, sent, reference: null, attempts };
}

const reasons: Readonly<Record<HttpFailure["kind"], string>> = {
  refused: "does not accept connections",
  reset: "broke the connection",
  timeout: "did not answer in time",
  "too-large": "answered with more bytes than are read",
  tls: "has no TLS 1.2 with a certificate that can be trusted",
  certificate: "does not accept our client certificate, or asks for one: check tls of the application",
  private: "is at a private address: say network: private if it is meant to be",
  aborted: "was not waited for",
};

/** What the application calls this request, for its support; an entity tag where it has no name for it. */
function referenceOf(headers: HttpResponse["headers"]): string | null {
  for (const name of referenceHeaders) {
    const value = headers[name];
    if (value !== undefined && /^[\x21-\x7e]{1,128}$/.test(value)) return value;
  }
  return null;
}

const referenceHeaders = [
  ...["x-request-id", "request-id", "x-amzn-requestid", "x-github-request-id", "x-correlation-id", "x-slack-req-id"],
  ...["x-okta-request-id", "etag"],
];

/** The `scimType` of an error (RFC 7644 section 3.12), when it is a plain word. */
function errorCode(response: HttpResponse): string | null {
  const body = parseJson(response.body);
  const code = isObject(body) ? textField(body, "scimType") : null;
  return code !== null && /^[A-Za-z]{1,40}$/.test(code) ? code : null;
}

function isJsonType(type: string | undefined): boolean {
  return /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i.test(type ?? "");
}

function typeName(type: string | undefined): string {
  const name = type?.split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[\w.+-]{1,40}\/[\w.+-]{1,40}$/.test(name) ? name : "no content type";
}

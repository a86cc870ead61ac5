import { RollcallError } from "../../model/error.ts";
import type { Clock } from "../../ports/clock.ts";
import { type HttpClient, HttpFailure, type HttpRequest, type HttpResponse } from "../../ports/http.ts";
import type { Random } from "../../ports/random.ts";
import type { Pace } from "../pace.ts";
import { type Answer, failureAnswer, lackAnswer, readAnswer } from "./answer.ts";
import type { Credentials, Lack, Proof } from "./auth.ts";
import type { JsonObject } from "./json.ts";
import { backoff, retryAfter } from "./retry-after.ts";

/** One request to a SCIM service. */
export interface ScimRequest {
  readonly method: HttpRequest["method"];
  /** Below the base URL, with its query: `/Users?count=100`. */
  readonly path: string;
  readonly body?: JsonObject;
  /** The version that the write is bound to. */
  readonly ifMatch?: string | null;
}

/** What a client stands on. */
export interface ScimClientParts {
  readonly application: string;
  readonly http: HttpClient;
  /** Path of the base URL, without a slash at its end. */
  readonly basePath: string;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Sends requests one by one: paced, never inside a Retry-After, and repeated only where that is harmless: reads, and writes that
 * were not accepted. Throws RollcallError `aborted` and nothing else.
 */
export class ScimClient {
  readonly #parts: ScimClientParts;
  #heldUntil = 0;
  #received = 0;

  constructor(parts: ScimClientParts) {
    this.#parts = parts;
  }

  get application(): string {
    return this.#parts.application;
  }

  /** Characters of all answers so far. */
  get received(): number {
    return this.#received;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#parts.clock.now();
  }

  async call(request: ScimRequest, signal: AbortSignal): Promise<Answer> {
    let tries = 0;
    let holds = 0;
    let isRenewed = false;
    for (let attempts = 1; ; attempts += 1) {
      const wait = this.#heldUntil - this.#parts.clock.now();
      if (wait > longestHold) return this.#closed(wait, attempts - 1);
      const proof = await this.#whenOpen(request, signal);
      if (proof.kind === "lack") return lackAnswer(proof, attempts - 1);
      const { answer, isHeld } = await this.#once({ request, proof }, attempts, signal);
      if (isHeld) {
        holds += 1;
        if (holds > maxHolds) return answer;
        continue;
      }
      if (!isRenewed && isUnbelieved(answer) && this.#parts.credentials.renew(proof)) {
        isRenewed = true;
        continue;
      }
      tries += 1;
      if (tries >= maxTries || !mayRepeat(request, answer)) return answer;
      await this.pause(tries, signal);
    }
  }

  /** Waits a little before the next try, longer each time. */
  async pause(attempt: number, signal: AbortSignal): Promise<void> {
    await this.sleep(backoff(attempt, this.#parts.random.fraction()), signal);
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    await this.#parts.clock.sleep(milliseconds, signal).catch((error: unknown) => rethrow(error, signal));
  }

  async #once(
    { request, proof }: { readonly request: ScimRequest; readonly proof: Proof },
    attempts: number,
    signal: AbortSignal,
  ): Promise<{ readonly answer: Answer; readonly isHeld: boolean }> {
    const sent = await this.#parts.http.send(this.#httpRequest(request, proof, signal)).catch((error: unknown) => {
      if (error instanceof HttpFailure && error.kind !== "aborted") return error;
      return rethrow(error, signal);
    });
    if (sent instanceof HttpFailure) return { answer: failureAnswer(sent, attempts), isHeld: false };
    this.#received += sent.body.length;
    await this.#hold(sent, attempts);
    return { answer: discreet(readAnswer(sent, attempts), proof), isHeld: sent.status === 429 };
  }

  /** 429, and 503 when it says for how long: nobody calls again before that. */
  async #hold(response: HttpResponse, attempts: number): Promise<void> {
    if (response.status !== 429 && response.status !== 503) return;
    const { clock, random, pace } = this.#parts;
    const told = retryAfter(response.headers["retry-after"], clock.now());
    if (told === null && response.status === 503) return;
    const until = told ?? clock.now() + 250 + backoff(Math.min(attempts, 5), random.fraction());
    this.#heldUntil = Math.max(this.#heldUntil, until);
    await pace.hold(until);
  }

  /** Whoever waited for its turn, or for a token, looks again: somebody may have been told to wait meanwhile. */
  async #whenOpen(request: ScimRequest, signal: AbortSignal): Promise<Proof | Lack> {
    const { clock, pace, credentials } = this.#parts;
    const kind = request.method === "GET" ? "read" : "write";
    for (;;) {
      if (signal.aborted) rethrow(signal.reason, signal);
      const wait = this.#heldUntil - clock.now();
      if (wait > 0) await this.sleep(wait, signal);
      await pace.take(kind, signal).catch((error: unknown) => rethrow(error, signal));
      const proof = await credentials.current(signal).catch((error: unknown) => rethrow(error, signal));
      if (this.#heldUntil <= clock.now()) return proof;
    }
  }

  #httpRequest(request: ScimRequest, { token }: Proof, signal: AbortSignal): HttpRequest {
    const { basePath, headers } = this.#parts;
    const { method, body, ifMatch } = request;
    const own: Record<string, string> = { accept: "application/scim+json, application/json", ...headers };
    if (token !== null) own["authorization"] = `Bearer ${token.reveal()}`;
    if (body !== undefined) own["content-type"] = "application/scim+json";
    if (typeof ifMatch === "string") own["if-match"] = ifMatch;
    const text = body === undefined ? null : JSON.stringify(body);
    return { method, path: `${basePath}${request.path}`, headers: own, body: text, signal };
  }

  #closed(wait: number, attempts: number): Answer {
    const reason = `asks to wait ${Math.ceil(wait / 1000)} seconds: run again after that`;
    return { kind: "unclear", reason, failure: null, lasting: true, sent: false, reference: null, attempts };
  }
}

const maxTries = 3;
/** Waits that an application asked for do not count as tries, but they end. */
const maxHolds = 20;
/** A longer wait is not slept through, in milliseconds. */
const longestHold = 300_000;

/** Some services call a request by what it carried, and a reference goes into the ledger. */
function discreet(answer: Answer, { token }: Proof): Answer {
  const text = token?.reveal() ?? "";
  return text.length >= shortest && answer.reference?.includes(text) ? { ...answer, reference: null } : answer;
}

/** Characters; anything shorter is no secret, and would be found in every reference. */
const shortest = 8;

/** A 401 is about who calls: whatever was asked for was not done. */
function isUnbelieved(answer: Answer): boolean {
  return answer.kind === "rejected" && answer.status === 401;
}

function mayRepeat(request: ScimRequest, answer: Answer): boolean {
  if (answer.kind !== "unclear" || answer.lasting) return false;
  return request.method === "GET" || !answer.sent;
}

function rethrow(error: unknown, signal: AbortSignal): never {
  if (!signal.aborted) throw error;
  if (signal.reason instanceof RollcallError) throw signal.reason;
  throw new RollcallError("aborted", "stopped before the next request", { cause: signal.reason });
}

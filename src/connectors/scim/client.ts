import { RollcallError } from "../../model/error.ts";
import type { Clock } from "../../ports/clock.ts";
import { type HttpClient, HttpFailure, type HttpRequest, type HttpResponse } from "../../ports/http.ts";
import type { Random } from "../../ports/random.ts";
import type { Departure, Pace, Quota } from "../pace.ts";
import { type Answer, failureAnswer, lackAnswer, readAnswer } from "./answer.ts";
import type { Credentials, Lack, Proof } from "./auth.ts";
import { departureOf } from "./departure.ts";
import { Discretion } from "./discretion.ts";
import type { JsonObject } from "./json.ts";
import { quotaOf } from "./quota.ts";
import { backoff, retryAfter } from "./retry-after.ts";
import { type Stop, stoppedReason } from "./stop.ts";

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
  readonly stop: Stop;
}

/**
 * Sends requests one by one: paced, never inside a Retry-After, and repeated only where that is harmless: reads, and writes that
 * were not accepted. Throws RollcallError `aborted` and nothing else.
 */
export class ScimClient {
  readonly #parts: ScimClientParts;
  readonly #discretion: Discretion;
  #heldUntil = 0;
  #received = 0;

  constructor(parts: ScimClientParts) {
    this.#parts = parts;
    this.#discretion = new Discretion(parts.credentials.secret);
  }

  get application(): string {
    return this.#parts.application;
  }

  /** Characters of all answers so far. */
  get received(): number {
    return this.#received;
  }

  /** Whether the run is being stopped: nothing more is begun. */
  get isStopped(): boolean {
    return this.#parts.stop.isStopped;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#parts.clock.now();
  }

  /** By chance, in [0, 1). */
  fraction(): number {
    return this.#parts.random.fraction();
  }

  async call(request: ScimRequest, signal: AbortSignal): Promise<Answer> {
    let tries = 0;
    let holds = 0;
    let isRenewed = false;
    const text = request.body === undefined ? null : JSON.stringify(request.body);
    const ready = { request, text, departure: departureOf(request, text) };
    for (let attempts = 1; ; attempts += 1) {
      const wait = this.#heldUntil - this.#parts.clock.now();
      if (wait > longestHold) return this.#closed(wait, attempts - 1);
      const proof = await this.#whenOpen(ready.departure, signal);
      if (proof === null) return unsent(stoppedReason, attempts - 1);
      if (proof.kind === "lack") return lackAnswer(proof, attempts - 1);
      const { answer, isHeld } = await this.#once(ready, { proof, attempts, signal });
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
      if (tries >= maxTries || this.isStopped || !mayRepeat(request, answer)) return answer;
      await this.pause(tries, signal);
    }
  }

  /** Waits a little before the next try, longer each time. */
  async pause(attempt: number, signal: AbortSignal): Promise<void> {
    await this.sleep(backoff(attempt, this.#parts.random.fraction()), signal);
  }

  /** Ends early, too, when the run is being stopped and the time for what is in hand is over. */
  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    await this.#sleepUnder(this.#parts.stop.afterGrace(signal), milliseconds, signal);
  }

  async #sleepUnder(both: AbortSignal, milliseconds: number, signal: AbortSignal): Promise<void> {
    await this.#parts.clock.sleep(milliseconds, both).catch((error: unknown) => {
      if (signal.aborted || !both.aborted) rethrow(error, signal);
    });
  }

  async #once(
    ready: Ready,
    { proof, attempts, signal }: { readonly proof: Proof; readonly attempts: number; readonly signal: AbortSignal },
  ): Promise<{ readonly answer: Answer; readonly isHeld: boolean }> {
    const { http, clock, pace } = this.#parts;
    const leftAt = clock.monotonic();
    let sent: HttpResponse;
    try {
      sent = this.#discretion.of(await http.send(this.#httpRequest(ready, proof, signal)), proof.token);
    } catch (error) {
      if (!(error instanceof HttpFailure) || error.kind === "aborted") rethrow(error, signal);
      const nothing = { status: null, isRefused: false, isTold: false, leftAt, quota: null };
      if (error.sent) pace.heard(ready.departure, nothing);
      return { answer: failureAnswer(error, attempts), isHeld: false };
    }
    this.#received += sent.body.length;
    const { isRefused, until } = this.#heard(sent, { departure: ready.departure, leftAt, attempts });
    if (until !== null) await this.#hold(until);
    return { answer: readAnswer(sent, attempts), isHeld: isRefused };
  }

  /** Passes on what an answer says of the pace: whether this request was one too many, and until when nobody calls again. */
  #heard(
    response: HttpResponse,
    sent: { readonly departure: Departure; readonly leftAt: number; readonly attempts: number },
  ): { readonly isRefused: boolean; readonly until: number | null } {
    const { clock, pace, random } = this.#parts;
    const { departure, leftAt, attempts } = sent;
    const { status } = response;
    const now = clock.now();
    const quota = quotaOf(response.headers, now);
    const isRefused = status === 429 || (status === 403 && mentionsRetry(response));
    const until = notBefore(response, { quota, isRefused, now });
    const isAllowedFor = pace.heard(departure, { status, isRefused, isTold: until !== null, leftAt, quota });
    if (!isRefused || until !== null || isAllowedFor) return { isRefused, until };
    return { isRefused, until: now + 250 + backoff(Math.min(attempts, 5), random.fraction()) };
  }

  /** Nobody calls again before that. */
  async #hold(until: number): Promise<void> {
    this.#heldUntil = Math.max(this.#heldUntil, until);
    await this.#parts.pace.hold(until);
  }

  /**
   * Whoever waited for its turn, or for a token, looks again: somebody may have been told to wait meanwhile. null: the run is being
   * stopped, and it is not waited for any more.
   */
  async #whenOpen(departure: Departure, signal: AbortSignal): Promise<Proof | Lack | null> {
    const { clock, stop, credentials } = this.#parts;
    for (;;) {
      if (signal.aborted) rethrow(signal.reason, signal);
      const wait = this.#heldUntil - clock.now();
      if (wait > 0) await this.#sleepUnder(stop.atOnce(signal), wait, signal);
      if (stop.isStopped && this.#heldUntil > clock.now()) return null;
      if (!(await this.#turn(departure, signal))) return null;
      const proof = await credentials.current(signal).catch((error: unknown) => rethrow(error, signal));
      if (this.#heldUntil <= clock.now()) return proof;
    }
  }

  /** False: the run is being stopped, and the turn did not come in time. */
  async #turn(departure: Departure, signal: AbortSignal): Promise<boolean> {
    const { pace, stop } = this.#parts;
    const both = stop.afterGrace(signal);
    try {
      await pace.take(departure, both);
      return true;
    } catch (error) {
      if (signal.aborted || !both.aborted) rethrow(error, signal);
      return false;
    }
  }

  #httpRequest({ request, text }: Ready, { token }: Proof, signal: AbortSignal): HttpRequest {
    const { basePath, headers } = this.#parts;
    const { method, ifMatch } = request;
    const own: Record<string, string> = { accept: "application/scim+json, application/json", ...headers };
    if (token !== null) own["authorization"] = `Bearer ${token.reveal()}`;
    if (text !== null) own["content-type"] = "application/scim+json";
    if (typeof ifMatch === "string") own["if-match"] = ifMatch;
    return { method, path: `${basePath}${request.path}`, headers: own, body: text, signal };
  }

  #closed(wait: number, attempts: number): Answer {
    return unsent(`asks to wait ${Math.ceil(wait / 1000)} seconds: run again after that`, attempts);
  }
}

function unsent(reason: string, attempts: number): Answer {
  return { kind: "unclear", reason, failure: null, lasting: true, sent: false, reference: null, attempts };
}

/** A request with what is the same at every try. */
interface Ready {
  readonly request: ScimRequest;
  readonly text: string | null;
  readonly departure: Departure;
}

const maxTries = 3;
/** Waits that an application asked for do not count as tries, but they end. */
const maxHolds = 20;
/** A longer wait is not slept through, in milliseconds. */
const longestHold = 300_000;

/** A moment that the application names: by Retry-After, or because nothing is left of its limit until then. */
function notBefore(
  response: HttpResponse,
  { quota, isRefused, now }: { readonly quota: Quota | null; readonly isRefused: boolean; readonly now: number },
): number | null {
  if (isRefused || response.status === 503) {
    const told = retryAfter(response.headers["retry-after"], now);
    if (told !== null) return told;
  }
  return quota !== null && quota.remaining === 0 && quota.resetAt > now ? quota.resetAt : null;
}

/** GitHub refuses what comes too fast with 403. */
function mentionsRetry({ headers }: HttpResponse): boolean {
  return headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"] === "0";
}

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

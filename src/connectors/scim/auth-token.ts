import type { Clock } from "../../ports/clock.ts";
import type { Secret } from "../../ports/secret.ts";
import type { Credentials, Lack, Proof } from "./auth.ts";

/** A token that was given just now. */
export interface Granted {
  readonly kind: "granted";
  readonly token: Secret;
  /** Milliseconds, counted from before it was asked for; null: nobody said. */
  readonly lifetime: number | null;
}

/** What a token source stands on. */
interface TokenSourceParts {
  /** What tokens are given for; null: nothing that is sent. */
  readonly secret: Secret | null;
  /** Asks the token endpoint; rejects only when the signal aborts. */
  readonly ask: (signal: AbortSignal) => Promise<Granted | Lack>;
  readonly clock: Pick<Clock, "monotonic">;
  readonly close: () => Promise<void>;
}

/**
 * Access tokens, in memory only: asked for when the first request needs one, shared by all that wait meanwhile, and asked for again
 * before they expire or when the application refuses one. A refusal by the token endpoint is remembered as well.
 */
export class TokenSource implements Credentials {
  readonly #parts: TokenSourceParts;
  readonly #closing = new AbortController();
  #held: { readonly result: Proof | Lack; readonly until: number } | null = null;
  #pending: Promise<Proof | Lack> | null = null;

  constructor(parts: TokenSourceParts) {
    this.#parts = parts;
  }

  get secret(): Secret | null {
    return this.#parts.secret;
  }

  async current(signal: AbortSignal): Promise<Proof | Lack> {
    signal.throwIfAborted();
    if (this.#held !== null && this.#parts.clock.monotonic() < this.#held.until) return this.#held.result;
    this.#pending ??= this.#renewed();
    return unlessAborted(this.#pending, signal);
  }

  renew(refused: Proof): boolean {
    if (this.#held?.result === refused) this.#held = null;
    return true;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#held = null;
    await this.#parts.close();
  }

  /** One for all who wait: no single request's signal ends it. */
  async #renewed(): Promise<Proof | Lack> {
    const { ask, clock } = this.#parts;
    const start = clock.monotonic();
    try {
      const given = await ask(this.#closing.signal);
      const result: Proof | Lack = given.kind === "lack" ? given : { kind: "proof", token: given.token };
      const until = given.kind === "lack" ? clock.monotonic() + given.patience : start + usefulTime(given.lifetime);
      this.#held = { result, until };
      return result;
    } finally {
      this.#pending = null;
    }
  }
}

/** A token is not used in its last minute, or quarter: requests take time, and clocks differ. */
function usefulTime(lifetime: number | null): number {
  return lifetime === null ? Number.POSITIVE_INFINITY : lifetime - Math.min(60_000, lifetime / 4);
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    const done = () => signal.removeEventListener("abort", onAbort);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(done);
  });
}

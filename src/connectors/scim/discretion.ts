import type { HttpResponse } from "../../ports/http.ts";
import { Scrubber } from "../../ports/scrub.ts";
import type { Secret } from "../../ports/secret.ts";

/** Tokens that are still looked for: an application may answer late with the one before. */
const keptTokens = 4;

/**
 * Keeps to itself what an application was shown: answers that hold one of our secrets lose it before anything reads them, whether it
 * stands in a header or in a name. What is read goes into plans, comments, journals and the ledger.
 */
export class Discretion {
  readonly #secret: string | null;
  #tokens: readonly string[] = [];
  #scrubber: Scrubber;

  /** `secret`: what tokens are given for, and null where there is nothing of the kind. */
  constructor(secret: Secret | null) {
    this.#secret = secret?.reveal() ?? null;
    this.#scrubber = this.#made();
  }

  /** An answer to a request that showed this token: headers with a secret are left out, in the body stands `[redacted]`. */
  of(response: HttpResponse, token: Secret | null): HttpResponse {
    this.#learn(token);
    const headers = Object.entries(response.headers).filter(([, value]) => !this.#scrubber.finds(value));
    return { ...response, headers: Object.fromEntries(headers), body: this.#body(response.body) };
  }

  /** JSON may write any letter of a secret as an escape. */
  #body(body: string): string {
    const text = hasEscapes.test(body) ? withoutEscapes(body) : body;
    return this.#scrubber.finds(text) ? this.#scrubber.text(text) : body;
  }

  #learn(token: Secret | null): void {
    const text = token?.reveal();
    if (text === undefined || this.#tokens.includes(text)) return;
    this.#tokens = [text, ...this.#tokens].slice(0, keptTokens);
    this.#scrubber = this.#made();
  }

  #made(): Scrubber {
    const secrets = [...this.#tokens, ...(this.#secret === null ? [] : [this.#secret])];
    // JSON stands within JSON where a message quotes a request.
    return new Scrubber(secrets.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]));
  }
}

/** Escapes of letters that need none. */
const hasEscapes = /\\u|\\\//;

/** The same JSON with letters as they are, but for those that must be escaped. */
function withoutEscapes(json: string): string {
  return json.replaceAll(/\\(?:u([0-9a-f]{4})|.)/gis, (written, hex: string | undefined) => {
    if (written === "\\/") return "/";
    const letter = String.fromCharCode(Number.parseInt(hex ?? "0", 16));
    if (letter < " ") return written;
    return letter === '"' || letter === "\\" ? `\\${letter}` : letter;
  });
}

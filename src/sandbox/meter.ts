import { Bucket } from "./bucket.ts";
import type { Dialect, RateBucket } from "./dialect.ts";
import type { ScimRequest } from "./protocol/reply.ts";

/** A refusal for now: the bucket that ran dry, and what Retry-After says where it says anything. */
export interface Wait {
  readonly bucket: string;
  readonly retryAfter: string | null;
}

/** Every limit of a dialect, on a clock that is handed in. */
export class Meter {
  readonly #all: Bucket | null;
  readonly #some: readonly { readonly match: RateBucket; readonly bucket: Bucket }[];

  constructor(dialect: Dialect, now: number) {
    this.#all = dialect.rate === null ? null : new Bucket(dialect.rate, now);
    this.#some = dialect.buckets.map((match) => ({ match, bucket: new Bucket(match.rule, now) }));
  }

  /** Takes a token of every bucket that a request belongs to; the first that has none refuses it, null lets it in. */
  admit(request: ScimRequest, now: number): Wait | null {
    const named = this.#some.filter(({ match }) => belongs(match, request));
    const own = [...(this.#all === null ? [] : [{ name: "all requests", bucket: this.#all }]), ...named.map(nameOf)];
    for (const { name, bucket } of own) {
      const admission = bucket.admit(now);
      if (admission.kind === "limited")
        return { bucket: name, retryAfter: bucket.retryAfter(admission.retryInMs, now) };
    }
    return null;
  }

  /** Requests that came while an earlier 429 still said to wait. */
  get early(): number {
    return this.#buckets().reduce((sum, { early }) => sum + early, 0);
  }

  reset(): void {
    for (const bucket of this.#buckets()) bucket.early = 0;
  }

  #buckets(): readonly Bucket[] {
    return [...(this.#all === null ? [] : [this.#all]), ...this.#some.map(({ bucket }) => bucket)];
  }
}

/** Whether a request counts against a bucket. */
export function belongs(match: RateBucket, { method, path, body }: ScimRequest): boolean {
  if (!match.methods.some((each) => each === method)) return false;
  const [, endpoint, id] = /^(\/[^/]*)(?:\/(.+))?$/.exec(path) ?? [];
  if (match.endpoint !== null && match.endpoint !== endpoint) return false;
  if (match.target !== "any" && (match.target === "one") !== (id !== undefined)) return false;
  return match.minBytes === 0 || Buffer.byteLength(body) >= match.minBytes;
}

function nameOf({ match, bucket }: { readonly match: RateBucket; readonly bucket: Bucket }) {
  return { name: match.name, bucket };
}

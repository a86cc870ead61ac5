import type { Dialect } from "../dialect.ts";
import { isObject, parseJson, pick } from "../json.ts";
import { belongs } from "../meter.ts";
import type { ScimRequest } from "../protocol/reply.ts";
import { Creations } from "./creations.ts";
import type { Remark } from "./finding.ts";

/** What a client was answered, as far as it matters to what it does next. */
export interface Answered {
  /** null: nothing arrived. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Finds what is wrong with a request only because of those before it. */
export class History {
  readonly #dialect: Dialect;
  readonly #creations = new Creations();
  readonly #holds = new Map<string, Hold>();
  readonly #cursors = new Map<string, Set<string>>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** Takes in a request and its answer, both at `now` in milliseconds, and gives what there is to say. */
  *see(request: ScimRequest, answered: Answered, now: number): Generator<Remark> {
    yield* this.#lintHold(request, now);
    yield* this.#creations.see(request, answered);
    yield* this.#lintCursor(request, answered);
    this.#hold(request, answered, now);
  }

  clear(): void {
    this.#creations.clear();
    this.#holds.clear();
    this.#cursors.clear();
  }

  *#lintHold(request: ScimRequest, now: number): Generator<Remark> {
    const hold = this.#holds.get(this.#scopeOf(request));
    if (hold === undefined || now >= hold.until) return;
    // Others may have been on their way when the refusal was; the one that was refused was not.
    if (identityOf(request) !== hold.refused && now - hold.since < UNDER_WAY) return;
    yield { rule: "retry-too-early", message: `${request.method} again before Retry-After is over` };
  }

  #hold(request: ScimRequest, { status, headers }: Answered, now: number): void {
    const told = headers["retry-after"];
    if ((status !== 429 && status !== 503) || told === undefined) return;
    const until = /^\d+$/.test(told) ? now + Number(told) * 1000 : Date.parse(told);
    if (Number.isNaN(until)) return;
    this.#holds.set(this.#scopeOf(request), { until, since: now, refused: identityOf(request) });
  }

  /** Requests that share every limit are held back together. */
  #scopeOf(request: ScimRequest): string {
    return this.#dialect.buckets
      .filter((match) => belongs(match, request))
      .map(({ name }) => name)
      .join("+");
  }

  *#lintCursor(request: ScimRequest, { status, text }: Answered): Generator<Remark> {
    const parameters = new URLSearchParams(request.query);
    const cursor = request.method === "GET" ? parameters.get("cursor") : null;
    if (cursor === null) return;
    if (status === 400 && isInvalidCursor(text)) {
      yield { rule: "cursor-foreign", message: "a cursor is used with another query than it came from" };
    }
    parameters.delete("cursor");
    const walk = `${request.path}?${parameters}`;
    const used = (cursor === "" ? undefined : this.#cursors.get(walk)) ?? new Set();
    if (status === 200 && used.has(cursor)) {
      yield { rule: "cursor-twice", message: `a cursor of ${request.path} is used twice` };
    }
    // A request without an answer may be repeated.
    if (status === 200 && cursor !== "") used.add(cursor);
    if (this.#cursors.size > MOST_WALKS) this.#cursors.clear();
    this.#cursors.set(walk, used);
  }
}

/** Everything that one refusal said. */
interface Hold {
  readonly until: number;
  readonly since: number;
  readonly refused: string;
}

/** How long after a refusal requests still arrive that were sent before it, in milliseconds. */
const UNDER_WAY = 250;
const MOST_WALKS = 1000;

function identityOf({ method, path, query, body }: ScimRequest): string {
  return JSON.stringify([method, path, query, body]);
}

function isInvalidCursor(text: string): boolean {
  const body = parseJson(text);
  return isObject(body) && pick(body, "scimType") === "invalidCursor";
}

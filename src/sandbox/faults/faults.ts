/** Which requests a fault is for. What is left out fits every request. */
export interface FaultAim {
  /** Such as `PATCH`. */
  readonly method?: string;
  /** Below the base: `/Users` fits the listing, one account and a search. */
  readonly path?: string;
  /** A part of the decoded query string, such as `startIndex=201`. */
  readonly query?: string;
  /** How many requests it spoils; 1 when left out, Infinity for all. */
  readonly times?: number;
  /** How many fitting requests it lets pass first. */
  readonly after?: number;
}

/** The effect and the answer do not agree. */
export type EffectMishap =
  /** Answers with this status and does nothing. */
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  /** Does what was asked, then answers with this status all the same. */
  | { readonly kind: "status-after-effect"; readonly status: number }
  /** Breaks the connection before anything happens. */
  | { readonly kind: "reset-before-effect" }
  /** Does what was asked, then breaks the connection: the reply is lost. */
  | { readonly kind: "reset-after-effect" }
  /** Never answers, and does nothing. */
  | { readonly kind: "hang-before-effect" }
  /** Does what was asked, then never answers. */
  | { readonly kind: "hang-after-effect" }
  /** Answers as if a write had worked, and does nothing. */
  | { readonly kind: "no-effect" }
  /** Answers 202 with nothing in it, having done what was asked or not. */
  | { readonly kind: "accepted"; readonly effect: boolean }
  /** Answers 409 although there is no duplicate, with a body as lax as some vendors' (numeric status, schemas as text). */
  | { readonly kind: "false-conflict"; readonly detail?: string };

/** A read that says something untrue. */
export type ReadMishap =
  /** A page keeps only its first `keep` resources (0 when left out), and the total stays. */
  | { readonly kind: "page-cut"; readonly keep?: number }
  /** The total is off by this much. */
  | { readonly kind: "total-off"; readonly by: number }
  /** Answers with the resources of the first page, whatever was asked for. */
  | { readonly kind: "page-repeated" }
  /** The last resource of a page is replaced by its first. */
  | { readonly kind: "duplicate-in-page" }
  /** Every page is full, with ids that were never seen before, and the total grows: there is no end. */
  | { readonly kind: "endless-pages" }
  /** A listing with a filter finds nothing. */
  | { readonly kind: "filter-blind" }
  /** A group shows only its first `keep` members. */
  | { readonly kind: "members-cut"; readonly keep: number };

/** An answer that is not what a SCIM client can read. Sign-in page, redirect and bomb have no effect; the others do what was asked. */
export type WireMishap =
  /** 200 with a sign-in page. */
  | { readonly kind: "login-page" }
  /** The right headers, and the first half of the body as if it were all. */
  | { readonly kind: "truncated-json" }
  /** Half of the promised body, then the connection breaks. */
  | { readonly kind: "reset-midway" }
  /** The right body as text/plain. */
  | { readonly kind: "wrong-content-type" }
  /** 307 (or another status) to another place, by default on another origin. */
  | { readonly kind: "redirect"; readonly location?: string; readonly status?: number }
  /** A small gzip body that unpacks to so many MiB (100 when left out). */
  | { readonly kind: "gzip-bomb"; readonly megabytes?: number }
  /** The right body, a few bytes at a time. */
  | { readonly kind: "slow-drip"; readonly bytes: number; readonly everyMs: number };

/** What goes wrong. */
export type Mishap = EffectMishap | ReadMishap | WireMishap;

/** Something that goes wrong with some requests. */
export type Fault = FaultAim & Mishap;

/** Turns faults on and off while the sandbox runs. */
export interface FaultControl {
  /** Adds faults; of those that fit a request, the first added happens. */
  add(...faults: readonly Fault[]): void;
  /** Ends all faults. */
  clear(): void;
  /** How many faults still wait for requests. */
  pending(): number;
}

/** The faults of one application. */
export class Faults implements FaultControl {
  #waiting: { readonly fault: Fault; passes: number; left: number }[] = [];

  add(...faults: readonly Fault[]): void {
    for (const fault of faults) this.#waiting.push({ fault, passes: fault.after ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  pending(): number {
    return this.#waiting.length;
  }

  /** The fault that happens to a request, or null. */
  next(method: string, path: string, query: string): Fault | null {
    if (this.#waiting.length === 0) return null;
    for (const waiting of this.#waiting) {
      if (!fits(waiting.fault, method, path, query)) continue;
      if (waiting.passes > 0) {
        waiting.passes -= 1;
        continue;
      }
      waiting.left -= 1;
      if (waiting.left <= 0) this.#waiting = this.#waiting.filter((each) => each !== waiting);
      return waiting.fault;
    }
    return null;
  }
}

function fits(aim: FaultAim, method: string, path: string, query: string): boolean {
  if (aim.method !== undefined && aim.method !== method) return false;
  if (aim.path !== undefined && path !== aim.path && !path.startsWith(`${aim.path}/`)) return false;
  return aim.query === undefined || decoded(query).includes(aim.query);
}

function decoded(query: string): string {
  return [...new URLSearchParams(query)].map(([name, value]) => `${name}=${value}`).join("&");
}

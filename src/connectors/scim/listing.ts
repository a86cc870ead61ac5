import { RollcallError } from "../../model/error.ts";
import type { ScimClient } from "./client.ts";
import { type JsonObject, textField } from "./json.ts";
import { fetchPage, type ListWish, LostCursor, type Page, type PageQuery, RefusedAttributes } from "./page.ts";
import type { Profile } from "./profile.ts";

/** What a finished walk over a listing is worth. */
export type Trust =
  | { readonly kind: "whole"; readonly count: number; readonly total: number | null }
  /** `again`: it may have been bad luck, such as somebody writing meanwhile. */
  | {
      readonly kind: "doubtful";
      readonly reason: string;
      readonly count: number;
      readonly total: number | null;
      readonly again: boolean;
    };

/** How to walk. */
export interface Walk {
  readonly client: ScimClient;
  readonly paging: Profile["paging"];
  readonly wish: ListWish;
  /** Look past the end for resources that the total does not count. */
  readonly probe: boolean;
  /** More pages than this are not worth it: give up after the first. */
  readonly maxPages?: number;
}

/**
 * Every resource of a listing once, in lists; then whether they are all: as many ids as the total says, every page from where it
 * was asked for, none twice, none past the end. Walks a second time when the first does not add up.
 */
export async function* list(walk: Walk, signal: AbortSignal): AsyncGenerator<readonly JsonObject[], Trust> {
  const given = new Set<string>();
  let current = walk;
  for (let round = 1; ; round += 1) {
    const trust = yield* once(new Tally(given), current, signal);
    if (trust.kind === "refused-attributes") current = withoutAttributes(current);
    else if (trust.kind === "whole" || !trust.again || round >= 2) return trust;
  }
}

function withoutAttributes(walk: Walk): Walk {
  const { path, query } = walk.wish;
  return { ...walk, wish: { path, query } };
}

async function* once(
  tally: Tally,
  walk: Walk,
  signal: AbortSignal,
): AsyncGenerator<readonly JsonObject[], Trust | { readonly kind: "refused-attributes" }> {
  const stop = new AbortController();
  try {
    const either = AbortSignal.any([signal, stop.signal]);
    if (walk.paging.mode === "cursor") yield* byCursor(tally, walk, either);
    else yield* byIndex(tally, walk, { from: 1, signal: either });
    if (walk.probe && tally.doubt === null && walk.paging.mode === "index") await probePastEnd(tally, walk, either);
  } catch (error) {
    if (error instanceof RefusedAttributes) return { kind: "refused-attributes" };
    if (!(error instanceof LostCursor)) throw error;
    tally.lost("its cursor ran out while it was read");
  } finally {
    stop.abort(new RollcallError("aborted", "the rest of the listing is not needed"));
  }
  return tally.trust();
}

async function* byIndex(
  tally: Tally,
  walk: Walk,
  from: { readonly from: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly JsonObject[]> {
  const size = walk.paging.maxCount;
  const first = await pageAt(walk, { startIndex: from.from, count: size }, from.signal);
  yield tally.take(first, from.from);
  if (walk.paging.mode === "none") return;
  const step = first.resources.length;
  const total = first.total ?? 0;
  if (step === 0 || tally.doubt !== null) return;
  const starts: number[] = [];
  for (let start = from.from + step; start <= total; start += step) starts.push(start);
  if (walk.maxPages !== undefined && starts.length >= walk.maxPages)
    return tally.fault("it has more pages than are worth reading");
  yield* windowed(tally, walk, { starts, count: Math.min(size, step), signal: from.signal });
}

/** Several pages under way at once, taken in order. */
async function* windowed(
  tally: Tally,
  walk: Walk,
  what: { readonly starts: readonly number[]; readonly count: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly JsonObject[]> {
  const flights: { readonly start: number; readonly page: Promise<Page> }[] = [];
  let next = 0;
  for (;;) {
    while (flights.length < walk.paging.inFlight) {
      const start = what.starts[next];
      if (start === undefined) break;
      next += 1;
      const page = pageAt(walk, { startIndex: start, count: what.count }, what.signal);
      page.catch(() => {});
      flights.push({ start, page });
    }
    const flight = flights.shift();
    if (flight === undefined) return;
    yield tally.take(await flight.page, flight.start);
    if (tally.doubt !== null) return;
  }
}

/** Follows `nextCursor` (RFC 9865); a server that passes over the parameter is walked by index from where its page ended. */
async function* byCursor(tally: Tally, walk: Walk, signal: AbortSignal): AsyncGenerator<readonly JsonObject[]> {
  let cursor = "";
  for (let pages = 1; pages <= mostPages; pages += 1) {
    const page = await pageAt(walk, { cursor, count: walk.paging.maxCount }, signal);
    yield tally.take(page, null);
    if (tally.doubt !== null) return;
    if (page.nextCursor === null) {
      if (page.total !== null && pages === 1 && tally.size < page.total && tally.size > 0) {
        yield* byIndex(tally, walk, { from: tally.size + 1, signal });
      }
      return;
    }
    if (page.nextCursor === cursor) return tally.fault("a cursor leads to itself");
    if (walk.maxPages !== undefined && pages >= walk.maxPages)
      return tally.fault("it has more pages than are worth reading");
    cursor = page.nextCursor;
  }
  tally.fault("it has no end");
}

async function probePastEnd(tally: Tally, walk: Walk, signal: AbortSignal): Promise<void> {
  const past = await fetchPage(
    walk.client,
    { wish: walk.wish, query: { startIndex: tally.size + 1, count: 1 } },
    signal,
  ).catch((error: unknown) => {
    // Some services refuse a start past the end (WSO2: 501): that says nothing against the listing.
    if (error instanceof RollcallError && error.code !== "aborted") return null;
    throw error;
  });
  if (past === null || past === "too-large") return;
  if (past.resources.some((resource) => tally.isNew(resource))) tally.lost("it goes on past its total");
}

/** A page whose body is larger than is read comes in two halves. */
async function pageAt(walk: Walk, query: PageQuery, signal: AbortSignal): Promise<Page> {
  const page = await fetchPage(walk.client, { wish: walk.wish, query }, signal);
  if (page !== "too-large") return page;
  const { startIndex, count } = query;
  if (typeof startIndex !== "number" || typeof count !== "number" || count < 2) {
    throw new RollcallError(
      "application-unreachable",
      `${walk.client.application} answered with more bytes than are read to GET ${walk.wish.path}`,
    );
  }
  const half = Math.floor(count / 2);
  const left = await pageAt(walk, { startIndex, count: half }, signal);
  if (left.resources.length < half) return left;
  const right = await pageAt(walk, { startIndex: startIndex + half, count: count - half }, signal);
  const resources = [...left.resources, ...right.resources];
  return { ...right, startIndex: left.startIndex, itemsPerPage: resources.length, resources };
}

const mostPages = 100_000;

/** Counts ids, and finds the first thing that does not add up. */
class Tally {
  readonly #given: Set<string>;
  readonly #ids = new Set<string>();
  #total: number | null = null;
  #totalMoved = false;
  #repeats = 0;
  #doubt: { readonly reason: string; readonly again: boolean } | null = null;

  /** `given`: ids that an earlier walk has already handed out. */
  constructor(given: Set<string>) {
    this.#given = given;
  }

  get size(): number {
    return this.#ids.size;
  }

  /** What makes going on pointless. */
  get doubt(): string | null {
    return this.#doubt?.reason ?? null;
  }

  isNew(resource: JsonObject): boolean {
    const id = textField(resource, "id");
    return id === null || !this.#ids.has(id);
  }

  /** Takes a page in; gives the resources that nobody was given yet. */
  take(page: Page, start: number | null): readonly JsonObject[] {
    this.#checkEcho(page, start);
    if (page.total !== null) {
      this.#totalMoved ||= this.#total !== null && this.#total !== page.total;
      this.#total = page.total;
    }
    const before = this.#ids.size;
    const fresh: JsonObject[] = [];
    for (const resource of page.resources) {
      const id = textField(resource, "id");
      if (id === null) {
        this.fault("a resource has no id");
        continue;
      }
      if (this.#ids.has(id)) this.#repeats += 1;
      this.#ids.add(id);
      if (!this.#given.has(id)) fresh.push(resource);
      this.#given.add(id);
    }
    if (page.resources.length > 0 && this.#ids.size === before) this.fault("a page came twice");
    return fresh;
  }

  /** The application contradicts itself. */
  fault(reason: string): void {
    this.#doubt ??= { reason, again: false };
  }

  /** Something slipped; another walk may be luckier. */
  lost(reason: string): void {
    this.#doubt ??= { reason, again: true };
  }

  trust(): Trust {
    const count = this.#ids.size;
    if (this.#doubt === null) this.#addUp(count);
    const numbers = { count, total: this.#total };
    return this.#doubt === null ? { kind: "whole", ...numbers } : { kind: "doubtful", ...this.#doubt, ...numbers };
  }

  #addUp(count: number): void {
    if (this.#totalMoved) this.lost("its total changed while it was read");
    else if (this.#total !== null && this.#total !== count) this.lost(`it counts ${this.#total} and shows ${count}`);
    else if (this.#repeats > 0) this.lost(`${this.#repeats} of its resources came twice`);
  }

  #checkEcho(page: Page, start: number | null): void {
    if (start !== null && page.startIndex !== null && page.startIndex !== start && page.resources.length > 0) {
      this.fault(`asked for ${start}, it answered from ${page.startIndex}`);
    }
    if (start !== null && page.total === null) this.fault("it does not say how many there are");
    if (page.itemsPerPage !== null && page.itemsPerPage < page.resources.length) {
      this.fault(`a page of ${page.itemsPerPage} holds ${page.resources.length}`);
    }
  }
}

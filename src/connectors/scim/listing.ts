import { RollcallError } from "../../model/error.ts";
import type { ScimClient } from "./client.ts";
import type { JsonObject } from "./json.ts";
import { fetchPage, type ListWish, LostCursor, type Page, type PageQuery, RefusedAttributes } from "./page.ts";
import type { Profile } from "./profile.ts";
import { Tally, type Trust } from "./tally.ts";
import type { TextSet } from "./text-set.ts";

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
export async function* list(wanted: Walk, signal: AbortSignal): AsyncGenerator<readonly JsonObject[], Trust> {
  const { client } = wanted;
  const earlier: TextSet[] = [];
  let current: Bounded = { ...wanted, until: client.now() + longestWalk, budget: client.received + mostBytes };
  for (let round = 1; ; round += 1) {
    const tally = new Tally(earlier, client.fraction());
    const trust = yield* once(tally, current, signal);
    if (trust.kind === "refused-attributes") current = withoutAttributes(current);
    else if (trust.kind === "whole" || !trust.again || round >= 2) return trust;
    earlier.push(tally.ids);
  }
}

/** A walk that ends. */
interface Bounded extends Walk {
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** What the client may have received by the end, in characters. */
  readonly budget: number;
}

function withoutAttributes(walk: Bounded): Bounded {
  const { path, query } = walk.wish;
  return { ...walk, wish: { path, query } };
}

async function* once(
  tally: Tally,
  walk: Bounded,
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
  walk: Bounded,
  from: { readonly from: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly JsonObject[]> {
  const size = walk.paging.maxCount;
  const first = await pageAt(walk, { startIndex: from.from, count: size }, from.signal);
  yield tally.take(first, from.from);
  if (walk.paging.mode === "none") return;
  const step = first.resources.length;
  const total = first.total ?? 0;
  if (step === 0 || tally.doubt !== null) return;
  const left = Math.ceil((total - from.from + 1) / step) - 1;
  if (left >= (walk.maxPages ?? mostPages)) return tally.fault("it has more pages than are worth reading");
  const starts = Array.from({ length: Math.max(0, left) }, (_, index) => from.from + step * (index + 1));
  yield* windowed(tally, walk, { starts, count: Math.min(size, step), signal: from.signal });
}

/** Several pages under way at once, taken in order. */
async function* windowed(
  tally: Tally,
  walk: Bounded,
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

/**
 * Follows `nextCursor` (RFC 9865): the page without one is the last, and no other. A server that passes over the parameter is
 * walked by index from where its page ended.
 */
async function* byCursor(tally: Tally, walk: Bounded, signal: AbortSignal): AsyncGenerator<readonly JsonObject[]> {
  const seen = new Set<string>();
  let cursor = "";
  let barren = 0;
  for (let pages = 1; pages <= mostPages; pages += 1) {
    const page = await pageAt(walk, { cursor, count: walk.paging.maxCount }, signal);
    yield tally.take(page, null);
    tally.checkPast();
    if (tally.doubt !== null) return;
    if (page.nextCursor === null || (page.nextCursor === "" && tally.size === page.total)) {
      if (pages === 1) yield* byIndexInstead(tally, walk, { page, signal });
      return;
    }
    barren = page.resources.length === 0 ? barren + 1 : 0;
    if (barren > mostBarren) return tally.fault("its pages are empty and go on");
    if (page.nextCursor === "" || seen.has(page.nextCursor)) return tally.fault("a cursor leads back");
    if (page.nextCursor.length > longestCursor) return tally.fault("a cursor is longer than any address");
    if (pages >= (walk.maxPages ?? mostPages)) return tally.fault("it has more pages than are worth reading");
    cursor = page.nextCursor;
    seen.add(cursor);
  }
}

/** The first page has no cursor: it is all there is, or the server knows no cursors. */
async function* byIndexInstead(
  tally: Tally,
  walk: Bounded,
  first: { readonly page: Page; readonly signal: AbortSignal },
): AsyncGenerator<readonly JsonObject[]> {
  const { total, startIndex } = first.page;
  if (total === null && startIndex !== null) tally.fault("it has neither a cursor nor a total");
  if (total === null || tally.size >= total || tally.size === 0) return;
  // A page by cursor has no startIndex: the server knows cursors, and its total is a lie (the count at the end says so).
  if (startIndex === null) return;
  yield* byIndex(tally, walk, { from: tally.size + 1, signal: first.signal });
}

async function probePastEnd(tally: Tally, walk: Bounded, signal: AbortSignal): Promise<void> {
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
async function pageAt(walk: Bounded, query: PageQuery, signal: AbortSignal): Promise<Page> {
  const { client } = walk;
  if (client.now() > walk.until) throw endless(walk, `takes longer than ${longestWalk / 60_000} minutes`);
  if (client.received > walk.budget) throw endless(walk, "has more bytes than are read");
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

function endless({ client, wish }: Walk, what: string): RollcallError {
  return new RollcallError("application-unreachable", `the listing ${wish.path} of ${client.application} ${what}`);
}

const mostPages = 100_000;
/** Pages in a row that a cursor may leave empty. */
const mostBarren = 20;
/** Characters; a request line has to hold it. */
const longestCursor = 8192;
/** Of one listing, second walk and all, in milliseconds. */
const longestWalk = 3_600_000;
/** Of one listing, unpacked, all its pages together. */
const mostBytes = 8 * 1024 ** 3;

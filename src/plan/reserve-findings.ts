import type { Finding } from "../model/finding.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { LicensePool, Reserve } from "../model/pool.ts";
import { grantedSeats, mostGranted, type SeatRequest, stateOf } from "../model/seat-request.ts";
import type { Allocation } from "./allocate.ts";
import { overflowLocation, overflowSeats } from "./seat-location.ts";

/** How long before granted seats end those who sit on them are spoken of: 14 days. */
const notice = 14 * 86_400_000;

/** What there is to say of reserves: that people wait for what may be asked for, that it was, and what ends while it is in use. */
export function reserveFindings(organization: Organization, allocation: Allocation, at: Instant): readonly Finding[] {
  return organization.pools.flatMap((pool) => {
    const { reserve } = pool;
    if (reserve === null) return [];
    const waiting = allocation.waiting.filter((entry) => entry.pool === pool.name).length;
    const overflow = allocation.summaries.find((row) => row.pool === pool.name && row.location === overflowLocation);
    return [
      ...(waiting === 0 ? [] : askFor(pool, reserve, { waiting, at })),
      ...(overflow === undefined ? [] : endings(pool, { used: overflow.usedAfter, at })),
    ];
  });
}

/** What is under way is waited for; only then is there anything to ask for. */
function askFor(
  pool: LicensePool,
  reserve: Reserve,
  { waiting, at }: { readonly waiting: number; readonly at: Instant },
): readonly Finding[] {
  const { requests, name } = pool;
  const underWay = requests.flatMap((request) => wordsUnderWay(request, reserve, at));
  if (underWay.length > 0) {
    return [finding(pool, "reserve-requested", `${waiting} wait; ${underWay.join("; ")}`)];
  }
  const left = reserve.seats - mostGranted(requests, at);
  if (left <= 0) return [];
  const ask = `ask with rollcall seats request ${name} --seats ${Math.min(waiting, left)}`;
  const more = `${waiting} wait, ${left} more in reserve from ${reserve.from}${lastAnswer(requests, reserve, at)}`;
  return [finding(pool, "reserve-available", `${more}: ${ask}`)];
}

/** A request without an answer, or a grant that has not begun. */
function wordsUnderWay(request: SeatRequest, { from, expires }: Reserve, at: Instant): readonly string[] {
  const { id, seats, requested, decision } = request;
  if (decision.kind === "granted") {
    return decision.from > at ? [`${decision.seats} come from ${from} on ${dayOf(decision.from)} (${id})`] : [];
  }
  if (stateOf(request, expires, at) !== "requested") return [];
  return [`${seats} requested from ${from} ${days(requested, at)} ago (${id}), not decided`];
}

/** Why what was asked for last is not under way any more. */
function lastAnswer(requests: readonly SeatRequest[], { expires }: Reserve, at: Instant): string {
  const last = requests.toSorted((a, b) => (a.requested < b.requested ? -1 : 1)).at(-1);
  if (last === undefined) return "";
  if (last.decision.kind === "refused") return ` (${last.id} was refused on ${dayOf(last.decision.decided)})`;
  const isForgotten = last.decision.kind === "open" && stateOf(last, expires, at) === "expired";
  return isForgotten ? ` (${last.id} expired without an answer)` : "";
}

/** Whoever sits beyond what there will be: other grants that begin by then are counted. */
function endings(pool: LicensePool, { used, at }: { readonly used: number; readonly at: Instant }): readonly Finding[] {
  const ends = new Set(pool.requests.flatMap((request) => endOf(request, at)));
  return [...ends].sort().flatMap((end) => {
    const ending = pool.requests.filter((request) => endOf(request, at).includes(end));
    const left = overflowSeats(pool) - pool.granted + grantedSeats(pool.requests, end);
    const over = Math.min(used, overflowSeats(pool)) - left;
    if (over <= 0) return [];
    const seats = grantedSeats(ending, at);
    const ids = ending.map(({ id }) => id).join(", ");
    const when = `${seats} granted seats (${ids}) end in ${days(at, end)}, at ${end}`;
    return [
      finding(
        pool,
        "reserve-ending",
        `${when}: then ${over} in use are too many, and go back from the end of the order`,
      ),
    ];
  });
}

/** When the seats of a grant that is there go away, if that is soon. */
function endOf({ decision }: SeatRequest, at: Instant): readonly Instant[] {
  if (decision.kind !== "granted" || decision.until === null || decision.from > at || decision.until <= at) return [];
  return Date.parse(decision.until) - Date.parse(at) <= notice ? [decision.until] : [];
}

function finding({ name, seat }: LicensePool, kind: Finding["kind"], message: string): Finding {
  return { kind, application: seat.application, subject: name, message };
}

function dayOf(instant: Instant): string {
  return instant.slice(0, 10);
}

/** Whole days that are over. */
function days(from: Instant, until: Instant): string {
  return `${Math.max(0, Math.floor((Date.parse(until) - Date.parse(from)) / 86_400_000))} d`;
}

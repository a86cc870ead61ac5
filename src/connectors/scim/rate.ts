import type { Bucket, Departure, Pace } from "../pace.ts";
import type { Profile } from "./profile.ts";
import { TokenBucket } from "./token-bucket.ts";
import { Window } from "./window.ts";

type Rate = Profile["rates"][number];

/** A pace that also keeps what the vendor allows: every limit that a request counts against, all of them at once. */
export function withRates(pace: Pace, rates: Profile["rates"]): Pace {
  if (rates.length === 0) return pace;
  const limits = rates.map(limitOf);
  return {
    take: (departure, signal) => pace.take(departure, signal, bucketsFor(departure, limits)),
    hold: (until) => pace.hold(until),
    heard: (departure, heard) => pace.heard(departure, heard),
  };
}

/** What is counted by one limit, and how many it has counted. */
interface Count {
  slot(now: number, cost: number): number;
  take(slot: number, cost: number): void;
}

interface Limit {
  readonly rate: Rate;
  /** One count for all, or one for each resource by its path. */
  readonly counts: Map<string, Count>;
}

function limitOf(rate: Rate): Limit {
  return { rate, counts: new Map() };
}

function bucketsFor(departure: Departure, limits: readonly Limit[]): readonly Bucket[] {
  return limits.flatMap(({ rate, counts }) => {
    const cost = rate.counts === "members" ? departure.members : 1;
    if (cost === 0 || !countsAgainst(rate, departure)) return [];
    const key = rate.each === "resource" ? pathOf(departure) : "";
    const count = counts.get(key) ?? newCount(rate);
    counts.set(key, count);
    return [{ slot: (now: number) => count.slot(now, cost), take: (slot: number) => count.take(slot, cost) }];
  });
}

function newCount({ limit, seconds, burst }: Rate): Count {
  return burst === undefined ? new Window(limit, seconds * 1000) : new TokenBucket(limit / seconds, burst);
}

function countsAgainst(rate: Rate, departure: Departure): boolean {
  const { kind, method, bytes } = departure;
  if (rate.for !== undefined && rate.for !== "all" && rate.for !== `${kind}s`) return false;
  if (rate.methods !== undefined && !rate.methods.includes(method)) return false;
  const [, resource, id] = pathOf(departure).split("/");
  if (rate.resource !== undefined && rate.resource !== resource) return false;
  if (rate.target !== undefined && (rate.target === "one") !== (id !== undefined)) return false;
  return bytes >= (rate.minBytes ?? 0) && bytes <= (rate.maxBytes ?? Number.POSITIVE_INFINITY);
}

function pathOf({ path }: Departure): string {
  return path.split("?")[0] ?? path;
}

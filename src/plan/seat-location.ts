import type { Person } from "../model/person.ts";
import type { LicensePool } from "../model/pool.ts";
import { attributeOf } from "./birthright.ts";

/** The name of the overflow among the locations of a pool. */
export const overflowLocation = "global";

/** The location of the quota that a person's seat counts for first. */
export function seatLocation(pool: LicensePool, person: Person): string {
  const location = attributeOf(person, pool.quotaBy);
  return location !== undefined && Object.hasOwn(pool.quota, location) ? location : overflowLocation;
}

/** Where people of a location may sit: there, then in the overflow, then where it fails over to, in this order. */
export function locationsFor(pool: LicensePool, location: string): readonly string[] {
  if (location === overflowLocation) return [overflowLocation];
  const others = Object.hasOwn(pool.failover, location) ? pool.failover[location] : undefined;
  return [location, overflowLocation, ...(others ?? [])];
}

/** Seats that are open to every location: the overflow, and what the reserve has added. */
export function overflowSeats({ overflow, granted }: LicensePool): number {
  return overflow + granted;
}

/** Seats of all locations and the overflow together. */
export function totalQuota(pool: LicensePool): number {
  return Object.values(pool.quota).reduce((sum, seats) => sum + seats, overflowSeats(pool));
}

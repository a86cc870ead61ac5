import type { Holding } from "../model/holding.ts";
import type { Person } from "../model/person.ts";
import type { LicensePool } from "../model/pool.ts";
import type { NoticeStanding, SeatStanding } from "../model/why.ts";
import { isEligible, rankOf } from "./allocate.ts";
import { isProtected } from "./protected-seats.ts";
import { locationsFor, seatLocation } from "./seat-location.ts";

/** How a person stands in the queue for a pool, by the rules that `allocate` goes by. */
export function seatStanding(
  pool: LicensePool,
  person: Person,
  { held, notice }: { readonly held: readonly Holding[]; readonly notice: NoticeStanding | null },
): SeatStanding {
  const rows = pool.priority.length;
  const rank = rankOf(pool.priority, person, held);
  return {
    pool: pool.name,
    application: pool.seat.application,
    locations: isEligible(pool, person) ? locationsFor(pool, seatLocation(pool, person)) : [],
    priority: rank < rows ? rank + 1 : null,
    rows,
    isProtected: isProtected(pool, person),
    notice,
    at: pool.at,
  };
}

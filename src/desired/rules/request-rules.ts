import { placeText, quoted, wrong } from "../../document/diagnose.ts";
import { didYouMean } from "../../document/nearest.ts";
import { compareText } from "../../model/compare.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Instant } from "../../model/instant.ts";
import { grantedSeats, type SeatRequest, stateOf } from "../../model/seat-request.ts";
import type { Rule } from "../written.ts";

/** Requests are called like a pool that has a reserve. */
export const requestsHaveAReserve: Rule = ({ requests, pools, poolNames }) =>
  requests.flatMap(({ pool: name, document }) => {
    const at = document.at([]);
    if (!poolNames.has(name)) {
      const message = `there is no pool ${quoted(name)}`;
      const hint = didYouMean(name, poolNames) ?? "call the file like a pool: pools/requests/POOL.yaml";
      return [wrong({ code: "unknown-pool", at, message, hint })];
    }
    const pool = pools.find((file) => file.pool.name === name)?.pool;
    if (pool === undefined || pool.reserve !== null) return [];
    const message = `the pool ${quoted(name)} has no reserve to ask for`;
    return [wrong({ code: "no-reserve", at, message, hint: `write reserve: { seats, from } in ${pool.at.file}` })];
  });

/** A supplier that was told an id once takes a second request of that id for the first. */
export const requestIdsAreUnique: Rule = ({ requests: files }) =>
  files.flatMap(({ requests }) => {
    const first = new Map<string, SeatRequest>();
    return requests.flatMap((request) => {
      const other = first.get(request.id);
      if (other === undefined) {
        first.set(request.id, request);
        return [];
      }
      const message = `the id ${quoted(request.id)} is also in ${placeText(other.at)}`;
      const hint = "give one of them another id; never use an id again";
      return [wrong({ code: "duplicate-request", at: request.at, message, hint })];
    });
  });

/** Nobody asks for more than the reserve holds, and no more than that is granted at once; what is over is a record. */
export const reservesAreLargeEnough: Rule = ({ at, requests: files, pools }) =>
  files.flatMap(({ pool: name, requests }) => {
    const pool = pools.find((file) => file.pool.name === name)?.pool;
    if (pool === undefined || pool.reserve === null) return [];
    const { seats: most, expires } = pool.reserve;
    const tooMuch = (request: SeatRequest, message: string): Diagnostic => {
      const hint = `correct it, or agree on a larger reserve in ${pool.at.file}`;
      return wrong({ code: "reserve-exceeded", at: request.at, message, hint });
    };
    const live = requests.filter((request) => stateOf(request, expires, at) !== "expired");
    const asked = live.filter(({ decision, seats }) => decision.kind === "open" && seats > most);
    return [
      ...asked.map((request) => tooMuch(request, `${request.seats} seats are asked of a reserve of ${most}`)),
      ...togetherOver(live, { most, at }).map(({ request, together }) =>
        tooMuch(request, `with it ${together} seats are granted at once, of a reserve of ${most}`),
      ),
    ];
  });

/** Grants that bring those before them, in the order in which they begin, over the reserve. */
function togetherOver(
  requests: readonly SeatRequest[],
  { most, at }: { readonly most: number; readonly at: Instant },
): readonly { readonly request: SeatRequest; readonly together: number }[] {
  const grants = requests.flatMap((request) =>
    request.decision.kind === "granted" ? [{ request, from: request.decision.from }] : [],
  );
  const inOrder = grants.sort((a, b) => compareText(a.from, b.from));
  return inOrder.flatMap(({ request, from }, place) => {
    const sooner = inOrder.slice(0, place + 1).map((grant) => grant.request);
    const together = grantedSeats(sooner, from > at ? from : at);
    return together > most ? [{ request, together }] : [];
  });
}

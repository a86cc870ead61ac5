import type { SeatHolder } from "../model/seat-report.ts";
import type { DiffContext } from "./diff-context.ts";
import type { LiveIndex } from "./live-index.ts";
import type { LiveSeats } from "./live-seats.ts";
import { ownerOf } from "./owner.ts";

/** The accounts that the application counts as seats of a pool; null when it does not tell. */
export function seatHolders(context: DiffContext, index: LiveIndex, seats: LiveSeats): readonly SeatHolder[] | null {
  if (seats.people === null) return null;
  const ours = [...seats.people].sort().flatMap((person): readonly SeatHolder[] => {
    const live = index.byPerson.get(person);
    return live === undefined
      ? []
      : [{ person, account: live.id, userName: live.userName, isActive: live.active, origin: "ours" }];
  });
  const others = (ids: readonly string[], origin: "outside" | "leaving"): readonly SeatHolder[] =>
    ids.map((account) => {
      const { userName } = ownerOf(context, index, account);
      return { person: null, account, userName, isActive: index.isActive(account) ?? null, origin };
    });
  return [...ours, ...others(seats.outside, "outside"), ...others(seats.leaving, "leaving")];
}

import type { Change } from "../model/change.ts";

/** By the key of a seat: the releases that need it and are one call with it, for types of which an account holds one. */
export function replacedBy(
  changes: readonly Change[],
  types: ReadonlySet<string>,
): ReadonlyMap<string, readonly Change[]> {
  const releases = changes.filter(
    (change) => change.kind === "release-seat" && change.needs.length > 0 && types.has(change.entitlement.type),
  );
  const found = new Map<string, Change[]>();
  if (releases.length === 0) return found;
  const seats = new Map(changes.flatMap((change) => (change.kind === "assign-seat" ? [[change.key, change]] : [])));
  for (const release of releases) {
    const place = release.needs.find((need) => isReplacing(seats.get(need), release));
    if (place !== undefined) found.set(place, [...(found.get(place) ?? []), release]);
  }
  return found;
}

/** Whether a change gives an account the seat for which another change gives back one of the same type. */
function isReplacing(seat: Change | undefined, release: Change): boolean {
  return (
    seat?.kind === "assign-seat" &&
    release.kind === "release-seat" &&
    seat.application === release.application &&
    seat.person === release.person &&
    seat.entitlement.type === release.entitlement.type
  );
}

import type { Because } from "../model/because.ts";
import type { Change } from "../model/change.ts";
import type { LicensePool } from "../model/pool.ts";

/** Whether two pools are tiers of one product. */
export function isOtherTier(a: LicensePool, b: LicensePool): boolean {
  return a.name !== b.name && a.tier !== null && a.tier.product === b.tier?.product;
}

/** A pool with the people who sit there and those who shall. */
interface TierSeats {
  readonly pool: LicensePool;
  readonly people: ReadonlySet<string>;
  readonly placed: ReadonlyMap<string, unknown>;
}

/** Somebody shall sit in one tier of a product and sits in others. */
export interface TierMove {
  readonly from: readonly LicensePool[];
  readonly to: LicensePool;
  /** Sits there already as well: the others are too many. */
  readonly isThere: boolean;
}

/** The move of a person between the tiers of a pool's product; null for whoever keeps, gets or loses a seat without one. */
export function tierMove(
  { pool, tiers }: Pick<TierSeats, "pool"> & { readonly tiers: readonly TierSeats[] },
  person: string,
): TierMove | null {
  if (pool.tier === null) return null;
  const { product } = pool.tier;
  const own = tiers.filter((each) => each.pool.tier?.product === product);
  const to = own.find(({ placed }) => placed.has(person));
  const from = own.filter((each) => each !== to && each.people.has(person)).map((each) => each.pool);
  return to === undefined || from.length === 0 ? null : { from, to: to.pool, isThere: to.people.has(person) };
}

/** Why a pool gives or takes a seat of somebody who moves: the same words on both sides. */
export function tierReason(pool: LicensePool, move: TierMove): Because {
  const { from, to, isThere } = move;
  const product = to.tier?.product ?? "";
  const way = isUpgrade(move) ? "upgrade" : "downgrade";
  const text = isThere
    ? `${to.name} stays, one tier of ${product} is enough`
    : `${way} ${product}: ${from.map(({ name }) => name).join(", ")} -> ${to.name}`;
  return { kind: "pool", pool: pool.name, text, at: pool.at };
}

/** Whether the seat is better than all that is given back for it. */
export function isUpgrade({ from, to }: TierMove): boolean {
  return from.every(({ tier }) => (tier?.rank ?? 0) < (to.tier?.rank ?? 0));
}

/** Keys of the releases of people who are given a better tier of the product. */
export function upgradedFrom(changes: readonly Change[], pools: readonly LicensePool[]): ReadonlySet<string> {
  const tiers = new Map(pools.flatMap(({ name, tier }) => (tier === null ? [] : [[name, tier]])));
  if (tiers.size === 0) return new Set();
  const gained = new Map<string, number>();
  for (const { person, ...change } of changes) {
    const tier = change.kind === "assign-seat" ? tiers.get(change.pool) : undefined;
    if (tier !== undefined) gained.set(`${tier.product}/${person}`, tier.rank);
  }
  const releases = changes.filter((change) => {
    const tier = change.kind === "release-seat" ? tiers.get(change.pool) : undefined;
    return tier !== undefined && tier.rank < (gained.get(`${tier.product}/${change.person}`) ?? 0);
  });
  return new Set(releases.map(({ key }) => key));
}

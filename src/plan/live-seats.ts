import { entitlementKey } from "../model/entitlement-key.ts";
import type { DiffContext } from "./diff-context.ts";
import type { Holders } from "./live-group.ts";
import type { LiveIndex } from "./live-index.ts";
import { ownerOf, strangerRule } from "./owner.ts";

/** Who sits in a pool now, as the application shows it. */
export interface LiveSeats {
  readonly pool: string;
  /** Person ids; null when the application does not tell. */
  readonly people: ReadonlySet<string> | null;
  /** Remote ids of accounts that belong to nobody on the roster, and whose seat stays theirs. */
  readonly outside: readonly string[];
  /** The same, where the files say that they lose what they hold. */
  readonly leaving: readonly string[];
}

/** Reads the pools' seats off the live state; a pool of which anything is unknown is left as it is. */
export function liveSeats(
  context: DiffContext,
  index: LiveIndex,
  holders: ReadonlyMap<string, Holders>,
): readonly LiveSeats[] {
  return context.desired.pools.map((pool) => {
    const known = holders.get(entitlementKey(pool.seat));
    if (known === undefined || known.asked !== null) return { pool: pool.name, people: null, outside: [], leaving: [] };
    const people = new Set<string>();
    const outside: string[] = [];
    const leaving: string[] = [];
    for (const id of known.members) {
      const owner = ownerOf(context, index, id);
      if (owner.kind === "person") people.add(owner.person.id);
      else if (owner.kind === "stranger" && strangerRule(context, owner.account).isRemoved) leaving.push(id);
      else outside.push(id);
    }
    return { pool: pool.name, people, outside: outside.sort(), leaving: leaving.sort() };
  });
}

import type { Batch, Connector } from "../connectors/connector.ts";
import type { Change } from "../model/change.ts";
import { groupBy } from "../model/group-by.ts";

/** By the key of a creation: what the account is to hold and the connector can give it in the same call. */
export type Companions = ReadonlyMap<string, readonly Change[]>;

/** The companions of every creation among the batches of one application. */
export function companionsIn(batches: readonly Batch[], { carries }: Pick<Connector, "carries">): Companions {
  if (carries === undefined || carries.size === 0) return new Map();
  const changes = batches.flatMap((batch) => batch.changes);
  const creations = new Map(
    changes.flatMap((change) => (change.kind === "create-account" ? [[change.key, change]] : [])),
  );
  const makerOf = (change: Change) =>
    change.needs.find((need) => creations.has(need) && creations.get(need)?.person === change.person);
  const carried = changes.filter((change) => isGiven(change, carries) && makerOf(change) !== undefined);
  return groupBy(carried, (change) => makerOf(change) ?? "");
}

function isGiven(change: Change, carries: ReadonlySet<string>): boolean {
  return (change.kind === "grant" || change.kind === "assign-seat") && carries.has(change.entitlement.type);
}

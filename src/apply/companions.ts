import type { Batch, Connector } from "../connectors/connector.ts";
import { replacedBy } from "../connectors/replacing.ts";
import type { Change } from "../model/change.ts";
import { groupBy } from "../model/group-by.ts";

/**
 * By the key of a creation: what the account is to hold and the connector can give it in the same call. By the key of a seat
 * that takes the place of another: the release of that one, which is the same call too.
 */
export type Companions = ReadonlyMap<string, readonly Change[]>;

/** The companions of every creation and every seat among the batches of one application. */
export function companionsIn(
  batches: readonly Batch[],
  connector: Pick<Connector, "carries" | "replaces">,
): Companions {
  const { carries = none, replaces = none } = connector;
  if (carries.size + replaces.size === 0) return new Map();
  const changes = batches.flatMap((batch) => batch.changes);
  return new Map([...carried(changes, carries), ...replacedBy(changes, replaces)]);
}

const none: ReadonlySet<string> = new Set();

function carried(changes: readonly Change[], carries: ReadonlySet<string>): Companions {
  const creations = new Map(
    changes.flatMap((change) => (change.kind === "create-account" ? [[change.key, change]] : [])),
  );
  const makerOf = (change: Change) =>
    change.needs.find((need) => creations.has(need) && creations.get(need)?.person === change.person);
  const given = changes.filter((change) => isGiven(change, carries) && makerOf(change) !== undefined);
  return groupBy(given, (change) => makerOf(change) ?? "");
}

function isGiven(change: Change, carries: ReadonlySet<string>): boolean {
  return (change.kind === "grant" || change.kind === "assign-seat") && carries.has(change.entitlement.type);
}

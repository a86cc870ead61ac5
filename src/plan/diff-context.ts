import type { ChangeKind } from "../model/change.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { DesiredApplication } from "./desired.ts";

/** What diff has to know beside the pages. */
export interface DiffContext {
  readonly desired: DesiredApplication;
  readonly people: ReadonlyMap<string, Person>;
  readonly at: Instant;
  /** What the connector can do; the rest becomes a finding. */
  readonly can: ReadonlySet<ChangeKind>;
}

import type { ChangeKind } from "../model/change.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { RecalledApplication } from "../model/recalled.ts";
import type { DesiredAccount, DesiredApplication } from "./desired.ts";
import type { LiveIndex } from "./live-index.ts";
import { changeKey, type Subject } from "./make-change.ts";

/** What diff has to know beside the pages. */
export interface DiffContext {
  readonly desired: DesiredApplication;
  readonly people: ReadonlyMap<string, Person>;
  readonly at: Instant;
  /** What the connector can do; the rest becomes a finding. */
  readonly can: ReadonlySet<ChangeKind>;
  /** Kinds of change that cannot be undone there, with the reason. */
  readonly irreversible?: ReadonlyMap<ChangeKind, string>;
  /** What the ledger says of it, for groups whose members it does not tell. */
  readonly recalled?: RecalledApplication;
}

/** The subject of a change for somebody who has, or is about to get, an account. */
export function subjectFor(context: DiffContext, index: LiveIndex, wanted: DesiredAccount): Subject {
  const { person, userName } = wanted;
  const live = index.byPerson.get(person.id);
  const application = context.desired.application.name;
  return { application, person: person.id, account: live?.id ?? null, userName: live?.userName ?? userName };
}

/** What must have succeeded before an account can be given something. */
export function needsOf(context: DiffContext, index: LiveIndex, wanted: DesiredAccount): readonly string[] {
  const live = index.byPerson.get(wanted.person.id);
  if (live?.active === true) return [];
  return [changeKey(subjectFor(context, index, wanted), live === undefined ? "create-account" : "enable-account")];
}

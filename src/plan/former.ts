import type { Recalled } from "../model/recalled.ts";
import type { Entitlement } from "../model/role.ts";
import type { Desired, DesiredApplication, ManagedEntitlement } from "./desired.ts";

/** Person ids by entitlement key, by application: what was given and not taken back. */
export type Given = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/** Whom the ledger does not say to have lost it for good. */
export function givenBy(recalled: Recalled): Given {
  const given = new Map<string, Map<string, ReadonlySet<string>>>();
  for (const [application, { memberships }] of recalled) {
    const groups = new Map<string, ReadonlySet<string>>();
    for (const [key, words] of memberships)
      groups.set(key, new Set([...words].flatMap(([person, { word }]) => (word === "taken" ? [] : person))));
    given.set(application, groups);
  }
  return given;
}

/**
 * Adds what was given once and nothing that is written names any more, such as the groups of a role whose file is gone: it is
 * ours to take back from those to whom it was given, and from nobody else.
 */
export function withFormer(desired: Desired, given: Given): Desired {
  const applications = new Map(desired.applications);
  for (const [name, application] of desired.applications) {
    const former = [...(given.get(name) ?? [])].flatMap(([key, people]) => formerEntitlement(application, key, people));
    if (former.length > 0)
      applications.set(name, { ...application, managed: new Map([...application.managed, ...former]) });
  }
  return { ...desired, applications };
}

function formerEntitlement(
  application: DesiredApplication,
  key: string,
  givenTo: ReadonlySet<string>,
): readonly (readonly [string, ManagedEntitlement])[] {
  if (givenTo.size === 0 || application.managed.has(key)) return [];
  const [type = "", ...rest] = key.split(":");
  if (!isType(type)) return [];
  const { name, at } = application.application;
  const entitlement: Entitlement = { application: name, type, value: rest.join(":") };
  return [[key, { entitlement, at, roles: [], pool: null, givenTo }]];
}

function isType(text: string): text is Entitlement["type"] {
  return text === "group" || text === "role" || text === "license";
}

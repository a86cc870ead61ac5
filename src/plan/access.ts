import type { Assignment } from "../model/assignment.ts";
import type { Because } from "../model/because.ts";
import { compareText } from "../model/compare.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Holding } from "../model/holding.ts";
import type { LicensePool } from "../model/pool.ts";
import type { Entitlement, Role, RoleGrant } from "../model/role.ts";
import type { BirthrightRow } from "./birthright.ts";
import type { AccessBundle } from "./desired.ts";

/** What a set of roles, held for given reasons, comes to. */
export interface Access {
  readonly holdings: readonly Holding[];
  readonly applications: ReadonlyMap<string, { readonly bundle: AccessBundle; readonly seatOnly: boolean }>;
  /** Why a seat is asked for, by pool. */
  readonly seats: ReadonlyMap<string, readonly Because[]>;
}

/** What roles and pools are looked up in. */
export interface Catalog {
  readonly roles: ReadonlyMap<string, Role>;
  readonly pools: ReadonlyMap<string, LicensePool>;
}

/** The roles that rows and assignments give, each once, with all its reasons. */
export function holdingsOf(rows: readonly BirthrightRow[], assignments: readonly Assignment[]): readonly Holding[] {
  const byRole = new Map<string, Because[]>();
  for (const { role, rule } of rows.toSorted((a, b) => a.number - b.number))
    append(byRole, role.name, { kind: "birthright", role: role.name, at: rule.at });
  for (const { role, reason, at } of assignments.toSorted(compareAssignments)) {
    append(byRole, role, { kind: "assignment", role, reason, at });
  }
  return [...byRole].map(([role, because]) => ({ role, because })).sort((a, b) => compareText(a.role, b.role));
}

/** Adds up what the held roles grant, application by application, and the seats they ask for. */
export function accessOf(holdings: readonly Holding[], catalog: Catalog): Access {
  const drafts = new Map<string, Draft>();
  const seats = new Map<string, readonly Because[]>();
  for (const { role, because } of holdings) {
    for (const grant of catalog.roles.get(role)?.grants ?? []) {
      const entitlement = entitlementOf(grant, catalog);
      if (entitlement === undefined) continue;
      const draft = drafts.get(entitlement.application) ?? { because: [], held: new Map() };
      drafts.set(entitlement.application, draft);
      draft.because = mergeBecause(draft.because, because);
      if (grant.kind === "seat") seats.set(grant.pool, mergeBecause(seats.get(grant.pool) ?? [], because));
      else hold(draft, entitlement, because);
    }
  }
  return { holdings, seats, applications: new Map([...drafts].map(([name, draft]) => [name, finished(draft)])) };
}

type HeldEntitlement = AccessBundle["entitlements"][number];

interface Draft {
  because: readonly Because[];
  readonly held: Map<string, HeldEntitlement>;
}

function entitlementOf(grant: RoleGrant, catalog: Catalog): Entitlement | undefined {
  return grant.kind === "entitlement" ? grant.entitlement : catalog.pools.get(grant.pool)?.seat;
}

function hold(draft: Draft, entitlement: Entitlement, because: readonly Because[]): void {
  const key = entitlementKey(entitlement);
  draft.held.set(key, { key, entitlement, because: mergeBecause(draft.held.get(key)?.because ?? [], because) });
}

function finished({ because, held }: Draft): { bundle: AccessBundle; seatOnly: boolean } {
  const entitlements = [...held.values()].sort((a, b) => compareText(a.key, b.key));
  return { bundle: { entitlements, keys: new Set(held.keys()), because }, seatOnly: held.size === 0 };
}

/** The same row or assignment counts once, however many grants it leads to. */
function mergeBecause(known: readonly Because[], more: readonly Because[]): readonly Because[] {
  return [...known, ...more.filter((because) => !known.includes(because))];
}

function compareAssignments(a: Assignment, b: Assignment): number {
  return (
    compareText(a.at.file, b.at.file) ||
    a.at.line - b.at.line ||
    a.at.column - b.at.column ||
    compareText(a.role, b.role) ||
    compareText(a.reason, b.reason)
  );
}

function append(byRole: Map<string, Because[]>, role: string, because: Because): void {
  const known = byRole.get(role);
  if (known === undefined) byRole.set(role, [because]);
  else known.push(because);
}

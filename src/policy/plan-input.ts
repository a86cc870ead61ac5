import type { Change, ChangeKind } from "../model/change.ts";
import type { Instant } from "../model/instant.ts";
import { type PoolCost, totalPoolCosts } from "../model/pool-cost.ts";
import type { Facts } from "./facts.ts";

/** Totals of one application. Shares are of the accounts that live there now; with none, any change is a share of 1. */
interface ApplicationTotals {
  /** Live accounts before the plan; null when not known. */
  readonly accounts: number | null;
  readonly changes: number;
  /** How many of each kind; a kind that does not occur is 0. */
  readonly kinds: Readonly<Record<ChangeKind, number>>;
  /** Accounts disabled or deleted. */
  readonly removed: number;
  readonly removedShare: number;
  /** Different accounts that lose anything: disabled, deleted, a grant revoked, a seat released. */
  readonly losing: number;
  readonly losingShare: number;
  /** Accounts created. */
  readonly created: number;
}

/** A pool over all its locations. */
interface PoolTotals {
  readonly quota: number;
  readonly usedBefore: number;
  readonly usedAfter: number;
  readonly waiting: number;
  /** Null: the pool has no price. */
  readonly cost: (CostTotals & { readonly currency: string }) | null;
}

/** A month, in one currency; `boughtBefore`: with the quotas of the last run, null when that is not known. */
type CostTotals = Omit<PoolCost, "pool" | "currency">;

/** A plan in numbers. */
interface PlanTotals {
  readonly changes: number;
  readonly kinds: Readonly<Record<ChangeKind, number>>;
  readonly applications: Readonly<Record<string, ApplicationTotals>>;
  /** Different people on the roster whom the plan touches. */
  readonly people: number;
  /** Of those: an account is created or enabled (joiners); disabled or deleted (leavers); neither (movers). A person counts once, leavers first. */
  readonly joiners: number;
  readonly movers: number;
  readonly leavers: number;
  /** Touched accounts that belong to nobody on the roster. */
  readonly strangers: number;
  /** Sum of the risk of every role that gives somebody something, once for each person and role. */
  readonly privilegeGranted: number;
  /** People who count as here, now and in the last plan (null: there was none). */
  readonly peopleNow: number;
  readonly peopleBefore: number | null;
  /** Licence pools that could be read, by name. */
  readonly pools: Readonly<Record<string, PoolTotals>>;
  /** What the pools cost a month together, by currency. */
  readonly costs: Readonly<Record<string, CostTotals>>;
}

/** `input` of `data.rollcall.plan.deny`, `warn`, `approvals` and `risk`. */
export interface PlanInput {
  readonly plan: PlanTotals;
  readonly at: Instant;
}

type Kinds = Record<ChangeKind, number>;
type Movement = "joiner" | "mover" | "leaver";

const REMOVES: ReadonlySet<ChangeKind> = new Set<ChangeKind>(["disable-account", "delete-account"]);
const LOSES: ReadonlySet<ChangeKind> = new Set<ChangeKind>([...REMOVES, "revoke", "release-seat"]);
const GIVES: ReadonlySet<ChangeKind> = new Set<ChangeKind>(["grant", "assign-seat"]);
const JOINS: ReadonlySet<ChangeKind> = new Set<ChangeKind>(["create-account", "enable-account"]);

/** Adds a plan up in one pass, so that rules on mass changes see totals and not rows. */
export function planInput(changes: Iterable<Change>, facts: Facts): PlanInput {
  const total = noKinds();
  const applications = new Map<string, Tally>();
  const movements = new Map<string, Movement>();
  const strangers = new Set<string>();
  const given = new Set<string>();
  const risks = new Map(facts.organization.roles.map(({ name, risk }) => [name, risk]));
  let privilegeGranted = 0;
  for (const change of changes) {
    total[change.kind] += 1;
    tallyOf(applications, change.application).add(change);
    if (change.person === null) strangers.add(`${change.application}/${change.account ?? change.userName}`);
    else movements.set(change.person, movementOf(change.kind, movements.get(change.person)));
    for (const role of rolesGiving(change)) {
      const once = `${change.person}/${role}`;
      if (given.has(once)) continue;
      given.add(once);
      privilegeGranted += risks.get(role) ?? 0;
    }
  }
  const counts = countMovements(movements);
  return {
    plan: {
      changes: sum(total),
      kinds: total,
      applications: describeApplications(applications, facts.live),
      people: movements.size,
      ...counts,
      strangers: strangers.size,
      privilegeGranted,
      peopleNow: countPresent(facts),
      peopleBefore: facts.peopleBefore,
      pools: describePools(facts.pools),
      costs: Object.fromEntries(totalPoolCosts(facts.pools.costs).map(({ currency, ...totals }) => [currency, totals])),
    },
    at: facts.at,
  };
}

class Tally {
  readonly kinds: Kinds = noKinds();
  readonly losing = new Set<string>();

  add(change: Change): void {
    this.kinds[change.kind] += 1;
    if (LOSES.has(change.kind)) this.losing.add(change.account ?? change.userName);
  }
}

function tallyOf(applications: Map<string, Tally>, application: string): Tally {
  const known = applications.get(application) ?? new Tally();
  applications.set(application, known);
  return known;
}

function describeApplications(
  applications: ReadonlyMap<string, Tally>,
  live: Readonly<Record<string, number>>,
): Readonly<Record<string, ApplicationTotals>> {
  const names = [...applications.keys()].sort();
  return Object.fromEntries(
    names.map((name) => [name, describeApplication(applications.get(name) ?? new Tally(), live[name] ?? null)]),
  );
}

function describeApplication({ kinds, losing }: Tally, accounts: number | null): ApplicationTotals {
  const removed = kinds["disable-account"] + kinds["delete-account"];
  return {
    accounts,
    changes: sum(kinds),
    kinds,
    removed,
    removedShare: shareOf(removed, accounts),
    losing: losing.size,
    losingShare: shareOf(losing.size, accounts),
    created: kinds["create-account"],
  };
}

function describePools({ seats, waiting, costs }: Facts["pools"]): Readonly<Record<string, PoolTotals>> {
  const names = [...new Set(seats.map(({ pool }) => pool))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const rows = seats.filter(({ pool }) => pool === name);
      const total = (key: "quota" | "usedBefore" | "usedAfter") => rows.reduce((all, row) => all + row[key], 0);
      const { pool: _pool, ...cost } = costs.find(({ pool }) => pool === name) ?? { pool: name };
      return [
        name,
        {
          quota: total("quota"),
          usedBefore: total("usedBefore"),
          usedAfter: total("usedAfter"),
          waiting: waiting.filter(({ pool }) => pool === name).length,
          cost: "currency" in cost ? cost : null,
        },
      ];
    }),
  );
}

/** Unknown or no accounts: whatever is lost counts as everything. */
function shareOf(count: number, accounts: number | null): number {
  if (count === 0) return 0;
  return accounts === null || accounts === 0 ? 1 : Math.min(1, count / accounts);
}

function movementOf(kind: ChangeKind, known: Movement | undefined): Movement {
  if (known === "leaver" || REMOVES.has(kind)) return "leaver";
  return known === "joiner" || JOINS.has(kind) ? "joiner" : "mover";
}

function countMovements(movements: ReadonlyMap<string, Movement>): Pick<PlanTotals, "joiners" | "movers" | "leavers"> {
  const counts = { joiners: 0, movers: 0, leavers: 0 };
  for (const movement of movements.values()) counts[`${movement}s`] += 1;
  return counts;
}

function rolesGiving(change: Change): readonly string[] {
  if (!GIVES.has(change.kind)) return [];
  return change.because.flatMap((reason) => ("role" in reason ? [reason.role] : []));
}

function countPresent({ people, at }: Facts): number {
  let present = 0;
  for (const { status, start, end } of people.values()) {
    if (status !== "left" && (start === null || start <= at) && (end === null || at < end)) present += 1;
  }
  return present;
}

function noKinds(): Kinds {
  return {
    "create-account": 0,
    "update-account": 0,
    "disable-account": 0,
    "enable-account": 0,
    "delete-account": 0,
    grant: 0,
    revoke: 0,
    "assign-seat": 0,
    "release-seat": 0,
    "end-sessions": 0,
  };
}

function sum(kinds: Kinds): number {
  return Object.values(kinds).reduce((total, count) => total + count, 0);
}

import type { Change, ChangeKind } from "../model/change.ts";
import type { Decision } from "../model/decision.ts";
import type { Instant } from "../model/instant.ts";
import { type PoolCost, totalPoolCosts } from "../model/pool-cost.ts";
import { isPresent } from "../model/presence.ts";
import { type DepartmentTotals, departmentTotals } from "./department-totals.ts";
import { type ExtensionFact, extensions } from "./extensions.ts";
import type { AdministratorCount, Facts } from "./facts.ts";
import { GIVES_ACCOUNT, GIVES_ENTITLEMENT, type Kinds, noKinds, sum, TAKES_ACCOUNT, TAKES_ANYTHING } from "./kinds.ts";
import {
  type ConflictFact,
  conflicts,
  type DormantFact,
  dormant,
  type EmergencyFact,
  emergencies,
  mostDormant,
} from "./standing-facts.ts";

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
  /** Sum of the risk of every role that gives somebody something here, once for each person and role. */
  readonly privilegeGranted: number;
  /** Who stays an administrator; null when no group is protected. */
  readonly administrators: AdministratorCount | null;
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
  /** Joiners who get nothing for now: those who wait for somebody to look, and those who are blocked. */
  readonly joinersHeld: number;
  readonly joinersBlocked: number;
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
  readonly departments: Readonly<Record<string, DepartmentTotals>>;
  /** How policy judged the changes one by one, before it looks at the plan. */
  readonly verdicts: Readonly<Record<Decision["verdict"], number>>;
  /** The highest risk of a change, and how many changes have a risk of 0–9, 10–19, … 90–100. */
  readonly highestRisk: number;
  readonly risks: readonly number[];
  /** Everybody who is to hold roles that exclude each other, whether a change gives one of them or not. */
  readonly conflicts: readonly ConflictFact[];
  readonly emergency: EmergencyFact;
  /** Roles that people are to hold for longer than the base says, without a change that shows it. */
  readonly extensions: readonly ExtensionFact[];
  /** The riskiest 500 of those who hold a role with a risk and have not signed in for 30 days. */
  readonly dormant: readonly DormantFact[];
  readonly dormantCount: number;
  readonly policies: {
    /** Judged by the policies of a base commit as well. */
    readonly hasBase: boolean;
    /** Policy files that the proposal changes, sorted. */
    readonly changed: readonly string[];
  };
}

/** `input` of `data.rollcall.plan.deny`, `warn`, `approvals` and `risk`. */
export interface PlanInput {
  readonly format_version: "1.0";
  readonly plan: PlanTotals;
  /** Who proposes the plan. */
  readonly proposers: readonly string[];
  readonly at: Instant;
}

type Movement = "joiner" | "mover" | "leaver";

/** Adds a plan up, so that rules on mass changes see totals and not rows; `decisions` are those on its changes. */
export function planInput(
  changes: readonly Change[],
  facts: Facts,
  decisions: readonly Pick<Decision, "verdict" | "risk">[],
): PlanInput {
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
      const risk = risks.get(role) ?? 0;
      tallyOf(applications, change.application).grants(once, risk);
      if (given.has(once)) continue;
      given.add(once);
      privilegeGranted += risk;
    }
  }
  const counts = countMovements(movements);
  const unused = dormant(facts);
  return {
    format_version: "1.0",
    plan: {
      changes: sum(total),
      kinds: total,
      applications: describeApplications(applications, facts),
      people: movements.size,
      ...counts,
      joinersHeld: countJoiners(facts, "review"),
      joinersBlocked: countJoiners(facts, "block"),
      strangers: strangers.size,
      privilegeGranted,
      peopleNow: countPresent(facts),
      peopleBefore: facts.peopleBefore,
      pools: describePools(facts.pools),
      costs: Object.fromEntries(totalPoolCosts(facts.pools.costs).map(({ currency, ...totals }) => [currency, totals])),
      departments: departmentTotals(changes, facts),
      ...describeDecisions(decisions),
      conflicts: conflicts(facts),
      emergency: emergencies(facts),
      extensions: extensions(facts, given),
      dormant: unused.slice(0, mostDormant),
      dormantCount: unused.length,
      policies: { hasBase: facts.changedPolicies !== null, changed: facts.changedPolicies ?? [] },
    },
    proposers: facts.proposers,
    at: facts.at,
  };
}

class Tally {
  readonly kinds: Kinds = noKinds();
  readonly losing = new Set<string>();
  privilegeGranted = 0;
  readonly #given = new Set<string>();

  grants(once: string, risk: number): void {
    if (this.#given.has(once)) return;
    this.#given.add(once);
    this.privilegeGranted += risk;
  }

  add(change: Change): void {
    this.kinds[change.kind] += 1;
    if (TAKES_ANYTHING.has(change.kind)) this.losing.add(change.account ?? change.userName);
  }
}

function tallyOf(applications: Map<string, Tally>, application: string): Tally {
  const known = applications.get(application) ?? new Tally();
  applications.set(application, known);
  return known;
}

function describeApplications(
  applications: ReadonlyMap<string, Tally>,
  { live, administrators }: Pick<Facts, "live" | "administrators">,
): Readonly<Record<string, ApplicationTotals>> {
  const names = [...applications.keys()].sort();
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        ...describeApplication(applications.get(name) ?? new Tally(), live[name] ?? null),
        administrators: administrators[name] ?? null,
      },
    ]),
  );
}

function describeApplication(
  { kinds, losing, privilegeGranted }: Tally,
  accounts: number | null,
): Omit<ApplicationTotals, "administrators"> {
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
    privilegeGranted,
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
  if (known === "leaver" || TAKES_ACCOUNT.has(kind)) return "leaver";
  return known === "joiner" || GIVES_ACCOUNT.has(kind) ? "joiner" : "mover";
}

function countMovements(movements: ReadonlyMap<string, Movement>): Pick<PlanTotals, "joiners" | "movers" | "leavers"> {
  const counts = { joiners: 0, movers: 0, leavers: 0 };
  for (const movement of movements.values()) counts[`${movement}s`] += 1;
  return counts;
}

function rolesGiving(change: Change): readonly string[] {
  if (!GIVES_ENTITLEMENT.has(change.kind)) return [];
  return change.because.flatMap((reason) => ("role" in reason ? [reason.role] : []));
}

function describeDecisions(
  decisions: readonly Pick<Decision, "verdict" | "risk">[],
): Pick<PlanTotals, "verdicts" | "highestRisk" | "risks"> {
  const verdicts = { allow: 0, warn: 0, "needs-approval": 0, deny: 0 };
  const risks = Array.from({ length: 10 }, () => 0);
  let highestRisk = 0;
  for (const { verdict, risk } of decisions) {
    verdicts[verdict] += 1;
    const decile = Math.min(9, Math.floor(risk / 10));
    risks[decile] = (risks[decile] ?? 0) + 1;
    highestRisk = Math.max(highestRisk, risk);
  }
  return { verdicts, highestRisk, risks };
}

function countPresent({ people, at }: Facts): number {
  let present = 0;
  for (const person of people.values()) if (isPresent(person, at)) present += 1;
  return present;
}

function countJoiners({ joiners }: Facts, verdict: "review" | "block"): number {
  return [...joiners.values()].filter((joiner) => joiner.verdict === verdict).length;
}

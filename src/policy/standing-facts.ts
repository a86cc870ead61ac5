import { compareText } from "../model/compare.ts";
import type { Instant } from "../model/instant.ts";
import { activeAssignments } from "./active-assignments.ts";
import { describeHolding, type HoldingFact } from "./change-input.ts";
import { chainKey, emergencyChains } from "./emergency-chains.ts";
import type { Facts } from "./facts.ts";
import { exclusions } from "./policy-data.ts";

/** Somebody who is to hold two roles that exclude each other, whether this plan gives one of them or not. */
export interface ConflictFact {
  readonly person: string;
  /** Both, sorted. */
  readonly roles: readonly [string, string];
  readonly holdings: readonly HoldingFact[];
}

/** Somebody who holds a role and has not signed in for long to an application that the role reaches. */
export interface DormantFact {
  readonly person: string;
  readonly role: string;
  readonly risk: number;
  readonly application: string;
  /** Null: never. */
  readonly lastSignIn: Instant | null;
  /** Whole days since then; null: never. */
  readonly days: number | null;
}

/** Emergency access: how many assignments are open now, of how many people, and the longest that is open or planned. */
export interface EmergencyFact {
  readonly assignments: number;
  readonly people: number;
  /** At most `mostChains`, longest first. */
  readonly longest: readonly LongEmergency[];
}

/** One role for one person from the first emergency assignment that is not over to the last; `hours` null: without an end. */
interface LongEmergency {
  readonly person: string;
  readonly role: string;
  readonly hours: number | null;
}

/** Everybody whose roles exclude each other, by person and pair; only people with a role that excludes another are looked at. */
export function conflicts({
  organization,
  holdings,
}: Pick<Facts, "organization" | "holdings">): readonly ConflictFact[] {
  const excluded = exclusions(organization.roles);
  if (excluded.size === 0) return [];
  const found: ConflictFact[] = [];
  for (const [person, held] of holdings) {
    const exclusive = held.filter(({ role }) => excluded.has(role)).sort((a, b) => (a.role < b.role ? -1 : 1));
    for (const [index, first] of exclusive.entries()) {
      for (const second of exclusive.slice(index + 1)) {
        if (!excluded.get(first.role)?.has(second.role)) continue;
        const both = [...describeHolding(first), ...describeHolding(second)];
        found.push({ person, roles: [first.role, second.role], holdings: both });
      }
    }
  }
  return found.sort((a, b) => (a.person < b.person ? -1 : a.person > b.person ? 1 : 0));
}

/** So many rows at most: a reader does not go through more, and a policy counts with `dormantCount`. */
export const mostDormant = 500;

/** Holders of a role with a risk who have not signed in for 30 days or more, the riskiest and longest first. */
export function dormant({ organization, holdings, signIns, at }: Facts): readonly DormantFact[] {
  const roles = new Map(organization.roles.map((role) => [role.name, role]));
  const rows = signIns.flatMap(({ application, people }) =>
    [...people].flatMap(([person, { last }]) => {
      const days = last === null ? null : Math.floor((Date.parse(at) - Date.parse(last)) / DAY);
      if (days !== null && days < leastDays) return [];
      return (holdings.get(person) ?? []).flatMap(({ role }) => {
        const { risk = 0, grants = [] } = roles.get(role) ?? {};
        const reaches = grants.some(
          (grant) => grant.kind === "entitlement" && grant.entitlement.application === application,
        );
        return risk > 0 && reaches ? [{ person, role, risk, application, lastSignIn: last, days }] : [];
      });
    }),
  );
  return rows.sort(byDanger);
}

/** So many rows at most: who plans more emergencies than this is told of the rest once these are gone. */
export const mostChains = 20;

/** Emergency assignments that hold now, and the longest of those that hold or will. */
export function emergencies({ organization, at }: Pick<Facts, "organization" | "at">): EmergencyFact {
  const open = [...activeAssignments(organization, at)].flatMap(([person, own]) =>
    own.filter(({ kind }) => kind === "emergency").map(() => person),
  );
  const longest = [...emergencyChains(organization, at).values()]
    .map(({ person, role, from, through }) => ({ person, role, hours: through === null ? null : hours(from, through) }))
    .sort(byLength);
  return { assignments: open.length, people: new Set(open).size, longest: longest.slice(0, mostChains) };
}

function hours(from: Instant, through: Instant): number {
  return (Date.parse(through) - Date.parse(from)) / 3_600_000;
}

function byLength(a: LongEmergency, b: LongEmergency): number {
  const [left, right] = [a.hours ?? Number.POSITIVE_INFINITY, b.hours ?? Number.POSITIVE_INFINITY];
  return left === right ? compareText(chainKey(a), chainKey(b)) : right - left;
}

const DAY = 86_400_000;
const leastDays = 30;

function byDanger(a: DormantFact, b: DormantFact): number {
  const days = (row: DormantFact) => row.days ?? Number.POSITIVE_INFINITY;
  if (a.risk !== b.risk) return b.risk - a.risk;
  if (days(a) !== days(b)) return days(b) - days(a);
  const [left, right] = [`${a.person} ${a.role} ${a.application}`, `${b.person} ${b.role} ${b.application}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

import type { Application } from "../model/application.ts";
import type { Change } from "../model/change.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import type { Organization } from "../model/organization.ts";
import type { GuardStop } from "../model/plan.ts";
import type { Desired } from "./desired.ts";
import type { Observed } from "./diff.ts";

/** What the guards look at; they hold whatever policy says. */
export interface GuardInput {
  readonly organization: Organization;
  readonly desired: Desired;
  readonly changes: readonly Change[];
  readonly observed: readonly Observed[];
  /** People who counted as here when the last run was recorded; null before the first. */
  readonly peopleBefore: number | null;
}

/** Fewer removals than this are never a mass removal, whatever their share. */
const fewRemovals = 5;

/** Limits that stop everything before the first write; empty when all is well. */
export function guard(input: GuardInput): readonly GuardStop[] {
  return [
    ...rosterGuards(input),
    ...input.organization.applications.flatMap((application) => [
      ...removalGuard(input, application),
      ...protectedPeople(input, application),
      ...administrators(input, application),
    ]),
  ];
}

function rosterGuards({ organization, desired, peopleBefore }: GuardInput): readonly GuardStop[] {
  const { minPeople, maxDrop } = organization.rosterGuard;
  const present = desired.holdings.size;
  const stops: GuardStop[] = [];
  if (present < minPeople) {
    stops.push({
      guard: "roster.too-few",
      message: `the roster has ${present} people who are here, fewer than minPeople ${minPeople}`,
    });
  }
  if (peopleBefore !== null && present < peopleBefore * (1 - maxDrop)) {
    const message = `the roster fell from ${peopleBefore} to ${present} people since the last run, by more than maxDrop ${percent(maxDrop)}`;
    stops.push({ guard: "roster.drop", message });
  }
  return stops;
}

function removalGuard(input: GuardInput, application: Application): readonly GuardStop[] {
  const { maxDrop } = input.organization.rosterGuard;
  const accounts = input.observed.find((seen) => seen.application === application.name)?.accounts ?? 0;
  const gone = new Set<string>();
  for (const change of input.changes) {
    if (change.application !== application.name) continue;
    if (change.kind === "disable-account" || change.kind === "delete-account") gone.add(change.account ?? change.key);
  }
  if (gone.size <= fewRemovals || gone.size <= accounts * maxDrop) return [];
  const message = `${gone.size} of ${accounts} accounts in ${application.name} would go, more than maxDrop ${percent(maxDrop)}`;
  return [{ guard: "removals.mass", message }];
}

function protectedPeople(input: GuardInput, application: Application): readonly GuardStop[] {
  const people = new Set(application.protect.people);
  return input.changes
    .filter((change) => change.application === application.name && people.has(change.person ?? "") && takesAway(change))
    .map((change) => ({
      guard: "protected.person",
      message: `${change.person} is protected in ${application.name}: ${change.key}`,
    }));
}

function administrators(input: GuardInput, application: Application): readonly GuardStop[] {
  const { admins } = application.protect;
  if (admins === null) return [];
  const members = input.observed.find((seen) => seen.application === application.name)?.members(admins.group) ?? null;
  const losing = input.changes.filter((change) => change.application === application.name && takesAway(change));
  if (losing.length === 0) return [];
  if (members === null) {
    const message = `${application.name} does not tell who is in ${admins.group}, and this plan takes access away there`;
    return [{ guard: "admins.unknown", message }];
  }
  const after = new Set(members);
  for (const change of losing) if (endsAdmin(change, admins.group)) after.delete(change.person ?? `@${change.account}`);
  if (after.size >= admins.atLeast || after.size === members.size) return [];
  const message = `${admins.group} in ${application.name} would have ${after.size} members, fewer than ${admins.atLeast}`;
  return [{ guard: "admins.too-few", message }];
}

function endsAdmin(change: Change, group: string): boolean {
  if (change.kind === "disable-account" || change.kind === "delete-account") return true;
  return change.kind === "revoke" && entitlementKey(change.entitlement) === `group:${group}`;
}

function takesAway(change: Change): boolean {
  return change.kind === "disable-account" || change.kind === "delete-account" || change.kind === "revoke";
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}

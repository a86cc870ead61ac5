import type { Application } from "../model/application.ts";
import type { Change } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Organization } from "../model/organization.ts";
import type { GuardStop } from "../model/plan.ts";
import { staying, takenFrom } from "./administrators.ts";
import type { Desired } from "./desired.ts";
import type { Observed } from "./diff.ts";
import { type RosterBefore, rosterGuards } from "./roster-guard.ts";
import { sizeGuards } from "./size-guard.ts";
import { upgradedFrom } from "./tiers.ts";

/** What the guards look at; they hold whatever policy says. */
export interface GuardInput extends RosterBefore {
  readonly organization: Organization;
  readonly desired: Desired;
  readonly changes: readonly Change[];
  readonly observed: readonly Observed[];
}

/** Limits that stop everything before the first write; empty when all is well. */
export function guard(input: GuardInput): readonly GuardStop[] {
  const applications = input.organization.applications.toSorted((a, b) => compareText(a.name, b.name));
  const losses = lossesByApplication(input.changes);
  const upgraded = upgradedFrom(input.changes, input.organization.pools);
  return [
    ...rosterGuards(input),
    ...sizeGuards({ ...input, organization: { ...input.organization, applications } }),
    ...applications.flatMap((application) => {
      const observed = input.observed.find((seen) => seen.application === application.name);
      if (observed === undefined) return [];
      const view = { application, observed, losses: losses.get(application.name) ?? [], upgraded };
      return [...protectedPeople(view), ...administrators(view)];
    }),
  ];
}

/** One application with what would be taken away there. */
interface View {
  readonly application: Application;
  readonly observed: Observed;
  readonly losses: readonly Loss[];
  /** Keys of those that make way for a better tier. */
  readonly upgraded: ReadonlySet<string>;
}

/** Also the account of somebody who has vanished from the roster is protected. Who gets a better tier for a seat loses nothing. */
function protectedPeople({ application, observed, losses, upgraded }: View): readonly GuardStop[] {
  const people = new Set(application.protect.people);
  if (people.size === 0) return [];
  const ownerOf = ({ person, account }: Change) => person ?? (account === null ? null : observed.strangersId(account));
  return losses
    .filter((change) => people.has(ownerOf(change) ?? "") && !upgraded.has(change.key))
    .map((change) => ({
      guard: "protected.person",
      message: `${ownerOf(change)} is protected in ${application.name}: ${change.key}`,
    }));
}

function administrators({ application, observed, losses }: View): readonly GuardStop[] {
  const { admins } = application.protect;
  if (admins === null) return [];
  const losing = takenFrom(losses, admins.group);
  if (losing.length === 0) return [];
  const before = observed.members(admins.group);
  const after = staying(before?.active ?? [], losing);
  if (after.size >= admins.atLeast) return [];
  if (before === null || !before.isComplete) {
    const message = `${application.name} does not tell who all is in ${admins.group}, and this plan may take an administrator away there`;
    return [{ guard: "admins.unknown", message }];
  }
  if (after.size === before.active.size) return [];
  const message = `${admins.group} in ${application.name} would have ${after.size} active members, fewer than ${admins.atLeast}`;
  return [{ guard: "admins.too-few", message }];
}

/** A change that takes access away. */
type Loss = Extract<Change, { readonly kind: "disable-account" | "delete-account" | "revoke" | "release-seat" }>;

function lossesByApplication(changes: readonly Change[]): ReadonlyMap<string, readonly Loss[]> {
  const losses = new Map<string, Loss[]>();
  for (const change of changes) {
    if (!takesAway(change)) continue;
    const known = losses.get(change.application);
    if (known === undefined) losses.set(change.application, [change]);
    else known.push(change);
  }
  return losses;
}

function takesAway(change: Change): change is Loss {
  const { kind } = change;
  return kind === "disable-account" || kind === "delete-account" || kind === "revoke" || kind === "release-seat";
}

import type { Application } from "../model/application.ts";
import type { Change } from "../model/change.ts";
import type { GuardLimits, SizeLimit } from "../model/guard-limits.ts";
import type { Organization } from "../model/organization.ts";
import type { GuardStop } from "../model/plan.ts";
import type { Observed } from "./diff.ts";

/** How much a plan does at once, by application and in all of them together. */
export function sizeGuards(input: {
  readonly organization: Organization;
  readonly changes: readonly Change[];
  readonly observed: readonly Observed[];
}): readonly GuardStop[] {
  const { organization, changes, observed } = input;
  const tallies = tally(changes, organization);
  const seen = new Map(observed.map((each) => [each.application, each]));
  const own = organization.applications.flatMap((application) => {
    const live = seen.get(application.name);
    if (live === undefined) return [];
    const limits = limitsOf(application, organization.rosterGuard.maxDrop);
    return exceeded(limits, {
      ...{ where: `in ${application.name}`, live, tally: tallies.get(application.name) ?? noTally() },
      setBy: `guards, or applications.${application.name}.guard`,
    });
  });
  const { guards } = organization;
  if (guards === undefined) return own.map(({ what, message }) => ({ guard: guardNames[what], message }));
  const all = {
    where: "in all applications",
    live: sumOf(observed),
    tally: merged([...tallies.values()]),
    setBy: "guards.overall",
  };
  return [
    ...own.map(({ what, message }) => ({ guard: guardNames[what], message })),
    ...exceeded(guards, all).map(({ what, message }) => ({ guard: overallNames[what], message })),
  ];
}

type What = keyof GuardLimits;

const guardNames = { removals: "removals.mass", creations: "creations.mass", privilege: "privilege.growth" } as const;
const overallNames = {
  removals: "removals.overall",
  creations: "creations.overall",
  privilege: "privilege.overall",
} as const;

/** So few removals are never a mass removal, whatever their share. */
const fewRemovals = 5;

function limitsOf({ guard }: Application, maxDrop: number): GuardLimits {
  if (guard !== undefined) return guard;
  const any: SizeLimit = { most: null, share: null, few: 0, from: 0 };
  const removals = { ...any, share: maxDrop, few: fewRemovals };
  return { removals, creations: any, privilege: { ...any, risk: null } };
}

/** Accounts by what becomes of them. */
interface Tally {
  disabled: number;
  deleted: number;
  /** Created or enabled. */
  opened: number;
  readonly gaining: Set<string>;
  /** By person and role, what the role is rated. */
  readonly risks: Map<string, number>;
}

function noTally(): Tally {
  return { disabled: 0, deleted: 0, opened: 0, gaining: new Set(), risks: new Map() };
}

/** What a new account gets by birthright comes with the account; everything else that is given is a growth of privilege. */
function tally(changes: readonly Change[], { roles }: Organization): ReadonlyMap<string, Tally> {
  const risks = new Map(roles.map(({ name, risk }) => [name, risk]));
  const opened = new Set(changes.filter(isOpening).map(subjectOf));
  const tallies = new Map<string, Tally>();
  for (const change of changes) {
    const own = tallies.get(change.application) ?? noTally();
    tallies.set(change.application, own);
    if (isOpening(change)) own.opened += 1;
    else if (change.kind === "disable-account") own.disabled += 1;
    else if (change.kind === "delete-account") own.deleted += 1;
    if (change.kind !== "grant" && change.kind !== "assign-seat") continue;
    const isAssigned = change.because.some(({ kind }) => kind === "assignment");
    if (opened.has(subjectOf(change)) && !isAssigned) continue;
    own.gaining.add(subjectOf(change));
    for (const reason of change.because) {
      if ("role" in reason) own.risks.set(`${subjectOf(change)} ${reason.role}`, risks.get(reason.role) ?? 0);
    }
  }
  return tallies;
}

function isOpening({ kind }: Change): boolean {
  return kind === "create-account" || kind === "enable-account";
}

function subjectOf({ application, person, account, userName }: Change): string {
  return `${application}/${person ?? account ?? userName}`;
}

function merged(tallies: readonly Tally[]): Tally {
  const all = noTally();
  for (const each of tallies) {
    all.disabled += each.disabled;
    all.deleted += each.deleted;
    all.opened += each.opened;
    for (const subject of each.gaining) all.gaining.add(subject);
    for (const [key, risk] of each.risks) all.risks.set(withoutApplication(key), risk);
  }
  return all;
}

/** Over all applications a role counts once for each person. */
function withoutApplication(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}

type Live = Pick<Observed, "accounts" | "active">;

function sumOf(observed: readonly Observed[]): Live {
  const sum = (key: keyof Live) => observed.reduce((all, each) => all + each[key], 0);
  return { accounts: sum("accounts"), active: sum("active") };
}

interface Scene {
  readonly where: string;
  readonly live: Live;
  readonly tally: Tally;
  /** The key of `rollcall.yaml` that holds the limits. */
  readonly setBy: string;
}

/** Accounts that would be disabled are compared with those in use, accounts that would be deleted or opened with all. */
function exceeded(
  { removals, creations, privilege }: GuardLimits,
  { where, live, tally: found, setBy }: Scene,
): readonly { readonly what: What; readonly message: string }[] {
  const { accounts, active } = live;
  const measures = [
    { what: "removals", done: "disabled", count: found.disabled, of: active, limit: removals },
    { what: "removals", done: "deleted", count: found.deleted, of: accounts, limit: removals },
    { what: "creations", done: "created or enabled", count: found.opened, of: accounts, limit: creations },
    { what: "privilege", done: "given more", count: found.gaining.size, of: active, limit: privilege },
  ] as const;
  const stops = measures.flatMap(({ what, done, count, of, limit }) => {
    const most = excess(limit, { count, of, accounts });
    const text = done === "given more" ? "accounts" : `of ${of} accounts`;
    return most === null
      ? []
      : [{ what, message: `${count} ${text} ${where} would be ${done}, more than ${most} (${what}, set by ${setBy})` }];
  });
  const risk = [...found.risks.values()].reduce((all, each) => all + each, 0);
  if (privilege.risk === null || risk <= privilege.risk) return stops;
  const message = `roles with a risk of ${risk} together would be given ${where}, more than ${privilege.risk} (privilege.risk, set by ${setBy})`;
  return [...stops, { what: "privilege", message }];
}

/** What there is too much of, in the words of its limit; null when it is within. */
function excess(
  { most, share, few, from }: SizeLimit,
  { count, of, accounts }: { readonly count: number; readonly of: number; readonly accounts: number },
): string | null {
  if (most !== null && count > most) return String(most);
  if (share === null || count <= few || accounts < from || !isMoreThan(count, share, of)) return null;
  return percent(share);
}

/** Shares are compared as quotients: 29 of 100 is exactly 29 %, whatever 0.29 × 100 is. */
export function isMoreThan(part: number, share: number, whole: number): boolean {
  return part > 0 && (whole === 0 || part / whole > share);
}

/** A share for people. */
export function percent(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}

import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { LicensePool } from "../model/pool.ts";
import type { SeatNotice } from "../model/seat-notice.ts";
import type { SignIn } from "../model/sign-ins.ts";
import type { NoticeStanding } from "../model/why.ts";
import { fits } from "./birthright.ts";
import { isProtected } from "./protected-seats.ts";
import { type ReclaimRule, reclaimDay } from "./reclaim-day.ts";

/** What a notice is judged by. */
export interface NoticeGrounds {
  readonly pool: LicensePool;
  readonly rule: ReclaimRule;
  readonly at: Instant;
  /** People from whom nothing is taken in the application. */
  readonly kept: ReadonlySet<string>;
}

/** Whom a notice is about. */
interface Noticed {
  readonly person: Person;
  /** null: nothing is known. */
  readonly signIn: SignIn | null;
  readonly sits: boolean;
}

/** What a notice means for somebody by the files alone: whether they sit is for the application to tell. Null: there is none, or it is spent. */
export function noticeStanding(
  organization: Pick<Organization, "applications" | "notices" | "signIns">,
  pool: LicensePool,
  { person, at }: { readonly person: Person; readonly at: Instant },
): NoticeStanding | null {
  const { name, reclaim: rule } = pool;
  const { application } = pool.seat;
  const notice = organization.notices.find((each) => each.pool === name && each.person === person.id);
  if (rule === null || notice === undefined) return null;
  const evidence = organization.signIns.find((each) => each.application === application);
  const signIn = evidence?.people.get(person.id) ?? null;
  const grounds = { pool, rule, at, kept: keptIn(organization, application) };
  if (reasonSpent(notice, grounds, { person, signIn, sits: true }) !== null) return null;
  const { lastSignIn, noticed } = notice;
  const isOver = isNoticeOver(notice, grounds, person);
  return { lastSignIn, noticed, reclaim: reclaimDay(rule, notice, person), isOver, at: notice.at };
}

/** People from whom nothing is taken in an application. */
export function keptIn({ applications }: Pick<Organization, "applications">, application: string): ReadonlySet<string> {
  return new Set(applications.find(({ name }) => name === application)?.protect.people);
}

/** Why a notice has no effect any more; null while it stands. */
export function reasonSpent(
  notice: SeatNotice,
  grounds: NoticeGrounds,
  { person, signIn, sits }: Noticed,
): string | null {
  if (isExcepted(person, grounds)) return "is excepted";
  const last = signIn?.last ?? null;
  if (last !== null && last > (notice.lastSignIn ?? "")) return `signed in at ${last}`;
  const isEarly = !sits && notice.keepUntil === null && !isNoticeOver(notice, grounds, person);
  return isEarly ? "gave the seat back before its day" : null;
}

/** Whether the day has come from which the seat may be reclaimed. */
export function isNoticeOver(notice: SeatNotice, { rule, at }: NoticeGrounds, person: Person): boolean {
  return at >= reclaimDay(rule, notice, person);
}

/** Whether somebody is neither told nor loses an unused seat. */
export function isExcepted(person: Person, { pool, rule, kept }: NoticeGrounds): boolean {
  return kept.has(person.id) || isProtected(pool, person) || rule.except.some((conditions) => fits(conditions, person));
}

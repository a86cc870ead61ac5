import type { Because } from "../model/because.ts";
import { compareText } from "../model/compare.ts";
import { groupBy } from "../model/group-by.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { SeatNotice } from "../model/seat-notice.ts";
import { isFresh, type SignIn, type SignIns } from "../model/sign-ins.ts";
import type { DueNotice, SpentNotice, UnusedSeats } from "../model/unused-seats.ts";
import { isEligible } from "./allocate.ts";
import type { Desired } from "./desired.ts";
import { isExcepted, isNoticeOver, keptIn, type NoticeGrounds, reasonSpent } from "./notice-standing.ts";
import { awaySince, dayEnd, reclaimDay } from "./reclaim-day.ts";
import type { SeatsTaken } from "./seat-summary.ts";

/** Judges the seats of every pool that reclaims unused ones: evidence, then notice, then grace, and only then is one taken. */
export function unusedSeats(
  organization: Organization,
  found: {
    readonly desired: Desired;
    readonly taken: ReadonlyMap<string, SeatsTaken>;
    readonly signIns: readonly SignIns[];
  },
): readonly UnusedSeats[] {
  const { desired, taken } = found;
  const pools = organization.pools.flatMap((pool) => (pool.reclaim === null ? [] : [{ pool, rule: pool.reclaim }]));
  if (pools.length === 0) return [];
  const names = new Set(pools.map(({ pool }) => pool.name));
  const demands = groupBy(
    desired.demands.filter(({ pool }) => names.has(pool)),
    ({ pool }) => pool,
  );
  const notices = groupBy(organization.notices, ({ pool }) => pool);
  return pools.map(({ pool, rule }) => {
    const { application } = pool.seat;
    const asking = (demands.get(pool.name) ?? []).map(({ person }) => person).filter((each) => isEligible(pool, each));
    const kept = keptIn(organization, application);
    const signIns = found.signIns.find((each) => each.application === application) ?? null;
    const sitting = taken.get(pool.name)?.people ?? null;
    const { at } = desired;
    const isProof = signIns !== null && isFresh(signIns, at);
    const known = { ...{ pool, rule, at, kept, signIns, isProof, sitting }, awaySince: awaySince(rule, at) };
    return judgePool(known, { asking, notices: notices.get(pool.name) ?? [] });
  });
}

/** What is known of one pool. */
interface Known extends NoticeGrounds {
  readonly signIns: SignIns | null;
  /** Whether they are fresh. */
  readonly isProof: boolean;
  /** Who has not signed in since then has stayed away for too long. */
  readonly awaySince: Instant;
  /** null: the application does not tell. */
  readonly sitting: ReadonlySet<string> | null;
}

function judgePool(
  known: Known,
  { asking, notices }: { readonly asking: readonly Person[]; readonly notices: readonly SeatNotice[] },
): UnusedSeats {
  const { pool, signIns, sitting, isProof } = known;
  const found: Found = { due: [], spent: [], keptOut: [], unknown: [], reclaimed: new Map() };
  const unused = {
    ...{ pool: pool.name, application: pool.seat.application, isReadable: sitting !== null },
    evidence: signIns === null ? null : { source: signIns.source, newest: signIns.newest, isFresh: isProof },
    ...found,
  };
  if (sitting === null) return unused;
  const noticeOf = new Map(notices.map((notice) => [notice.person, notice]));
  for (const person of asking.toSorted((a, b) => compareText(a.id, b.id))) {
    const notice = noticeOf.get(person.id) ?? null;
    noticeOf.delete(person.id);
    const signIn = signIns?.people.get(person.id) ?? null;
    judgePerson(found, known, { person, notice, signIn, sits: sitting.has(person.id) });
  }
  for (const notice of noticeOf.values()) found.spent.push({ notice, reason: "asks for no seat any more" });
  found.spent.sort((a, b) => compareText(a.notice.person, b.notice.person));
  return unused;
}

interface Found {
  readonly due: DueNotice[];
  readonly spent: SpentNotice[];
  readonly keptOut: SeatNotice[];
  readonly unknown: string[];
  readonly reclaimed: Map<string, Because>;
}

/** Somebody who asks for a seat. */
interface Sitter {
  readonly person: Person;
  readonly notice: SeatNotice | null;
  readonly signIn: SignIn | null;
  readonly sits: boolean;
}

function judgePerson(found: Found, known: Known, sitter: Sitter): void {
  const { person, notice, sits } = sitter;
  const spent = notice === null ? null : reasonSpent(notice, known, sitter);
  if (notice !== null && spent !== null) found.spent.push({ notice, reason: spent });
  const standing = spent === null ? notice : null;
  if (standing !== null && !sits && isNoticeOver(standing, known, person)) found.keptOut.push(standing);
  if (!sits) return;
  if (sitter.signIn === null) found.unknown.push(person.id);
  else if (known.isProof) judgeUse(found, known, { person, standing, signIn: sitter.signIn });
}

/** Somebody sits, and fresh evidence says when they last signed in. */
function judgeUse(
  found: Found,
  known: Known,
  { person, standing, signIn }: { person: Person; standing: SeatNotice | null; signIn: SignIn },
): void {
  const { rule, at } = known;
  if (standing !== null) {
    const day = reclaimDay(rule, standing, person);
    // Evidence that ends before the grace does not know whether the notice brought them back.
    const isTold = (known.signIns?.newest ?? "") >= day;
    if (at >= day && isTold) found.reclaimed.set(person.id, becauseOf(standing, signIn, known.signIns));
    return;
  }
  const isAway = (signIn.last ?? "") <= known.awaySince && (person.start ?? "") <= known.awaySince;
  if (!isAway || isExcepted(person, known)) return;
  const notice = { lastSignIn: signIn.last, noticed: dayEnd(at), keepUntil: null };
  found.due.push({ person: person.id, lastSignIn: signIn.last, reclaim: reclaimDay(rule, notice, person) });
}

function becauseOf(notice: SeatNotice, { at }: SignIn, signIns: SignIns | null): Because {
  const { pool, lastSignIn, noticed } = notice;
  const use = lastSignIn === null ? "never signed in" : `last signed in at ${lastSignIn}`;
  const attribute = signIns?.source.kind === "attribute" ? signIns.source.attribute : "";
  const witness = at === null ? `${attribute} of the account` : `${at.file}:${at.line}`;
  const text = `${use} (${witness}), told before ${noticed}, and the grace is over`;
  return { kind: "pool", pool, text, at: notice.at };
}

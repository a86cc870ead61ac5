import type { Change } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { Finding } from "../model/finding.ts";
import type { SeatSummary, Undoes } from "../model/plan.ts";
import type { LicensePool } from "../model/pool.ts";
import { type ComposeInput, type Composition, compareFindings, freeNow, seatsTaken, type Taken } from "./compose.ts";
import type { Deed } from "./deed.ts";
import type { Desired } from "./desired.ts";
import { marked, type Observed } from "./diff.ts";
import type { DiffContext } from "./diff-context.ts";
import { guard } from "./guard.ts";
import { type Inverted, notUndone } from "./inversion.ts";
import { invert, needsOfOpened } from "./invert.ts";
import { invertSeats, takenMeanwhile } from "./invert-seats.ts";
import { order } from "./order.ts";
import { permitted } from "./permitted.ts";
import { poolCosts } from "./pool-cost.ts";
import { riskOf } from "./risk.ts";
import { summarise } from "./seat-summary.ts";
import { tieSeats } from "./tie-seats.ts";
import type { UndoView } from "./undo-view.ts";

/** What a run did in one application, what is there now, and what can be done there. */
export interface UndoPart {
  readonly deeds: readonly Deed[];
  readonly view: UndoView;
  readonly context: DiffContext;
}

/** Everything that has been read, and the run that is to be undone. */
export interface UndoInput extends ComposeInput {
  readonly undoes: Undoes;
  /** By application. */
  readonly parts: ReadonlyMap<string, UndoPart>;
  /** In applications that the files name no more. */
  readonly elsewhere: readonly Deed[];
}

/** The changes that put back what was before a run, as far as it is still what the run made of it; ordered and guarded as any. */
export function composeUndo(input: UndoInput): Composition {
  const { organization, desired, observed } = input;
  const taken = seatsTaken(observed);
  const used = usedWithout(desired, taken);
  const results = observed.map((seen) => invertPart(input, seen, used));
  const all = results.flatMap(({ changes }) => changes);
  const ordered = order(all, riskOf(organization, desired, all));
  const changes = tieSeats(ordered, freeNow(organization, taken), organization.pools);
  const findings = [
    ...results.flatMap((result) => result.findings),
    ...input.elsewhere.flatMap((deed) => notUndone(deed, "the files name no such application any more").findings),
    ...withoutSeat(ordered, changes),
  ];
  const seats = summaries(input, { taken, used, changes });
  return {
    changes,
    allocation: { seats: new Map(), waiting: [], ineligible: new Map(), summaries: seats },
    unused: [],
    costs: poolCosts(organization.pools, seats, input.poolsBefore),
    findings: findings.sort(compareFindings),
    guards: guard({ ...input, changes }),
    missingGroups: [],
  };
}

function invertPart(
  { undoes, parts }: UndoInput,
  seen: Pick<Observed, "application" | "verdict">,
  used: UsedWithout,
): Inverted {
  const part = parts.get(seen.application);
  if (part === undefined) return { changes: [], findings: [] };
  const inversion = { ...part, undoes };
  const held = invert(inversion);
  const seats = invertSeats(inversion, {
    freeWithout: (pool, leaving) => freeSeats(used(pool, leaving)),
    needsOf: needsOfOpened(held.changes),
  });
  const allowed = permitted(part.context, seen.verdict, [...held.changes, ...seats.changes]);
  return {
    changes: marked(part.context, allowed.changes),
    findings: [...held.findings, ...seats.findings, ...allowed.findings],
  };
}

/** How many sit where in a pool once these people have given their seats back; null where that could not be read. */
type UsedWithout = (pool: LicensePool, leaving: ReadonlySet<string>) => readonly SeatSummary[] | null;

function usedWithout({ people }: Desired, taken: Taken): UsedWithout {
  return (pool, leaving) => {
    const live = taken.get(pool.name);
    if (live === undefined) return null;
    const staying = new Set([...live.people].filter((person) => !leaving.has(person)));
    return summarise(pool, { placed: new Map(), live: { ...live, people: staying }, people, before: null });
  };
}

function freeSeats(rows: readonly SeatSummary[] | null): ReadonlyMap<string, number> | null {
  return rows === null ? null : new Map(rows.map(({ location, quota, usedBefore }) => [location, quota - usedBefore]));
}

function summaries(
  { organization, desired, poolsBefore }: UndoInput,
  { taken, used, changes }: { taken: Taken; used: UsedWithout; changes: readonly Change[] },
): readonly SeatSummary[] {
  const earlier = new Map((poolsBefore ?? []).map((pool) => [pool.name, pool]));
  return organization.pools
    .toSorted((a, b) => compareText(a.name, b.name))
    .flatMap((pool) => {
      const live = taken.get(pool.name);
      if (live === undefined) return [];
      const own = changes.filter((change) => "pool" in change && change.pool === pool.name);
      const leaving = own.flatMap(({ kind, person }) => (kind === "release-seat" && person !== null ? [person] : []));
      const without = used(pool, new Set(leaving)) ?? [];
      const before = earlier.get(pool.name) ?? null;
      return summarise(pool, { placed: new Map(), live, people: desired.people, before }).map((row, place) => ({
        ...row,
        usedAfter:
          (without[place]?.usedBefore ?? 0) + own.filter((change) => isAssignedAt(change, row.location)).length,
      }));
    });
}

function isAssignedAt(change: Change, location: string): boolean {
  return change.kind === "assign-seat" && change.location === location;
}

/** Seats for which there is no room in the pool as a whole, whatever succeeds. */
function withoutSeat(wanted: readonly Change[], changes: readonly Change[]): readonly Finding[] {
  const kept = new Set(changes.map(({ key }) => key));
  return wanted.flatMap((change) => {
    if (kept.has(change.key) || change.kind !== "assign-seat") return [];
    const { application, person, account, userName, pool, location } = change;
    const message = `release-seat seat:${pool}/${location}: ${takenMeanwhile}`;
    return [{ kind: "not-undone", application, subject: person ?? account ?? userName, message }];
  });
}

import type { Change } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import { groupBy } from "../model/group-by.ts";
import type { Organization } from "../model/organization.ts";
import type { SeatSummary, Undoes } from "../model/plan.ts";
import { type ComposeInput, type Composition, compareFindings, freeNow, seatsTaken, type Taken } from "./compose.ts";
import type { Deed } from "./deed.ts";
import type { Desired } from "./desired.ts";
import { marked } from "./diff.ts";
import type { DiffContext } from "./diff-context.ts";
import { guard } from "./guard.ts";
import { type Inverted, notUndone } from "./inversion.ts";
import { invert, needsOfOpened } from "./invert.ts";
import { type FreeSeats, invertSeats, takenMeanwhile } from "./invert-seats.ts";
import { order, tieSeats } from "./order.ts";
import { permitted } from "./permitted.ts";
import { riskOf } from "./risk.ts";
import { summarise } from "./seat-summary.ts";
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
  const before = seatsBefore(organization, desired, taken);
  const results = observed.map((seen) => invertPart(input, { ...seen, free: freeSeats(before) }));
  const all = results.flatMap(({ changes }) => changes);
  const ordered = order(all, riskOf(organization, desired, all));
  const changes = tieSeats(ordered, freeNow(organization, taken));
  const findings = [
    ...results.flatMap((result) => result.findings),
    ...input.elsewhere.flatMap((deed) => notUndone(deed, "the files name no such application any more").findings),
    ...withoutSeat(ordered, changes),
  ];
  return {
    changes,
    allocation: { seats: new Map(), waiting: [], summaries: seatsAfter(before, changes) },
    findings: findings.sort(compareFindings),
    guards: guard({ ...input, changes }),
    missingGroups: [],
  };
}

function invertPart(
  { undoes, parts }: UndoInput,
  seen: Pick<ComposeInput["observed"][number], "application" | "verdict"> & {
    readonly free: ReadonlyMap<string, FreeSeats>;
  },
): Inverted {
  const part = parts.get(seen.application);
  if (part === undefined) return { changes: [], findings: [] };
  const inversion = { ...part, undoes };
  const held = invert(inversion);
  const seats = invertSeats(inversion, { free: seen.free, needsOf: needsOfOpened(held.changes) });
  const allowed = permitted(part.context, seen.verdict, [...held.changes, ...seats.changes]);
  return {
    changes: marked(part.context, allowed.changes),
    findings: [...held.findings, ...seats.findings, ...allowed.findings],
  };
}

/** Every pool that could be read, by location; `usedAfter` is still what `usedBefore` is. */
function seatsBefore(organization: Organization, desired: Desired, taken: Taken): readonly SeatSummary[] {
  return organization.pools.flatMap((pool) => {
    const live = taken.get(pool.name);
    if (live === undefined) return [];
    const rows = summarise(pool, { placed: new Map(), live, people: desired.people });
    return rows.map((row) => ({ ...row, usedAfter: row.usedBefore }));
  });
}

function freeSeats(rows: readonly SeatSummary[]): ReadonlyMap<string, FreeSeats> {
  const pools = groupBy(rows, ({ pool }) => pool);
  return new Map(
    [...pools].map(([pool, own]) => [
      pool,
      new Map(own.map(({ location, quota, usedBefore }) => [location, quota - usedBefore])),
    ]),
  );
}

function seatsAfter(rows: readonly SeatSummary[], changes: readonly Change[]): readonly SeatSummary[] {
  const moved = new Map<string, number>();
  for (const change of changes) {
    if (change.kind !== "assign-seat" && change.kind !== "release-seat") continue;
    const place = JSON.stringify([change.pool, change.location]);
    moved.set(place, (moved.get(place) ?? 0) + (change.kind === "assign-seat" ? 1 : -1));
  }
  return rows.map((row) => {
    const difference = moved.get(JSON.stringify([row.pool, row.location])) ?? 0;
    return { ...row, usedAfter: Math.max(0, row.usedBefore + difference) };
  });
}

/** Seats for which there is no room in the pool as a whole, whatever succeeds. */
function withoutSeat(wanted: readonly Change[], changes: readonly Change[]): readonly Finding[] {
  const kept = new Set(changes.map(({ key }) => key));
  return wanted.flatMap((change) => {
    if (kept.has(change.key) || change.kind !== "assign-seat") return [];
    const { application, person, userName, pool, location } = change;
    const message = `release-seat seat:${pool}/${location}: ${takenMeanwhile}`;
    return [{ kind: "not-undone", application, subject: person ?? userName, message }];
  });
}

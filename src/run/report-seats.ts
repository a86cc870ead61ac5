import { readRuns } from "../audit/read.ts";
import { formatInstant } from "../document/instant.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import type { SeatHolder, SeatReport } from "../model/seat-report.ts";
import { isFresh, type SignIns } from "../model/sign-ins.ts";
import { type LastUse, seatReport } from "../plan/seat-report.ts";
import { type SeatHistory, type SeatMove, seatMoveOf, trendDays } from "../plan/seat-trend.ts";
import { instantOf } from "../ports/clock.ts";
import type { Git } from "../ports/git.ts";
import { alone, type PlanParts, planWith } from "./make-plan.ts";
import { openConnectors } from "./open-connectors.ts";
import { readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** A report on seats with the plan that it looks ahead to, or what keeps one from being made. */
export type SeatReportResult =
  | {
      readonly kind: "reported";
      readonly report: SeatReport;
      readonly plan: Plan;
      readonly organization: Organization;
    }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Reads files, applications and the ledger, plans, and says what becomes of the seats: writes nothing anywhere. */
export async function reportSeats(world: World, scope: Scope): Promise<SeatReportResult> {
  const files = await readFiles(world, scope);
  const { organization } = files;
  if (organization === null) return { kind: "invalid", diagnostics: files.diagnostics };
  const connectors = await openConnectors(world, organization, files);
  let seating: Seating = { people: new Map(), holders: new Map(), placed: new Map() };
  const watch = (parts: PlanParts) => {
    seating = seatingOf(parts);
  };
  try {
    const result = await planWith(world, { files, organization, connectors, undo: null, judging: alone, watch });
    if (result.kind === "invalid") return result;
    const { plan } = result;
    const readAt = instantOf(world.clock);
    const history =
      world.git === null
        ? { from: null, moves: [] }
        : await readSeatHistory(world.git, organization.audit.branch, daysBefore(readAt, trendDays));
    const { name, pools } = organization;
    const { seats, waiting } = plan;
    const lastUse = new Map(organization.signIns.map((each) => [each.application, lastUseOf(each, files.at)]));
    const read = { organization: name, pools, at: files.at, readAt, seats, waiting, history, lastUse, ...seating };
    return { kind: "reported", plan, organization, report: seatReport(read) };
  } finally {
    await connectors.close();
  }
}

/** Evidence that has gone stale says nothing of anybody. */
function lastUseOf(signIns: SignIns, at: Instant): LastUse | null {
  return isFresh(signIns, at) ? new Map([...signIns.people].map(([person, { last }]) => [person, last])) : null;
}

interface Seating {
  readonly people: PlanParts["desired"]["people"];
  readonly holders: ReadonlyMap<string, readonly SeatHolder[]>;
  readonly placed: ReadonlyMap<string, readonly string[]>;
}

function seatingOf({ organization, desired, observed, composition }: PlanParts): Seating {
  const holders = new Map<string, readonly SeatHolder[]>();
  for (const { name, seat } of organization.pools) {
    const seen = observed.find(({ application }) => application === seat.application);
    const found = seen?.seatHolders(name) ?? null;
    if (found !== null) holders.set(name, found);
  }
  const placed = [...composition.allocation.seats].map(([pool, own]) => [pool, [...own.keys()]] as const);
  return { people: desired.people, holders, placed: new Map(placed) };
}

/** What the ledger tells of seats since a moment; a run that cannot be read throws `ledger-invalid`. */
export async function readSeatHistory(git: Git, branch: string, since: Instant): Promise<SeatHistory> {
  const moves: SeatMove[] = [];
  let from: Instant | null = null;
  for await (const { record } of readRuns(git, branch)) {
    if (record.finished < since) return { from: since, moves };
    from = record.finished;
    for (const entry of record.entries) {
      const move = seatMoveOf(entry);
      if (move !== null) moves.push(move);
    }
  }
  return { from, moves };
}

function daysBefore(at: Instant, days: number): Instant {
  return formatInstant(Date.parse(at) - days * 86_400_000);
}

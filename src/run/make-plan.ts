import { sealPlan } from "../apply/plan-file.ts";
import { sha256 } from "../document/digest.ts";
import { nearest } from "../document/nearest.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import { type Joiners, noJoiners } from "../model/joiner.ts";
import type { ManifestEntry, RosterSource } from "../model/manifest.ts";
import type { Organization } from "../model/organization.ts";
import type { Basis, Plan } from "../model/plan.ts";
import type { Recalled } from "../model/recalled.ts";
import { nextEnd } from "../model/seat-request.ts";
import type { UnusedSeats } from "../model/unused-seats.ts";
import { assemble } from "../plan/assemble.ts";
import { baseGuards } from "../plan/base-guards.ts";
import { baseJoiners, stricterJoiners } from "../plan/base-joiners.ts";
import { type ComposeInput, type Composition, compose } from "../plan/compose.ts";
import { composeUndo } from "../plan/compose-undo.ts";
import type { Desired } from "../plan/desired.ts";
import type { Observed } from "../plan/diff.ts";
import { givenBy, withFormer } from "../plan/former.ts";
import { judgeJoiners, knownPeople } from "../plan/joiners.ts";
import { resolve } from "../plan/resolve.ts";
import { filledColumns } from "../plan/roster-guard.ts";
import { compilePolicies } from "../policy/compile.ts";
import { type BasePolicies, openBasePolicies } from "./base-policies.ts";
import { checkAnchor, keptAnchor } from "./check-anchor.ts";
import { checkRosterBy } from "./check-roster.ts";
import { judgeChanges } from "./judge-changes.ts";
import { lastRun } from "./last-run.ts";
import { type OpenConnectors, openConnectors } from "./open-connectors.ts";
import { openPersonKeys } from "./open-person-keys.ts";
import { openUndo } from "./open-undo.ts";
import { policyInForce } from "./policy-in-force.ts";
import { proposersOf } from "./proposers-of.ts";
import { type Files, readFiles } from "./read-files.ts";
import { type LiveSources, readLive, type Watcher } from "./read-live.ts";
import { recallDeeds, type UndoRequest } from "./recall-deeds.ts";
import { HistoryTally } from "./recall-history.ts";
import { recallMemberships } from "./recall-memberships.ts";
import type { Scope, World } from "./world.ts";

/** A plan, or what keeps one from being made. */
export type PlanResult =
  | {
      readonly kind: "planned";
      readonly plan: Plan;
      /** What the plan stands on where pools reclaim unused seats. */
      readonly unused: readonly UnusedSeats[];
      readonly organization: Organization;
      readonly roster: RosterSource | null;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Reads files and applications, compares, judges: writes nothing anywhere. With `undo` it plans to put back what was before a run. */
export async function makePlan(
  world: World,
  scope: Scope,
  { undo = null, judging = alone }: { readonly undo?: UndoRequest | null; readonly judging?: Judging } = {},
): Promise<PlanResult> {
  const files = await readFiles(world, scope);
  if (files.organization === null) return { kind: "invalid", diagnostics: files.diagnostics };
  const { audit } = files.organization;
  await checkAnchor(world.git, audit, keptAnchor(files, audit));
  const connectors = await openConnectors(world, files.organization, files);
  try {
    return await planWith(world, { files, organization: files.organization, connectors, undo, judging });
  } finally {
    await connectors.close();
  }
}

/** Who judges besides the policies that are read, and who proposes. */
export interface Judging {
  /** Commit whose policies judge as well, and the stricter word holds; null: none. */
  readonly from: string | null;
  /** Who proposes, by any name; the authors of the commits since `from` count as well. */
  readonly proposers: readonly string[];
}

/** Nobody else judges, and nobody is known to propose. */
export const alone: Judging = { from: null, proposers: [] };

/** What planning starts from once the files hold and the applications are open. */
export interface PlanningInput {
  readonly files: Files;
  readonly organization: Organization;
  readonly connectors: OpenConnectors;
  /** The run to undo; null plans what the files ask for. */
  readonly undo: UndoRequest | null;
  readonly judging: Judging;
  /** Looks at what the plan is made of, before it is made. */
  readonly watch?: (parts: PlanParts) => void;
  /** Who else looks at the pages of each application, by its name; an undo looks for itself. */
  readonly watchersOf?: (known: Known) => ReadonlyMap<string, Watcher>;
}

/** What is known before the first page is read. */
export type Known = Omit<LiveSources, "watchers">;

/** Everything that was read, and what it came to before policy looked at it. */
export interface PlanParts extends ComposeInput {
  readonly composition: Composition;
}

/** The same with connectors that the caller keeps open: applying plans again before it writes. */
export async function planWith(world: World, input: PlanningInput): Promise<PlanResult> {
  const { files, organization, connectors } = input;
  const compiled = await compilePolicies(files.policies, world);
  if (compiled.kind === "invalid")
    return { kind: "invalid", diagnostics: [...files.diagnostics, ...compiled.diagnostics] };
  const { git } = world;
  const undo =
    input.undo === null
      ? null
      : openUndo(
          await recallDeeds(world, files, { ...input.undo, keys: await openPersonKeys(world, organization.audit) }),
        );
  const history = new HistoryTally();
  const hear = (entry: ManifestEntry) => history.add(entry);
  const proposal = { ...files, organization };
  const base = input.judging.from === null ? null : await openBasePolicies(world, input.judging.from, proposal);
  // What is remembered stands in the ledger of the base, also where a proposal would move it.
  const { audit } = base?.organization ?? organization;
  const recalled: Recalled = git === null ? new Map() : await recallMemberships(git, audit.branch, hear);
  const given = undo === null ? givenBy(recalled) : undo.alsoGiven(givenBy(recalled));
  const desired = withFormer(resolve(organization, files.at), given);
  const known: Known = { connectors: connectors.byName, recalled, given };
  const watchers = undo?.views ?? input.watchersOf?.(known) ?? new Map();
  const observed = await readLive(world, desired, { ...known, watchers });
  const { before, ...earlier } = await lastRun(git, files, audit);
  const isKnown = () => knownPeople(desired.people.keys(), observed, recalled);
  const joiners = undo === null ? joinersOf(organization, { base, desired, known: isKnown }) : noJoiners;
  const read = { organization, desired, observed, joiners, ...earlier };
  const composed =
    undo === null ? compose(read) : composeUndo(undo.inputOf(read, { connectors: connectors.byName, recalled }));
  const doubted = base === null ? [] : await checkRosterBy(base, files);
  if (doubted.length > 0) return { kind: "invalid", diagnostics: [...files.diagnostics, ...doubted] };
  const composition = base === null ? composed : withGuardsOf(base, read, composed);
  const unknown = missingGroups(composition);
  if (unknown.length > 0) return { kind: "invalid", diagnostics: [...files.diagnostics, ...unknown] };
  input.watch?.({ ...read, composition });
  const proposers = await proposersOf(world, { files, organization, base, named: input.judging.proposers });
  const judged = { ...read, composition, before, history, proposers, base };
  const judgement = await judgeChanges(world, compiled, judged);
  const undoes = undo === null ? {} : { undoes: undo.undoes };
  const basis = {
    ...basisOf(world, { files, organization, observed, policy: policyInForce(compiled, organization.thresholds) }),
    ...(base === null
      ? {}
      : { base: { commit: base.commit, policy: policyInForce(base.compiled, base.organization.thresholds) } }),
    ...(proposers.length === 0 ? {} : { proposers }),
    ...undoes,
  };
  const calls = predictCalls(connectors, composition);
  const people = desired.holdings.size;
  const filled = filledColumns(organization, desired);
  const plan = sealPlan(assemble({ organization, basis, composition, observed, ...judgement, people, filled, calls }));
  const { unused } = composition;
  const { rosterSource: roster, diagnostics } = files;
  return { kind: "planned", plan, unused, organization, roster, diagnostics };
}

function basisOf(
  world: World,
  found: { files: Files; organization: Organization; observed: readonly Observed[]; policy: string },
): Basis {
  const { files, organization, observed, policy } = found;
  const live = observed.map(({ application, lines }): [string, string] => [
    application,
    sha256(lines.toSorted().join("\n")),
  ]);
  const latest = new Date(Date.parse(files.at) + organization.planExpiry).toISOString();
  return {
    commit: files.commit,
    inputs: files.inputs,
    live: Object.fromEntries(live.sort()),
    policy,
    at: files.at,
    expires: expiryOf(organization, files.at, `${latest.slice(0, 19)}Z`),
    engine: world.engine,
  };
}

/** A plan counts on granted seats, and does not outlive them. */
function expiryOf({ pools }: Organization, at: Instant, latest: Instant): Instant {
  const ends = pools.flatMap(({ requests }) => nextEnd(requests, at) ?? []);
  return [latest, ...ends].sort().at(0) ?? latest;
}

/** Who joins, as the files and those of the base judge it: a proposal does not let anybody in by looking less closely. */
function joinersOf(
  { joiners: own }: Organization,
  read: { readonly base: BasePolicies | null; readonly desired: Desired; readonly known: () => ReadonlySet<string> },
): Joiners {
  const earlier = baseJoiners(own, read.base?.organization.joiners ?? null);
  if (own === null && earlier === null) return noJoiners;
  const known = read.known();
  const judged = judgeJoiners({ joiners: own }, read.desired, known);
  return stricterJoiners(judged, judgeJoiners({ joiners: earlier }, read.desired, known));
}

function withGuardsOf(base: BasePolicies, read: ComposeInput, composed: Composition): Composition {
  const { guards: own, changes } = composed;
  const seen = { ...read, organization: base.seen(read.organization) };
  return { ...composed, guards: [...own, ...baseGuards(seen, base.organization, { own, changes })] };
}

function predictCalls(connectors: OpenConnectors, composition: Composition): ReadonlyMap<string, number> {
  const calls = new Map<string, number>();
  for (const [name, connector] of connectors.byName) {
    calls.set(name, connector.predict(composition.changes.filter(({ application }) => application === name)));
  }
  return calls;
}

/** A group that nobody has heard of is a mistake in the file that names it. */
function missingGroups({ missingGroups: gaps }: Composition): readonly Diagnostic[] {
  return gaps.map(({ application, group, at, known }) => {
    const close = nearest(group, known);
    return {
      severity: "error",
      code: "unknown-group",
      message: `${application} has no group ${JSON.stringify(group)}`,
      at,
      hint:
        close === null
          ? "make the group there first: Rollcall fills groups, it does not invent them"
          : `did you mean ${JSON.stringify(close)}?`,
    };
  });
}

import type { Connector } from "../../src/connectors/connector.ts";
import type { MemoryApplication } from "../../src/connectors/memory.ts";
import type { Change } from "../../src/model/change.ts";
import { noJoiners } from "../../src/model/joiner.ts";
import type { ManifestEntry } from "../../src/model/manifest.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import type { Recalled } from "../../src/model/recalled.ts";
import { type Composition, compose } from "../../src/plan/compose.ts";
import { composeUndo } from "../../src/plan/compose-undo.ts";
import { type Deed, mayHaveTakenEffect, type UpdatedValue } from "../../src/plan/deed.ts";
import { givenBy } from "../../src/plan/former.ts";
import { resolve } from "../../src/plan/resolve.ts";
import { openUndo } from "../../src/run/open-undo.ts";
import { readLive } from "../../src/run/read-live.ts";
import { recordRun } from "../../src/run/record-run.ts";
import type { LiveApplication } from "./live-application.ts";
import { noon } from "./live-application.ts";
import { aDecision, aPlan } from "./plan.ts";

/** An application of the memory connector that looks like a live one. */
export function memoryOf(live: LiveApplication): MemoryApplication {
  return {
    name: live.name,
    accounts: new Map(live.accounts),
    groups: new Map([...live.groups].map(([name, members]) => [name, new Set(members)])),
    writes: 0,
    beforeWrite: () => {},
    hidden: 0,
    closedUntil: 0,
  };
}

/** Where plans are made and carried out: an organisation and its open applications. */
export interface Stage {
  readonly organization: Organization;
  readonly connectors: ReadonlyMap<string, Connector>;
  /** What the ledger says, for groups whose members are not told; nothing when left out. */
  readonly recalled?: Recalled;
}

const nothingRecalled = { recalled: new Map<string, never>(), given: new Map<string, never>() };
const world = { emit: () => {}, signal: new AbortController().signal };

/** What the files ask for. */
export async function planOn({ organization, connectors }: Stage): Promise<Composition> {
  const desired = resolve(organization, noon);
  const observed = await readLive(world, desired, { connectors, ...nothingRecalled, watchers: new Map() });
  return compose({ organization, desired, observed, peopleBefore: null, poolsBefore: null, joiners: noJoiners });
}

/** What undoing these entries asks for. */
export async function undoOn(
  { organization, connectors, recalled = nothingRecalled.recalled }: Stage,
  entries: readonly ManifestEntry[],
): Promise<Composition> {
  const byApplication = new Map<string, readonly Deed[]>();
  for (const entry of entries.filter(mayHaveTakenEffect)) {
    const deed = { entry, values: valuesOf(entry), isDeletable: false };
    byApplication.set(entry.application, [...(byApplication.get(entry.application) ?? []), deed]);
  }
  const undo = openUndo({ undoes: { sequence: 1, run: "r-1" }, byApplication });
  const desired = resolve(organization, noon);
  const given = undo.alsoGiven(givenBy(recalled));
  const observed = await readLive(world, desired, { connectors, recalled, given, watchers: undo.views });
  return composeUndo(
    undo.inputOf(
      { organization, desired, observed, peopleBefore: null, poolsBefore: null, joiners: noJoiners },
      { connectors, recalled },
    ),
  );
}

/** Makes the changes one by one, each only after what it needs, and gives the entries of the manifest. */
export async function carryOut({ connectors }: Stage, changes: readonly Change[]): Promise<readonly ManifestEntry[]> {
  const outcomes = new Map<string, Outcome>();
  for (const change of changes) {
    const isReady = change.needs.every((key) => ["applied", "unchanged"].includes(outcomes.get(key)?.status ?? ""));
    if (!isReady) continue;
    const [outcome] = (await connectors.get(change.application)?.apply({ changes: [change] }, world.signal)) ?? [];
    if (outcome !== undefined) outcomes.set(change.key, outcome);
  }
  const plan = aPlan({ changes: changes.map((change) => ({ change, decision: aDecision.allow() })) });
  const facts = {
    run: "r-1",
    actor: "test",
    engine: "test",
    approvals: [],
    started: noon,
    finished: noon,
    error: null,
  };
  return recordRun(plan, [...outcomes.values()], facts).entries;
}

/** As the ledger would give them if it kept personal values plain. */
function valuesOf({ kind, before, after }: ManifestEntry): readonly UpdatedValue[] {
  if (kind !== "update-account") return [];
  const [old, written] = [flat(before), flat(after)];
  return [...written].map(([path, value]) => {
    const [first, second] = path;
    const isAttribute = second !== undefined;
    const was = [...old].find(([[own, attribute]]) => own === first && attribute === second)?.[1] ?? null;
    return { name: second ?? first, isAttribute, before: was, isAfter: (live) => live === value };
  });
}

function flat(image: unknown): ReadonlyMap<readonly [string, string?], string | null> {
  const found = new Map<readonly [string, string?], string | null>();
  for (const [name, value] of entriesOf(image)) {
    if (name === "attributes")
      for (const [attribute, each] of entriesOf(value)) found.set([name, attribute], textOf(each));
    else found.set([name], textOf(value));
  }
  return found;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

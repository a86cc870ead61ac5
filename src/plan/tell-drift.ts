import type { AccountImage, Change } from "../model/change.ts";
import { compareText } from "../model/compare.ts";
import type { DriftedChange, DriftReport, Pending, PendingChange, RunMoment } from "../model/drift.ts";
import { groupBy } from "../model/group-by.ts";
import type { ManifestEntry } from "../model/manifest.ts";
import type { PlannedChange } from "../model/plan.ts";

/** A recorded run that a difference is held against. */
export type RunBefore =
  | {
      readonly kind: "files";
      readonly run: RunMoment;
      /** What the files of the run, at its instant, ask for of the applications as they are now: by key. */
      readonly asks: ReadonlyMap<string, Change>;
      /** Changes of the run that are not known to have been made, by key. */
      readonly unsettled: ReadonlyMap<string, Pick<ManifestEntry, "status" | "reason">>;
    }
  /** It put back what was before another run: the files ask for something else than what it left. */
  | { readonly kind: "undo"; readonly run: RunMoment; readonly touched: ReadonlySet<string> };

/**
 * Parts what somebody changed by hand from what is yet to be applied; `runs` are the newest first. What a run left as its files ask, and they
 * ask for again now, was changed after it. Sessions are no state that could differ, and are left out.
 */
export function tellDrift(
  changes: readonly PlannedChange[],
  runs: readonly RunBefore[],
): Pick<DriftReport, "drift" | "pending"> {
  const drift: DriftedChange[] = [];
  const pending: PendingChange[] = [];
  for (const { change, decision } of changes) {
    if (change.kind === "end-sessions") continue;
    for (const [told, part] of toldOf(change, runs)) {
      if ("since" in told) drift.push({ change: part, decision, since: told.since });
      else pending.push({ change: part, decision, why: told });
    }
  }
  const byKey = (a: PlannedChange, b: PlannedChange) => compareText(a.change.key, b.change.key);
  return { drift: drift.sort(byKey), pending: pending.sort(byKey) };
}

/** Names what a change is about, whichever way it goes: the membership, the seat, the account or its values. */
export function thingOf({ application, person, account, kind, target }: ThingSource): string {
  return JSON.stringify([application, person ?? `@${account}`, target ?? (kind === "update-account" ? "values" : "")]);
}

type ThingSource = Pick<ManifestEntry, "application" | "person" | "account" | "kind" | "target">;

function thingOfChange(change: Change): string {
  return thingOf({ ...change, target: "entitlement" in change ? targetOf(change) : null });
}

/** A seat is the same in another location. */
function targetOf(change: Extract<Change, { readonly entitlement: unknown }>): string {
  return "pool" in change ? `seat:${change.pool}` : `${change.entitlement.type}:${change.entitlement.value}`;
}

type Told = Pending | { readonly since: RunMoment };

/** Of an update, every value is told of for itself; those of which the same holds stay together. */
function toldOf(change: Change, runs: readonly RunBefore[]): Iterable<readonly [Told, Change]> {
  if (change.kind !== "update-account") return [[tell(change, runs), change]];
  const fields = fieldsOf(change.after).map((field) => ({ field, told: tell(only(change, [field]), runs) }));
  const parts = groupBy(fields, ({ told }) => JSON.stringify(told));
  return [...parts.values()].flatMap((same) =>
    same.slice(0, 1).map(
      ({ told }) =>
        [
          told,
          only(
            change,
            same.map(({ field }) => field),
          ),
        ] as const,
    ),
  );
}

function tell(change: Change, runs: readonly RunBefore[]): Told {
  let unsettled: Pending | null = null;
  for (const before of runs) {
    const { run } = before;
    if (before.kind === "undo") {
      if (before.touched.has(thingOfChange(change))) return { kind: "undone", run };
      continue;
    }
    if (!asksFor(before.asks.get(change.key), change)) return unsettled ?? { kind: "newer", run };
    const entry = before.unsettled.get(change.key);
    if (entry === undefined) return { since: run };
    unsettled ??= { kind: "unsettled", run, status: entry.status, reason: entry.reason };
  }
  return unsettled ?? { kind: "no-run" };
}

function asksFor(asked: Change | undefined, change: Change): boolean {
  if (asked === undefined) return false;
  if (change.kind !== "update-account") return true;
  return asked.kind === "update-account" && fieldsOf(change.after).every((field) => isSameIn(field, asked, change));
}

type Update = Extract<Change, { readonly kind: "update-account" }>;

/** `userName`, or `attributes.title`. */
function fieldsOf({ attributes, ...others }: Partial<AccountImage>): readonly string[] {
  return [...Object.keys(others), ...Object.keys(attributes ?? {}).map((name) => `attributes.${name}`)];
}

function isSameIn(field: string, { after: a }: Update, { after: b }: Update): boolean {
  const [x, y] = [a, b].map((image) => JSON.stringify(imageOf(image, [field])));
  return x === y && x !== "{}";
}

function only(change: Update, fields: readonly string[]): Update {
  return { ...change, before: imageOf(change.before, fields), after: imageOf(change.after, fields) };
}

function imageOf({ attributes, ...others }: Partial<AccountImage>, fields: readonly string[]): Partial<AccountImage> {
  const own = Object.entries(attributes ?? {}).filter(([name]) => fields.includes(`attributes.${name}`));
  const kept = Object.fromEntries(Object.entries(others).filter(([name]) => fields.includes(name)));
  return { ...kept, ...(own.length === 0 ? {} : { attributes: Object.fromEntries(own) }) };
}

import type { Change } from "../model/change.ts";
import type { Organization } from "../model/organization.ts";
import type { Recalled } from "../model/recalled.ts";
import { compose } from "../plan/compose.ts";
import type { Desired } from "../plan/desired.ts";
import { type Diff, type Observed, startDiff } from "../plan/diff.ts";
import { withFormer } from "../plan/former.ts";
import { judgeJoiners, knownPeople } from "../plan/joiners.ts";
import { resolve } from "../plan/resolve.ts";
import type { RunBefore } from "../plan/tell-drift.ts";
import type { EarlierRun } from "./earlier-runs.ts";
import type { Known, PlanParts } from "./make-plan.ts";
import { diffContext, type Watcher } from "./read-live.ts";

type FilesRun = Extract<EarlierRun, { readonly kind: "files" }>;

/** Compares the pages of a plan with what the files of an earlier run ask for, beside the plan's own comparison. */
export class EarlierView {
  readonly kind = "files";
  readonly #earlier: FilesRun;
  readonly #diffs = new Map<string, Diff>();
  #compared: { readonly desired: Desired; readonly recalled: Recalled } | null = null;

  constructor(earlier: FilesRun) {
    this.#earlier = earlier;
  }

  /** Starts the comparisons; applications that only one of both has are not compared. */
  watchers({ connectors, recalled, given }: Known): ReadonlyMap<string, Watcher> {
    const { organization, at } = this.#earlier;
    const desired = withFormer(resolve(within(organization, new Set(connectors.keys())), at), given);
    this.#compared = { desired, recalled };
    for (const [name, application] of desired.applications) {
      const connector = connectors.get(name);
      if (connector === undefined) continue;
      this.#diffs.set(name, startDiff(diffContext(desired, application, { connector, recalled: recalled.get(name) })));
    }
    return new Map([...this.#diffs].map(([name, diff]) => [name, { attributes: [], page: diff.page }]));
  }

  /** What those files ask for, once everything has been read. */
  before({ observed }: Pick<PlanParts, "observed">): RunBefore {
    const { run, unsettled } = this.#earlier;
    return { kind: "files", run, unsettled, asks: this.#asks(observed) };
  }

  #asks(read: readonly Observed[]): ReadonlyMap<string, Change> {
    if (this.#compared === null) return new Map();
    const { desired, recalled } = this.#compared;
    const organization = within(this.#earlier.organization, new Set(this.#diffs.keys()));
    const observed = read.flatMap(({ application, verdict }) => this.#diffs.get(application)?.finish(verdict) ?? []);
    const joiners = judgeJoiners(organization, desired, knownPeople(desired.people.keys(), observed, recalled));
    const before = { peopleBefore: null, filledBefore: null, poolsBefore: null };
    const { changes } = compose({ organization, desired, observed, joiners, ...before });
    return new Map(changes.map((change) => [change.key, change]));
  }
}

function within(organization: Organization, names: ReadonlySet<string>): Organization {
  const { applications, pools } = organization;
  return {
    ...organization,
    applications: applications.filter(({ name }) => names.has(name)),
    pools: pools.filter(({ seat }) => names.has(seat.application)),
  };
}

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorld } from "../../src/cli/world.ts";
import { loadOrganization } from "../../src/desired/load.ts";
import type { ChangeKind } from "../../src/model/change.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { Instant } from "../../src/model/instant.ts";
import { noJoiners } from "../../src/model/joiner.ts";
import type { LedgerHistory } from "../../src/model/ledger-history.ts";
import type { Organization } from "../../src/model/organization.ts";
import { compilePolicies, type RunnablePolicy } from "../../src/policy/compile.ts";
import type { BasePolicies } from "../../src/run/base-policies.ts";
import { judgeChanges } from "../../src/run/judge-changes.ts";
import type { World } from "../../src/run/world.ts";
import { discard, shippedPolicies } from "../policy/world.ts";
import { LiveApplication, makeAll, noon, planFor } from "../support/live-application.ts";
import { aTree } from "../support/written.ts";
import { office } from "./office.ts";

/** What is different from a quiet Monday in the office. */
export interface Scene {
  /** Instead of, or beside, the office's own files; null leaves one out. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Files that have been applied already, beyond those of the office. */
  readonly applied?: Readonly<Record<string, string>>;
  readonly at?: Instant;
  readonly history?: LedgerHistory;
  readonly proposers?: readonly string[];
  readonly irreversible?: ReadonlyMap<ChangeKind, string>;
  /** Policy files that the proposal changes. */
  readonly changedPolicies?: readonly string[];
}

/** What policy says of a plan: the rules that deny, ask (with the team and how many of it) and warn, and the sentences. */
export interface Judged {
  readonly verdict: Decision["verdict"];
  readonly denied: readonly string[];
  readonly asked: readonly string[];
  readonly warned: readonly string[];
  readonly messages: readonly string[];
  readonly changes: number;
}

/** The shipped policies and everything that a scene is judged with; close it afterwards. */
export class Stage {
  readonly #world: World;
  readonly #compiled: RunnablePolicy;

  private constructor(world: World, compiled: RunnablePolicy) {
    this.#world = world;
    this.#compiled = compiled;
  }

  static async open(): Promise<Stage> {
    const root = await mkdtemp(join(tmpdir(), "rollcall-scenario-"));
    const world = await openWorld({ flags: { root }, emit: () => {}, signal: new AbortController().signal });
    const compiled = await compilePolicies((await shippedPolicies()).sources, { ...world, cache: join(root, "cache") });
    if (compiled.kind === "invalid") throw new Error(JSON.stringify(compiled.diagnostics));
    return new Stage({ ...world, cache: root }, compiled);
  }

  close(): Promise<void> {
    return discard(this.#world);
  }

  /** Reads the files, plans against what was applied, and asks policy. */
  async judge(scene: Scene): Promise<Judged> {
    const { at = noon, files = {}, applied = {}, history = heldOnce, proposers = [] } = scene;
    const earlier = await organizationOf({ ...office, ...applied }, at);
    const live = earlier.applications.map(({ name }) => new LiveApplication(name, groups));
    const first = planFor(earlier, live, { at });
    makeAll(first.changes, live);
    const organization = await organizationOf({ ...office, ...applied, ...files }, at);
    const { irreversible = new Map() } = scene;
    const { desired, observed, ...composition } = planFor(organization, live, { at, irreversible });
    const before = new Map(
      earlier.people.map((person) => [
        person.id,
        { person, roles: (first.desired.holdings.get(person.id) ?? []).map(({ role }) => role) },
      ]),
    );
    const standing = { organization, desired, observed, composition, peopleBefore: earlier.people.length };
    const base = scene.changedPolicies === undefined ? null : this.#base(organization, scene.changedPolicies);
    const judgement = await judgeChanges(this.#world, this.#compiled, {
      ...{ ...standing, before, history, proposers, base, joiners: noJoiners },
    });
    return summaryOf([judgement.planDecision, ...judgement.decisions]);
  }

  /** A base that judges as the proposal does, and from which these policies differ. */
  #base(organization: Organization, changed: readonly string[]): BasePolicies {
    const nobodyAsks = () => {
      throw new Error("nobody asks the base");
    };
    const commit = "0".repeat(40);
    const judge = { organization, compiled: this.#compiled, allowedSigners: null, revokedKeys: null };
    return { ...judge, commit, changed, seen: nobodyAsks, dataFor: nobodyAsks, isSame: () => true };
  }
}

/** Everything was given once and never taken back. */
const heldOnce: LedgerHistory = {
  of: () => ({ given: 1, lastGiven: "2026-01-01T00:00:00Z", taken: 0, lastTaken: null }),
};

const groups = [
  ...["everyone", "visitors", "services", "analysts", "operators", "treasury", "root", "owners"],
  ...["payments-entry", "payments-approval"],
];

async function organizationOf(files: Readonly<Record<string, string | null>>, at: Instant): Promise<Organization> {
  const { organization, diagnostics } = await loadOrganization(await aTree({ ...nothing, ...files }), at);
  if (organization === null)
    throw new Error(JSON.stringify(diagnostics.filter(({ severity }) => severity === "error")));
  return organization;
}

/** The files that `aTree` brings along. */
const nothing = {
  "roles/engineer.yaml": null,
  "roles/lead.yaml": null,
  "roles/payer.yaml": null,
  "pools/ide.yaml": null,
  "assignments/2026.yaml": null,
};

function summaryOf(decisions: readonly Decision[]): Judged {
  const once = (names: readonly string[]) => [...new Set(names)].sort();
  const denials = decisions.flatMap((decision) => decision.denials);
  const approvals = decisions.flatMap((decision) => decision.approvals);
  const warnings = decisions.flatMap((decision) => decision.warnings);
  const worst = [...ranks].find((verdict) => decisions.some((decision) => decision.verdict === verdict));
  return {
    verdict: worst ?? "allow",
    denied: once(denials.map(({ rule }) => rule)),
    asked: once(approvals.map(({ rule, from, count }) => `${rule} ${from} ${count}`)),
    warned: once(warnings.map(({ rule }) => rule)),
    messages: once([...denials, ...approvals, ...warnings].map(({ message }) => message)),
    changes: decisions.length - 1,
  };
}

const ranks = ["deny", "needs-approval", "warn"] as const;

import { sealPlan } from "../../src/apply/plan-file.ts";
import { sha256 } from "../../src/document/digest.ts";
import type { Decision } from "../../src/model/decision.ts";
import { noJoiners } from "../../src/model/joiner.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { Recalled } from "../../src/model/recalled.ts";
import { assemble } from "../../src/plan/assemble.ts";
import { compose } from "../../src/plan/compose.ts";
import type { Observed } from "../../src/plan/diff.ts";
import { givenBy, withFormer } from "../../src/plan/former.ts";
import { resolve } from "../../src/plan/resolve.ts";
import { instantOf } from "../../src/ports/clock.ts";
import type { OpenConnectors } from "../../src/run/open-connectors.ts";
import { readLive } from "../../src/run/read-live.ts";
import { recallMemberships } from "../../src/run/recall-memberships.ts";
import type { World } from "../../src/run/world.ts";

const allowed: Decision = { verdict: "allow", risk: 0, factors: [], denials: [], warnings: [], approvals: [] };

/** What people want, and how far planning goes back for it. */
export interface Wish {
  readonly organization: Organization;
  /** Whether the ledger is asked for what was given once and is named by nothing any more. */
  readonly recalls: boolean;
}

/** Reads every application and plans, as `run/make-plan.ts` does with files and policies around it; everything is allowed. */
export async function planNow(
  world: World,
  { organization, recalls }: Wish,
  connectors: OpenConnectors,
): Promise<Plan> {
  const at = instantOf(world.clock);
  const nothing: Recalled = new Map();
  const recalled =
    world.git === null || !recalls ? nothing : await recallMemberships(world.git, organization.audit.branch);
  const given = givenBy(recalled);
  const desired = withFormer(resolve(organization, at), given);
  const observed = await readLive(world, desired, {
    connectors: connectors.byName,
    recalled,
    given,
    watchers: new Map(),
  });
  const composition = compose({
    organization,
    desired,
    observed,
    peopleBefore: null,
    poolsBefore: null,
    joiners: noJoiners,
  });
  const calls = new Map<string, number>();
  for (const [name, connector] of connectors.byName)
    calls.set(name, connector.predict(composition.changes.filter(({ application }) => application === name)));
  const decisions = composition.changes.map(() => allowed);
  const basis = {
    ...{ commit: null, inputs: inputsOf(organization), live: liveOf(observed), policy: sha256("none"), at },
    expires: new Date(Date.parse(at) + organization.planExpiry).toISOString().replace(/\.\d+Z$/, "Z"),
    engine: world.engine,
  };
  const people = desired.holdings.size;
  return sealPlan(
    assemble({ organization, basis, composition, observed, decisions, planDecision: allowed, people, calls }),
  );
}

/** Stands for the digests of the files: another wish is other files. */
export function inputsOf({ people, assignments }: Organization): Readonly<Record<string, string>> {
  return { "people/roster.csv": sha256(JSON.stringify([people, assignments])) };
}

function liveOf(observed: readonly Observed[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    observed.map(({ application, lines }): [string, string] => [application, sha256(lines.toSorted().join("\n"))]),
  );
}

import type { Diagnostic } from "../model/diagnostic.ts";
import type { DriftReport } from "../model/drift.ts";
import type { Organization } from "../model/organization.ts";
import { type RunBefore, tellDrift } from "../plan/tell-drift.ts";
import { checkAnchor, keptAnchor } from "./check-anchor.ts";
import { earlierRuns } from "./earlier-runs.ts";
import { EarlierView } from "./earlier-view.ts";
import { alone, planWith } from "./make-plan.ts";
import { openConnectors } from "./open-connectors.ts";
import { readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** What was changed by hand, or what keeps anybody from knowing. */
export type DriftResult =
  | {
      readonly kind: "found";
      readonly report: DriftReport;
      readonly organization: Organization;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/**
 * Plans as `makePlan` does, and tells what somebody changed by hand from what is yet to be applied; every application is read once. Writes
 * nothing anywhere. Throws what planning throws, and `input-invalid` when the files of the last run are not to be had.
 */
export async function findDrift(world: World, scope: Scope): Promise<DriftResult> {
  const files = await readFiles(world, scope);
  const { organization } = files;
  if (organization === null) return { kind: "invalid", diagnostics: files.diagnostics };
  await checkAnchor(world.git, organization.audit, keptAnchor(files, organization.audit));
  const earlier = await earlierRuns(world, { ...files, organization }, scope);
  const views = earlier.map((run) => (run.kind === "files" ? new EarlierView(run) : run));
  let runs: readonly RunBefore[] = [];
  const connectors = await openConnectors(world, organization, files);
  try {
    const planned = await planWith(world, {
      ...{ files, organization, connectors, undo: null, judging: alone },
      watchersOf: (known) => allOf(views.flatMap((view) => (view.kind === "files" ? [view.watchers(known)] : []))),
      watch: (parts) => {
        runs = views.map((view) => (view.kind === "files" ? view.before(parts) : view));
      },
    });
    if (planned.kind === "invalid") return planned;
    const { plan, diagnostics } = planned;
    const report: DriftReport = {
      ...{ format_version: "1.0", organization: plan.organization, at: files.at, commit: plan.basis.commit },
      run: runs.find(({ kind }) => kind === "files")?.run ?? null,
      ...tellDrift(plan.changes, runs),
      ...{ findings: plan.findings, applications: plan.applications },
    };
    return { kind: "found", report, organization, diagnostics };
  } finally {
    await connectors.close();
  }
}

/** One watcher for each application, which shows every page to all of its own. */
function allOf(views: readonly ReturnType<EarlierView["watchers"]>[]): ReturnType<EarlierView["watchers"]> {
  const names = new Set(views.flatMap((view) => [...view.keys()]));
  return new Map(
    [...names].map((name) => {
      const own = views.flatMap((view) => view.get(name) ?? []);
      return [
        name,
        {
          attributes: [],
          page: (page) => {
            for (const each of own) each.page(page);
          },
        },
      ];
    }),
  );
}

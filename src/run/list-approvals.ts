import { decodePlan } from "../apply/plan-file.ts";
import { noReviews } from "../model/approval.ts";
import type { ApprovalQueue, PendingNeed, PendingPlan } from "../model/approval-queue.ts";
import { type ApprovalStanding, isOverridden, missingNeeds } from "../model/approval-standing.ts";
import { compareText } from "../model/compare.ts";
import { RollcallError } from "../model/error.ts";
import type { Plan } from "../model/plan.ts";
import { verdictOf } from "../report/verdict.ts";
import { judgeApprovals } from "./judge-approvals.ts";
import { readApprovals } from "./read-approvals.ts";
import { type Files, type FilesWorld, readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** An approval may take so long where the files say nothing that can be read, in milliseconds. */
const usualSla = 4 * 3_600_000;

/** What listing touches of the world. */
export type QueueWorld = FilesWorld & Pick<World, "state">;

/**
 * Plans that wait for approval: those of the files named (absolute paths), or of `pending/` in the state directory. What was said of
 * `NAME.json` or `NAME.plan.json` stands in `NAME.approvals.json` beside it. Calls no application, and writes nothing.
 */
export async function listApprovals(world: QueueWorld, scope: Scope, named: readonly string[]): Promise<ApprovalQueue> {
  const files = await readFiles(world, scope);
  if (files.organization === null)
    throw new RollcallError("input-invalid", "the files have mistakes: rollcall validate names them");
  const { organization } = files;
  const sla = organization.approvals?.sla ?? usualSla;
  const paths = named.length > 0 ? named : await pendingFiles(world);
  const plans: PendingPlan[] = [];
  for (const path of paths) {
    const plan = await readPending(world, { ...files, organization }, { path, sla });
    // A file that was listed and has gone since waits for nobody; one that somebody named is a mistake.
    if (plan !== null) plans.push(plan);
    else if (named.length > 0) throw new RollcallError("input-invalid", `there is no plan ${path}`);
  }
  const waiting = plans.filter(({ state }) => state === "waiting");
  return {
    ...{ at: files.at, sla, waiting: waiting.length },
    overdue: waiting.filter(({ isOverdue }) => isOverdue).length,
    oldestSeconds: waiting.length === 0 ? null : Math.max(...waiting.map(({ ageSeconds }) => ageSeconds)),
    plans: plans.sort(compareUrgency),
  };
}

async function pendingFiles({ disk, state }: QueueWorld): Promise<readonly string[]> {
  const folder = `${state}/pending`;
  const names = (await disk.list(folder))?.filter(({ kind }) => kind === "file").map(({ name }) => name) ?? [];
  const isPlan = (name: string) => name.endsWith(".json") && !name.endsWith(".approvals.json");
  return names
    .filter(isPlan)
    .sort(compareText)
    .map((name) => `${folder}/${name}`);
}

type SoundFiles = Files & { readonly organization: NonNullable<Files["organization"]> };

async function readPending(
  world: QueueWorld,
  { organization, at }: SoundFiles,
  { path, sla }: { readonly path: string; readonly sla: number },
): Promise<PendingPlan | null> {
  const text = await readText(world, path);
  if (text === null) return null;
  const plan = inFile(path, () => decodePlan(text));
  const beside = path.replace(/(\.plan)?\.json$/, ".approvals.json");
  const said = await readText(world, beside);
  const reviews = said === null ? noReviews : await readApprovals(said, beside);
  const standing = await judgeApprovals(world, { plan, organization, reviews, at });
  const state = stateOf(plan, standing, at);
  const ageSeconds = Math.max(0, Math.floor((Date.parse(at) - Date.parse(standing.published)) / 1000));
  return {
    ...{ file: path, operations: plan.operations, changes: plan.changes.length, state, ageSeconds },
    since: standing.published,
    isOverdue: state === "waiting" && ageSeconds * 1000 > sla,
    missing: missingOf(plan, standing),
  };
}

function stateOf(plan: Plan, standing: ApprovalStanding, at: string): PendingPlan["state"] {
  if (at >= plan.basis.expires) return "expired";
  switch (verdictOf(plan, standing)) {
    case "stopped":
      return standing.overrides.every((each) => each.isPossible) ? "waiting" : "hopeless";
    case "denied":
      return "hopeless";
    case "needs-approval":
      return "waiting";
    case "nothing-to-do":
    case "approved":
    case "ready":
      return "settled";
  }
}

function missingOf(plan: Plan, standing: ApprovalStanding): readonly PendingNeed[] {
  const stops = new Set(plan.guards.map(({ guard }) => guard));
  const guards = standing.overrides.filter((each) => stops.has(each.guard) && !isOverridden(each));
  return [
    ...standing.blocks.map(({ by }) => ({ kind: "changes-requested" as const, from: by, have: 0, required: 1 })),
    ...guards.map(({ guard, counted, required }) => ({
      ...{ kind: "guard" as const, from: guard, have: counted.length, required },
    })),
    ...missingNeeds(standing).map(({ from, have, required }) => ({ kind: "team" as const, from, have, required })),
  ];
}

async function readText({ disk }: QueueWorld, path: string): Promise<string | null> {
  const bytes = await disk.read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** Says which of many files it is that cannot be read. */
function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RollcallError)
      throw new RollcallError(error.code, `${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

function compareUrgency(a: PendingPlan, b: PendingPlan): number {
  const rank = ({ state, isOverdue }: PendingPlan) => (isOverdue ? 0 : 1 + states.indexOf(state));
  return rank(a) - rank(b) || b.ageSeconds - a.ageSeconds || compareText(a.file, b.file);
}

const states = ["waiting", "settled", "hopeless", "expired"] as const satisfies readonly PendingPlan["state"][];

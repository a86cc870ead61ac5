import { openEntry } from "../audit/confidential.ts";
import type { PersonKeys } from "../audit/person-keys.ts";
import type { SealedRun } from "../audit/read.ts";
import type { Decision } from "../model/decision.ts";
import type { JudgedPlan } from "../model/manifest.ts";
import type { Organization, Thresholds } from "../model/organization.ts";
import type { DecisionDifference, ReplayedPlace, ReplayedRun } from "../model/replay.ts";
import {
  decisionDifference,
  differenceFromRecord,
  isAsRecorded,
  type SpokenDecision,
  spokenDecision,
  strictest,
  verdictOf,
} from "../plan/compare-decisions.ts";
import { changeInputs } from "../policy/change-input.ts";
import { compilePolicies, type RunnablePolicy } from "../policy/compile.ts";
import type { Facts } from "../policy/facts.ts";
import { planInput } from "../policy/plan-input.ts";
import { policyData } from "../policy/policy-data.ts";
import type { PolicyWorld } from "../policy/world.ts";
import type { OpenPolicies } from "./open-policies.ts";
import { againstBase, factsAround, type WholeFiles } from "./plan-facts.ts";
import { errorsOf, type FilesWorld } from "./read-files.ts";
import { type RecalledChanges, recallChanges } from "./recall-changes.ts";
import type { Past, RecentFiles } from "./recall-past.ts";

/** The policies that are proposed, with the numbers that they judge by. */
export interface Proposal {
  readonly compiled: RunnablePolicy;
  readonly thresholds: Thresholds;
}

/** What a recorded run is judged again with. */
export interface Replaying {
  readonly policies: OpenPolicies;
  readonly proposal: Proposal;
  readonly files: RecentFiles;
  /** What policy knew of the runs before. */
  readonly past: Past;
  /** What opens encrypted values; null: they stay sealed. */
  readonly keys: PersonKeys | null;
}

/** What judging again touches: files, policies, and no application. */
export type ReplayWorld = FilesWorld & PolicyWorld & { readonly signal: AbortSignal };

/** Judges one recorded run again: with the files and the policies of its commit, and with the proposal. */
export async function replayRun(world: ReplayWorld, run: SealedRun, replaying: Replaying): Promise<ReplayedRun> {
  const { record, sequence } = run;
  const { commit } = record;
  const place: ReplayedPlace = { sequence, run: record.run, at: record.plan.at, commit };
  const unjudged = (reason: "no-commit" | "commit-missing" | "files-invalid", message: string): ReplayedRun => ({
    ...place,
    ...{ kind: "unjudged", reason, message },
  });
  if (commit === null) return unjudged("no-commit", "it was made from files that were in no commit");
  const files = await replaying.files.at(commit, record.plan.at);
  if (files === null) return unjudged("commit-missing", `its commit ${commit.slice(0, 12)} is not in this clone`);
  const { organization } = files;
  if (organization === null) {
    const [first] = errorsOf(files.diagnostics);
    const what = first === undefined ? "" : `: ${first.at.file}:${first.at.line} ${first.message}`;
    return unjudged("files-invalid", `the files of its commit cannot be read any more${what}`);
  }
  const compiled = await compilePolicies(files.policies, world);
  const { keys } = replaying;
  const entries =
    keys === null ? record.entries : await Promise.all(record.entries.map((each) => openEntry(each, keys)));
  const recalled = recallChanges(entries, organization);
  const facts = await factsOf(run, { ...files, organization, changes: recalled.changes }, replaying);
  const asked = { recalled, facts, isWhole: record.judged !== undefined && recalled.lost.length === 0 };
  const atTheTime =
    compiled.kind === "invalid" ? null : await judge({ compiled, organization }, asked, replaying.policies);
  const { proposal } = replaying;
  const proposed = await judge(
    { compiled: proposal.compiled, organization: { ...organization, thresholds: proposal.thresholds } },
    asked,
    replaying.policies,
  );
  return { ...place, kind: "judged", changes: record.entries.length, ...compare(run, asked, { atTheTime, proposed }) };
}

/** Before what policy knew of the plan was recorded, nobody can tell how many accounts there were, and what the pools held. */
async function factsOf(
  { record }: SealedRun,
  files: WholeFiles & Pick<RecalledChanges, "changes">,
  { files: recent, past }: Replaying,
): Promise<Facts> {
  const { at } = record.plan;
  const judged: Omit<JudgedPlan, "decision"> = record.judged ?? nothingKept;
  const { accounts, seats, costs, proposers = [], base } = judged;
  return factsAround(files.organization, at, {
    ...past,
    proposers,
    ...(await againstBase(recent, base, { files, at })),
    live: accounts,
    changes: files.changes,
    pools: { seats, costs, waiting: waitingOf(judged.waiting) },
  });
}

const nothingKept: Omit<JudgedPlan, "decision"> = { accounts: {}, seats: [], costs: [], waiting: {} };

/** Only the number is recorded, and only the number is judged. */
function waitingOf(counts: JudgedPlan["waiting"]): Facts["pools"]["waiting"] {
  return Object.entries(counts).flatMap(([pool, count]) =>
    Array.from({ length: count }, (_, index) => ({ pool, person: "", location: "", place: index + 1, reason: "" })),
  );
}

interface Asked {
  readonly recalled: RecalledChanges;
  readonly facts: Facts;
  /** Whether the plan as a whole can be judged. */
  readonly isWhole: boolean;
}

interface Judged {
  readonly changes: readonly SpokenDecision[];
  readonly plan: SpokenDecision | null;
}

async function judge(
  by: { readonly compiled: RunnablePolicy; readonly organization: Organization },
  { recalled, facts, isWhole }: Asked,
  policies: OpenPolicies,
): Promise<Judged> {
  const { decisions, plan } = await policies.ask(by.compiled, policyData(by.organization), async (policy) => {
    const changes = await policy.judge(changeInputs(recalled.changes, facts));
    const whole: readonly Decision[] = isWhole
      ? [await policy.judgePlan(planInput(recalled.changes, facts, changes))]
      : [];
    return { decisions: [...changes, ...whole], plan: whole[0] ?? null };
  });
  const changes = recalled.changes.flatMap((_, index) => decisions[index] ?? []);
  return { changes: changes.map(spokenDecision), plan: plan === null ? null : spokenDecision(plan) };
}

type Comparison = Omit<Extract<ReplayedRun, { readonly kind: "judged" }>, keyof ReplayedPlace | "kind" | "changes">;

function compare(
  { record }: SealedRun,
  asked: Asked,
  { atTheTime, proposed }: { readonly atTheTime: Judged | null; readonly proposed: Judged },
): Comparison {
  const lost = new Set(asked.recalled.lost);
  const rows = record.entries
    .filter(({ key }) => !lost.has(key))
    .map(({ key, decision }, index) => ({
      key,
      decision,
      before: atTheTime?.changes[index],
      after: proposed.changes[index],
    }));
  const whole = record.judged;
  const all = [
    ...rows,
    ...(whole === undefined || proposed.plan === null
      ? []
      : [{ key: null, decision: whole.decision, before: atTheTime?.plan ?? undefined, after: proposed.plan }]),
  ];
  const differences = all.flatMap(({ key, decision, before, after }): readonly DecisionDifference[] => {
    if (after === undefined) return [];
    const found = atTheTime === null ? differenceFromRecord(key, decision, after) : null;
    return [(before === undefined ? found : decisionDifference(key, before, after)) ?? []].flat();
  });
  const recorded = [...record.entries, ...(whole === undefined ? [] : [whole])];
  return {
    recorded: strictest(recorded.map(({ decision }) => verdictOf(decision.verdict))),
    atTheTime: atTheTime === null ? null : strictest(all.flatMap(({ before }) => before?.verdict ?? [])),
    proposed: strictest(all.flatMap(({ after }) => after?.verdict ?? [])),
    differences,
    unlike: all.flatMap(({ key, decision, before }) =>
      before === undefined || isAsRecorded(before, decision) ? [] : (key ?? "plan"),
    ),
    notes: notesOf(asked, { isKept: whole !== undefined, isAsked: atTheTime !== null, base: whole?.base }),
  };
}

function notesOf(
  { recalled }: Asked,
  { isKept, isAsked, base }: { readonly isKept: boolean; readonly isAsked: boolean; readonly base: string | undefined },
): readonly string[] {
  const { sealed, lost } = recalled;
  return [
    ...(isAsked ? [] : ["the policies of its commit do not compile any more: compared with what was recorded"]),
    ...(isKept
      ? []
      : [
          "recorded before the ledger kept what the plan was judged by: the plan as a whole is not judged again, and rules see no number of accounts and nothing that cannot be undone",
        ]),
    ...(base === undefined
      ? []
      : [`the policies of commit ${base.slice(0, 12)} judged it as well, and are not asked again`]),
    ...(sealed === 0 ? [] : [`${sealed} values of accounts are sealed and not in the files: rules see the seal`]),
    ...(lost.length === 0
      ? []
      : [`not judged again, with the plan as a whole, because their pool is not in the files: ${lost.join(", ")}`]),
  ];
}

import { basename, dirname } from "node:path";
import type { PersonKeys } from "../audit/person-keys.ts";
import { readRunsInOrder } from "../audit/read.ts";
import { loadPolicies } from "../desired/load-policies.ts";
import { formatInstant, parseDuration } from "../document/instant.ts";
import { directoryTree, type Tree } from "../document/tree.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { ReplayedRun, ReplayTotals } from "../model/replay.ts";
import { ReplayTally } from "../plan/replay-totals.ts";
import { compilePolicies } from "../policy/compile.ts";
import { OpenPolicies } from "./open-policies.ts";
import { errorsOf, type Files } from "./read-files.ts";
import { openLedgerOf } from "./read-ledger.ts";
import { PastWalk, RecentFiles } from "./recall-past.ts";
import { type Proposal, type ReplayWorld, replayRun } from "./replay-run.ts";
import type { Scope } from "./world.ts";

/** Which runs, and under which policies. */
export interface ReplayRequest {
  /** A duration such as `90d`: runs that ended within it. */
  readonly since: string;
  /** Absolute path of a directory of policies; null takes those of the scope. */
  readonly policies: string | null;
  /** Told of every run, oldest first, as soon as it has been judged. */
  readonly each: (run: ReplayedRun) => void;
  /** What opens encrypted values; left out or null: policy sees seals in their place. */
  readonly keys?: PersonKeys | null;
}

/** What a replay came to, or why the proposal cannot be asked. */
export type ReplayResult =
  | { readonly kind: "replayed"; readonly since: Instant; readonly totals: ReplayTotals }
  | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] };

/** Judges the recorded runs again under the proposed policies: calls no application and writes nothing. Holds one run at a time. */
export async function replayPolicies(world: ReplayWorld, scope: Scope, request: ReplayRequest): Promise<ReplayResult> {
  const { git, branch, files } = await openLedgerOf(world, scope);
  const since = sinceOf(request, files.at);
  const proposal = await proposalOf(world, files, request);
  if (proposal.kind === "invalid") return proposal;
  const policies = new OpenPolicies(world);
  const tally = new ReplayTally();
  const recent = new RecentFiles(world);
  const walk = new PastWalk(recent);
  try {
    for await (const run of readRunsInOrder(git, branch)) {
      world.signal.throwIfAborted();
      if (run.record.finished >= since) {
        const past = await walk.past();
        const replayed = await replayRun(world, run, {
          policies,
          proposal,
          files: recent,
          past,
          keys: request.keys ?? null,
        });
        tally.add(replayed);
        request.each(replayed);
      }
      walk.add(run.record);
    }
    return { kind: "replayed", since, totals: tally.totals() };
  } finally {
    await policies.close();
  }
}

function sinceOf({ since }: ReplayRequest, now: Instant): Instant {
  const length = parseDuration(since);
  if (length === null) throw new RollcallError("input-invalid", `--since ${since} is no duration: write 90d, or 12h`);
  return formatInstant(Math.max(0, Date.parse(now) - length));
}

async function proposalOf(
  world: ReplayWorld,
  files: Files,
  { policies: directory }: ReplayRequest,
): Promise<
  (Proposal & { readonly kind: "proposed" }) | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] }
> {
  const own = { policies: files.policies, thresholds: files.organization?.thresholds ?? {}, diagnostics: [] };
  const read = directory === null ? own : await loadPolicies(policiesAt(world, directory));
  const wrong = errorsOf(read.diagnostics);
  if (wrong.length > 0) return { kind: "invalid", diagnostics: wrong };
  if (read.policies.length === 0)
    throw new RollcallError("input-invalid", `there are no policies in ${directory ?? "policies"}: nothing to propose`);
  const compiled = await compilePolicies(read.policies, world);
  return compiled.kind === "invalid" ? compiled : { kind: "proposed", compiled, thresholds: read.thresholds };
}

/** A directory as the `policies/` of a tree. */
function policiesAt(world: ReplayWorld, directory: string): Tree {
  const tree = directoryTree(world.disk, dirname(directory));
  const name = basename(directory);
  const there = (inner: string) => inner.replace(/^policies(?=\/|$)/, () => name);
  const back = (outer: string) => `policies${outer.slice(name.length)}`;
  return {
    commit: null,
    read: (inner) => tree.read(there(inner)),
    list: async (inner, folders) => (await tree.list(there(inner), folders)).map(back),
  };
}

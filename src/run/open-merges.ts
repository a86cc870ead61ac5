import type { SignedRecord } from "../audit/plan-record.ts";
import type { Reviews } from "../model/approval.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { PlanRecord } from "../model/plan-record.ts";
import type { Git } from "../ports/git.ts";
import { recordsOf } from "./open-record.ts";
import { withProposers } from "./read-approvals.ts";
import { type Merge, readMerge } from "./record-plan.ts";
import type { World } from "./world.ts";

/** A commit that merged a pull request, with the record of what was shown there and what was said of it. */
export interface ShownMerge {
  readonly commit: string;
  /** What was merged; null: the second parent. */
  readonly head: string | null;
  readonly pullRequest: number;
  readonly signed: SignedRecord;
  readonly reviews: Reviews;
}

/** A merge whose record is signed as its base asks. */
export interface OpenedMerge extends Merge {
  /** Of its base; null where the files of that do not hold. */
  readonly organization: Organization | null;
  readonly record: PlanRecord;
  readonly reviews: Reviews;
  /** Whether what was said of it counts: the record is of this merge and has not expired. */
  readonly counts: boolean;
}

/**
 * Opens the records of merges, oldest first, and tells which do not count any more. Throws `plan-tampered` when one is not signed, and
 * `input-invalid` when something was not merged into the commit.
 */
export async function openMerges(
  world: World,
  merges: readonly ShownMerge[],
  { ref, now }: { readonly ref: string; readonly now: Instant },
): Promise<{ readonly commit: string; readonly merges: readonly OpenedMerge[]; readonly remarks: readonly string[] }> {
  const { git } = world;
  const commit = git === null ? null : await git.resolve(ref);
  if (git === null || commit === null) throw new RollcallError("input-invalid", `the repository has no commit ${ref}`);
  const places = await placesOf(git, commit, merges);
  const opened: (OpenedMerge & { readonly place: number })[] = [];
  const remarks: string[] = [];
  for (const shown of merges) {
    const merge = await readMerge(git, shown.commit, shown.head);
    const { files, open } = await recordsOf(world, { base: merge.base, now });
    const record = await open(shown.signed);
    const why = await objectionTo(record, { git, merge, shown, engine: world.engine, now });
    if (why !== null) remarks.push(`what was said in pull request ${shown.pullRequest} does not count: ${why}`);
    // Who merged exactly what was shown proposed nothing of it; a squash has its authors in its own commit.
    const authors = await git.authors(merge.hasHead ? merge.head : merge.commit, merge.base);
    const reviews = withProposers(shown.reviews, authors);
    opened.push({
      ...merge,
      organization: files.organization,
      record,
      reviews,
      counts: why === null,
      place: places.get(shown.commit) ?? 0,
    });
  }
  return { commit, merges: opened.sort((a, b) => b.place - a.place), remarks };
}

/** How far behind the tip each of them is; a merge into another branch is none. */
async function placesOf(git: Git, tip: string, merges: readonly ShownMerge[]): Promise<ReadonlyMap<string, number>> {
  const missing = new Set(merges.map(({ commit }) => commit));
  const places = new Map<string, number>();
  let place = 0;
  if (missing.size > 0)
    for await (const commit of git.history(tip)) {
      if (missing.delete(commit)) places.set(commit, place);
      if (missing.size === 0) break;
      place += 1;
    }
  const [first] = missing;
  if (first === undefined) return places;
  throw new RollcallError(
    "input-invalid",
    `commit ${first} is not one that ${tip} came from by merges: fetch them anew`,
  );
}

/** Why what was said of a record says nothing about the merge. */
async function objectionTo(
  record: PlanRecord,
  about: {
    readonly git: Git;
    readonly merge: Merge;
    readonly shown: ShownMerge;
    readonly engine: string;
    readonly now: Instant;
  },
): Promise<string | null> {
  const { merge, shown, engine, now } = about;
  if (record.pullRequest !== shown.pullRequest) return `its record is of pull request ${record.pullRequest}`;
  if (record.head !== merge.head) return "another head was merged than was shown";
  if (record.base !== merge.base) return "it was shown on top of another commit than it was merged into";
  if (record.engine !== engine) return `it was shown by ${record.engine}`;
  if (now < record.at) return `it is of ${record.at}, which is to come`;
  if (now >= record.expires) return `what was shown counted until ${record.expires}`;
  const entries = new Map((await about.git.readTree(merge.tree)).map(({ name, oid }) => [name, oid]));
  const isSame = Object.entries(record.subtrees).every(([name, oid]) => entries.get(name) === oid);
  return isSame ? null : "other files were merged than were shown";
}

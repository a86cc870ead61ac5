import type { KeptRecord } from "../forge/fetch-records.ts";
import { compareText } from "../model/compare.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { PlanRecord } from "../model/plan-record.ts";
import { instantOf } from "../ports/clock.ts";
import { recordsOf } from "./open-record.ts";
import type { FilesWorld } from "./read-files.ts";

/** A record that counts, as it was kept. */
export interface SignedFind {
  readonly record: PlanRecord;
  readonly signed: KeptRecord;
  /** Since when exactly these operations have been shown of this head, and nothing else. */
  readonly published: Instant;
}

/** Whose record it is, and the commit that says who may sign it. */
interface Wanted {
  readonly base: string;
  readonly pullRequest: number;
  readonly head: string;
}

/**
 * The newest of what was kept, by the time that is signed, that somebody signed who may: others can keep something under that name as
 * well, also a record of before. Null when nothing was kept; throws `plan-tampered` when nothing of it is signed.
 */
export async function newestSigned(
  world: FilesWorld,
  kept: readonly KeptRecord[],
  { base, pullRequest, head }: Wanted,
): Promise<SignedFind | null> {
  if (kept.length === 0) return null;
  const { open } = await recordsOf(world, { base, now: instantOf(world.clock) });
  const found: Omit<SignedFind, "published">[] = [];
  let refused: RollcallError | null = null;
  for (const signed of kept) {
    try {
      const record = await open(signed);
      if (record.pullRequest === pullRequest && record.head === head) found.push({ record, signed });
    } catch (error) {
      if (!(error instanceof RollcallError) || error.code !== "plan-tampered") throw error;
      refused ??= error;
    }
  }
  const [newest, ...older] = found.sort((a, b) => compareText(b.record.at, a.record.at));
  if (newest !== undefined) return { ...newest, published: publishedSince(newest, older) };
  if (refused === null) return null;
  throw new RollcallError("plan-tampered", `pull request ${pullRequest}: ${refused.message}`);
}

/** Who looked while something else was shown looked at something else. */
function publishedSince(
  { record }: Omit<SignedFind, "published">,
  older: readonly Omit<SignedFind, "published">[],
): Instant {
  let since = record.at;
  for (const before of older) {
    if (before.record.operations !== record.operations) break;
    since = before.record.at;
  }
  return since;
}

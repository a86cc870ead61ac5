import type { KeptRecord } from "../forge/fetch-records.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { PlanRecord } from "../model/plan-record.ts";
import { instantOf } from "../ports/clock.ts";
import { openRecordAt } from "./open-record.ts";
import type { World } from "./world.ts";

/** A record that counts, as it was kept. */
export interface SignedFind {
  readonly record: PlanRecord;
  readonly signed: KeptRecord;
  /** When exactly these operations were first shown of this head. */
  readonly published: Instant;
}

/**
 * The newest of what was kept, newest first, that somebody signed who may: others can keep something under that name as well. Null when
 * nothing was kept; throws `plan-tampered` when nothing of it is signed.
 */
export async function newestSigned(
  world: World,
  kept: readonly KeptRecord[],
  { base, pullRequest }: { readonly base: string; readonly pullRequest: number },
): Promise<SignedFind | null> {
  const now = instantOf(world.clock);
  const found: Omit<SignedFind, "published">[] = [];
  let refused: RollcallError | null = null;
  for (const signed of kept) {
    try {
      found.push({ record: await openRecordAt(world, signed, { base, now }), signed });
    } catch (error) {
      if (!(error instanceof RollcallError) || error.code !== "plan-tampered") throw error;
      refused ??= error;
    }
  }
  const [newest] = found.filter(({ record }) => record.pullRequest === pullRequest);
  if (newest !== undefined) {
    const same = found.filter(({ record }) => isOfSame(record, newest.record)).map(({ record }) => record.at);
    return { ...newest, published: same.sort()[0] ?? newest.record.at };
  }
  if (refused === null) return null;
  throw new RollcallError("plan-tampered", `pull request ${pullRequest}: ${refused.message}`);
}

function isOfSame(one: PlanRecord, other: PlanRecord): boolean {
  return one.pullRequest === other.pullRequest && one.head === other.head && one.operations === other.operations;
}

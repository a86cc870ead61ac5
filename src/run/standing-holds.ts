import { readHolds } from "../desired/holds-file.ts";
import { commitTree } from "../document/tree.ts";
import { RollcallError } from "../model/error.ts";
import type { Hold } from "../model/hold.ts";
import type { Files } from "./read-files.ts";
import type { World } from "./world.ts";

/** Holds of the files, and those of the commit that is checked out: nobody lifts one by editing what was not reviewed. */
export async function standingHolds(
  world: Pick<World, "git">,
  { holds }: Pick<Files, "holds">,
): Promise<readonly Hold[]> {
  const head = await world.git?.resolve("HEAD");
  if (world.git === null || head == null) return holds;
  const committed = await readHolds(commitTree(world.git, head));
  const [wrong] = committed.diagnostics;
  if (wrong !== undefined)
    throw new RollcallError("input-invalid", `${wrong.at.file}:${wrong.at.line} of the last commit: ${wrong.message}`);
  const known = new Set(holds.map(wordsOf));
  return [...holds, ...committed.holds.filter((hold) => !known.has(wordsOf(hold)))];
}

function wordsOf({ at: _, ...hold }: Hold): string {
  return JSON.stringify([hold.person, hold.reason, hold.from, hold.until]);
}

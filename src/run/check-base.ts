import { RollcallError } from "../model/error.ts";
import type { Plan } from "../model/plan.ts";
import type { World } from "./world.ts";

/** Throws `plan-stale` unless the policies of this commit judged the plan; null asks for none in particular. */
export async function checkBase({ git }: Pick<World, "git">, { basis }: Plan, wanted: string | null): Promise<void> {
  if (wanted === null) return;
  const commit = git === null ? null : await git.resolve(wanted);
  if (commit !== null && basis.base?.commit === commit) return;
  const judges = basis.base === undefined ? "its own policies alone" : `those of ${basis.base.commit}`;
  throw new RollcallError(
    "plan-stale",
    `the plan was judged by ${judges}, and ${wanted} is asked for: plan again with --policies-from ${wanted}`,
  );
}

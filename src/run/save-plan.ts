import { encodePlan } from "../apply/plan-file.ts";
import type { Plan } from "../model/plan.ts";
import type { World } from "./world.ts";

/** Writes a plan file, whole or not at all, at an absolute path; a device or a pipe there gets the bytes. */
export async function savePlan(world: Pick<World, "disk">, path: string, plan: Plan): Promise<void> {
  await world.disk.write(path, new TextEncoder().encode(encodePlan(plan)), { named: true });
}

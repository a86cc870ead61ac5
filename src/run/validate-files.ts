import type { Diagnostic } from "../model/diagnostic.ts";
import { compilePolicies } from "../policy/compile.ts";
import { readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** Everything that is wrong or doubtful in what people wrote, policies included; calls no application. */
export async function validateFiles(
  world: World,
  scope: Scope,
): Promise<{ readonly diagnostics: readonly Diagnostic[] }> {
  const files = await readFiles(world, scope);
  const compiled = await compilePolicies(files.policies, world);
  const wrong = compiled.kind === "invalid" ? compiled.diagnostics : [];
  return { diagnostics: [...files.diagnostics, ...wrong] };
}

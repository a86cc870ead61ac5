import { changeContract } from "./change-contract.ts";
import { compilerSchema } from "./compiler-schema.ts";
import { planContract } from "./plan-contract.ts";
import type { PolicySource } from "./world.ts";

/** Where OPA finds the contract, below a directory: `opa check --schema DIRECTORY/schemas DIRECTORY/contract.rego …`. */
export interface ContractFiles {
  /** JSON Schemas as OPA's type checker understands them. */
  readonly schemas: readonly PolicySource[];
  /** Rego that says which package is about which input. */
  readonly modules: readonly PolicySource[];
}

/** The contract as files for the compiler: with it a reference to a field that does not exist is an error, and not a silent rule. */
export function contractFiles(directory: string): ContractFiles {
  return {
    schemas: [
      { path: `${directory}/schemas/change.json`, text: jsonText(compilerSchema(changeContract)) },
      { path: `${directory}/schemas/plan.json`, text: jsonText(compilerSchema(planContract)) },
    ],
    modules: [
      { path: `${directory}/change.rego`, text: moduleText("rollcall", "change") },
      { path: `${directory}/plan.rego`, text: moduleText("rollcall.plan", "plan") },
    ],
  };
}

/** Everything the contract says to a compiler, for the digest of what was compiled. */
export const CONTRACT = JSON.stringify(contractFiles("."));

function moduleText(name: string, schema: string): string {
  return `# METADATA
# scope: subpackages
# schemas:
#   - input: schema.${schema}
package ${name}
`;
}

function jsonText(schema: unknown): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

import { RollcallError } from "../model/error.ts";
import { policyData } from "../policy/policy-data.ts";
import { testPolicies as runTests, type TestReport } from "../policy/test-run.ts";
import { readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** Runs the tests that lie beside the policies, with the organisation's own data. */
export async function testPolicies(world: World, scope: Scope): Promise<TestReport> {
  const { organization, policies, policyTests, diagnostics } = await readFiles(world, scope);
  if (organization === null) return { kind: "invalid", diagnostics };
  if (policyTests.length === 0)
    throw new RollcallError(
      "input-invalid",
      "there is no policies/*_test.rego: a policy without a test proves nothing",
    );
  return runTests({ sources: policies, tests: policyTests, data: policyData(organization) }, world);
}

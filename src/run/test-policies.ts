import type { Diagnostic } from "../model/diagnostic.ts";
import { RollcallError } from "../model/error.ts";
import { policyData } from "../policy/policy-data.ts";
import { testPolicies as runTests, type TestReport, type TestSubject } from "../policy/test-run.ts";
import { readFiles } from "./read-files.ts";
import type { Scope, World } from "./world.ts";

/** Runs the tests that lie beside the policies, with the organisation's own data. */
export async function testPolicies(world: World, scope: Scope): Promise<TestReport> {
  const subject = await policyTestsOf(world, scope);
  return subject.kind === "invalid" ? subject : runTests(subject, world);
}

/** Policies with their tests and the organisation's own data; throws `input-invalid` when there is no test. */
export async function policyTestsOf(
  world: World,
  scope: Scope,
): Promise<
  (TestSubject & { readonly kind: "read" }) | { readonly kind: "invalid"; readonly diagnostics: readonly Diagnostic[] }
> {
  const { organization, policies, policyTests, diagnostics } = await readFiles(world, scope);
  if (organization === null) return { kind: "invalid", diagnostics };
  if (policyTests.length === 0)
    throw new RollcallError(
      "input-invalid",
      "there is no policies/*_test.rego: a policy without a test proves nothing",
    );
  return { kind: "read", sources: policies, tests: policyTests, data: policyData(organization) };
}

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyData } from "../../src/policy/policy-data.ts";
import { type TestReport, testPolicies } from "../../src/policy/test-run.ts";
import type { PolicySource, PolicyWorld } from "../../src/policy/world.ts";
import { anOrganization, aRole } from "../support/people.ts";
import { aPolicyWorld, discard, rego } from "./world.ts";

let world: PolicyWorld;
beforeAll(async () => {
  world = await aPolicyWorld();
});
afterAll(() => discard(world));

const RULE = rego(`deny contains "no guests" if input.person.kind == "guest"`);
const data = policyData(anOrganization({ roles: [aRole({ risk: 33 })] }));

const run = (body: string, sources: PolicySource[] = [RULE]): Promise<TestReport> => {
  const text = `package rollcall_test\n\nimport data.rollcall\nimport rego.v1\n\n${body}\n`;
  return testPolicies({ sources, tests: [{ path: "policies/main_test.rego", text }], data }, world);
};

describe("testing policies", () => {
  test("tells each test with its place and how it went", async () => {
    const report = await run(`test_denies if rollcall.deny == {"no guests"} with input as {"person": {"kind": "guest"}}

test_fails if rollcall.deny == {"x"} with input as {}

todo_test_later if true

test_talks if { print("role", data.roles.engineer.risk); data.roles.engineer.risk == 33 }`);
    expect(report).toEqual({
      kind: "ran",
      passed: false,
      tests: [
        { name: "rollcall_test.test_denies", at: at(6), status: "passed", output: "" },
        { name: "rollcall_test.test_fails", at: at(8), status: "failed", output: "" },
        { name: "rollcall_test.todo_test_later", at: at(10), status: "skipped", output: "" },
        { name: "rollcall_test.test_talks", at: at(12), status: "passed", output: "role 33" },
      ],
    });
  });

  test("passes when there are tests and none fails", async () => {
    expect(await run("test_true if true")).toMatchObject({ kind: "ran", passed: true });
  });

  test("does not pass when there is nothing to run", async () => {
    expect(await run("not_a_test if true")).toEqual({ kind: "ran", passed: false, tests: [] });
    expect(await testPolicies({ sources: [], tests: [], data }, world)).toMatchObject({ passed: false });
  });

  test("tells a test that cannot be evaluated from one that fails", async () => {
    const report = await run(`both(x) := 1 if x > 0

both(x) := 2 if x > 1

test_both if both(5) == 1`);
    expect(report).toMatchObject({ passed: false, tests: [{ status: "error", at: { line: 10 } }] });
  });

  test("gives the compiler's errors with their places", async () => {
    expect(await run(`test_time if time.now_ns() > 1`)).toMatchObject({
      kind: "invalid",
      diagnostics: [{ code: "rego-type-error", at: { file: "policies/main_test.rego", line: 6 } }],
    });
  });
});

const at = (line: number) => ({ file: "policies/main_test.rego", line, column: 1 });

import { expect, test } from "vitest";
import { policyTestText } from "../../src/report/policy-test-text.ts";

const row = (output: string, name = "rollcall_test.test_a") => ({
  ...{ name, output, status: "failed" as const },
  at: { file: "policies/a_test.rego", line: 3, column: 1 },
});

test("what failed is told with its place and what it printed, and how many passed", () => {
  const passed = { ...row("is not told", "rollcall_test.test_b"), status: "passed" as const };
  expect(policyTestText([row("policies/a_test.rego:4: one\n\ntwo"), passed])).toBe(
    [
      "policies/a_test.rego:3 failed rollcall_test.test_a",
      "    | policies/a_test.rego:4: one",
      "    | two",
      "1 passed, 1 failed",
    ].join("\n"),
  );
});

test.each([
  ["an escape", "\u001b[2J\u001b]0;x\u0007"],
  ["a carriage return", "bad\rgood"],
  ["a text that runs from right to left", "a\u202eb"],
  ["a command of a runner", "::error::x"],
  ["a command of a runner, after spaces", "  \t::add-mask::x"],
  ["a command of a runner, as it was written before", "x ##[error]y ##vso[task.setvariable]z"],
])("%s that a policy prints does nothing where it is shown", (_what, output) => {
  for (const shown of [policyTestText([row(output)]), policyTestText([row("", output)])]) {
    expect(shown).toMatch(/^[ -~\n]*$/);
    for (const line of shown.split("\n")) expect(line.trimStart()).not.toMatch(/^::|##\w*\[/);
  }
});

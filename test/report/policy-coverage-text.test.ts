import { expect, test } from "vitest";
import type { PolicyCoverage } from "../../src/model/policy-coverage.ts";
import { policyCoverageText } from "../../src/report/policy-coverage-text.ts";

const plain = { color: false, width: 120 };
const at = { file: "policies/a.rego", line: 5, column: 1 };
const half = { covered: [5, 6], uncovered: [8, 9, 11], share: 2 / 5 };
const whole: PolicyCoverage = {
  files: [
    {
      file: "policies/a.rego",
      covered: [5, 6, 20],
      uncovered: [8, 9, 11],
      share: 0.5,
      rules: [
        { name: "rollcall.deny", id: "a.b", at, ...half },
        { name: "rollcall.done", id: null, at: { ...at, line: 20 }, covered: [20], uncovered: [], share: 1 },
      ],
    },
  ],
  lines: 6,
  coveredLines: 3,
  share: 0.5,
};

test("names the lines of a rule that no test runs, and leaves a rule out that is run as a whole", () => {
  const text = policyCoverageText(whole, plain);
  expect(text).toContain("policies/a.rego:5  rollcall.deny a.b  40 %  not run: lines 8-9, 11");
  expect(text).not.toContain("rollcall.done");
});

test("never calls a share whole that is not", () => {
  expect(policyCoverageText({ ...whole, share: 0.9999 }, plain)).toContain("99.9 %");
  expect(policyCoverageText({ ...whole, share: 1 }, plain)).toContain("100 %");
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { measureCoverage } from "../../src/policy/coverage.ts";
import { policyData } from "../../src/policy/policy-data.ts";
import type { PolicySource, PolicyWorld } from "../../src/policy/world.ts";
import { anOrganization } from "../support/people.ts";
import { aPolicyWorld, discard, rego, shippedPolicies, shippedThresholds } from "./world.ts";

let world: PolicyWorld;
beforeAll(async () => {
  world = await aPolicyWorld();
});
afterAll(() => discard(world));

const data = policyData(anOrganization());

const GUESTS = rego(`deny contains {"rule": "guests.none", "message": "no guests"} if {
	input.person.kind == "guest"
	late
}

late if input.at > "2026"

warn contains "never asked" if input.person.kind == "robot"`);

function tests(body: string): PolicySource {
  return {
    path: "policies/main_test.rego",
    text: `package rollcall_test\n\nimport data.rollcall\nimport rego.v1\n\n${body}\n`,
  };
}

const measure = (body: string) => measureCoverage({ sources: [GUESTS], tests: [tests(body)], data }, world);

describe("measuring coverage", () => {
  test("tells of every rule where it stands, and which of its lines no test ran", async () => {
    const report = await measure(`test_stops if count(rollcall.deny) == 0 with input as {"person": {"kind": "guest"}}`);
    expect(report).toMatchObject({
      kind: "measured",
      coverage: {
        files: [
          {
            file: "policies/main.rego",
            rules: [
              {
                ...{ name: "rollcall.deny", id: "guests.none", at: { file: "policies/main.rego", line: 5 } },
                ...{ covered: [6, 7], uncovered: [5], share: 2 / 3 },
              },
              { name: "rollcall.late", id: null, at: { line: 10 } },
              { name: "rollcall.warn", id: null, at: { line: 12 }, covered: [], uncovered: [12], share: 0 },
            ],
          },
        ],
      },
    });
  });

  test("is whole when every line was run, and does not count the tests themselves", async () => {
    const report = await measure(`test_all if {
	count(rollcall.deny) == 1 with input as {"person": {"kind": "guest"}, "at": "2027"}
	count(rollcall.warn) == 1 with input as {"person": {"kind": "robot"}}
}`);
    expect(report).toMatchObject({ coverage: { share: 1, lines: 5, coveredLines: 5, files: [{ uncovered: [] }] } });
  });

  test("is not measured by tests that fail", async () => {
    const report = await measure("test_fails if count(rollcall.deny) == 7 with input as {}");
    expect(report).toMatchObject({ kind: "failed", tests: [{ status: "failed" }] });
  });

  test("says what does not compile", async () => {
    expect(await measure("test_x if nonsense(1)")).toMatchObject({
      kind: "invalid",
      diagnostics: [{ at: { line: 6 } }],
    });
  });
});

test("the shipped policies are covered to 95 %, and no rule of them is left out altogether", async () => {
  const shipped = policyData(anOrganization({ thresholds: await shippedThresholds() }));
  const report = await measureCoverage({ ...(await shippedPolicies()), data: shipped }, world);
  if (report.kind !== "measured") throw new Error(JSON.stringify(report));
  const { files, share } = report.coverage;
  const untouched = files.flatMap(({ rules }) => rules.filter((rule) => rule.share === 0).map(({ at }) => at));
  expect(untouched).toEqual([]);
  expect(share).toBeGreaterThanOrEqual(0.95);
});

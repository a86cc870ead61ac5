import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { isRecord } from "../../src/model/plain-json.ts";
import { ALLOWED_BUILTINS } from "../../src/policy/capabilities.ts";
import { changeInput } from "../../src/policy/change-input.ts";
import { planInput } from "../../src/policy/plan-input.ts";
import { policyData } from "../../src/policy/policy-data.ts";
import { testPolicies } from "../../src/policy/test-run.ts";
import type { PolicyWorld } from "../../src/policy/world.ts";
import { anApplication, anOrganization, aPerson, aPool, aRole } from "../support/people.ts";
import {
  aGrantChange,
  anInput,
  aPolicy,
  aPolicyWorld,
  discard,
  ruleIdsOf,
  shippedPolicies,
  shippedThresholds,
  someFacts,
} from "./world.ts";

let world: PolicyWorld;
let text: string;
beforeAll(async () => {
  world = await aPolicyWorld();
  text = await readFile("docs/policies.md", "utf8");
});
afterAll(() => discard(world));

function example(path: string): { path: string; text: string } {
  const found = text.match(
    new RegExp(`<!-- example: ${path.replaceAll(".", "\\.")} -->\n\`\`\`\\w+\n([\\s\\S]*?)\`\`\``),
  );
  if (found?.[1] === undefined) throw new Error(`docs/policies.md has no example ${path}`);
  return { path, text: found[1] };
}

test("the worked example passes its own test and judges as it says", async () => {
  const sales = aPerson({ attributes: { department: "Sales" } });
  const organization = anOrganization({
    people: [sales],
    thresholds: parse(example("policies/thresholds.yaml").text),
    roles: [aRole({ name: "analyst", risk: 30 }), aRole({ name: "seller", risk: 29 })],
  });
  const data = policyData(organization);
  const sources = [example("policies/sales.rego")];
  const report = await testPolicies({ sources, tests: [example("policies/sales_test.rego")], data }, world);
  expect(report).toMatchObject({ passed: true, tests: [{ status: "passed" }, { status: "passed" }] });

  const policy = await aPolicy(sources, world, { data });
  const inputs = ["analyst", "seller"].map((role) => anInput(aGrantChange({ role }), someFacts(organization)));
  const decisions = await policy.judge(inputs);
  expect(decisions.map(({ denials }) => denials.map(({ rule }) => rule))).toEqual([["sales.risk"], []]);
  await policy.close();
});

test("the list of built-ins is the list that compiles", () => {
  const [, list = ""] = text.match(/<!-- built-ins -->\n([\s\S]*?)\n\n/) ?? [];
  expect(list.split(/\s+/)).toEqual(ALLOWED_BUILTINS.map((name) => `\`${name}\``));
});

test("every field of input and data is described", () => {
  const organization = anOrganization({ roles: [aRole()], pools: [aPool()], applications: [anApplication()] });
  const change = changeInput(aGrantChange(), someFacts(organization));
  const { plan } = planInput([aGrantChange()], someFacts(organization), []);
  const data = policyData(organization);
  const values = [change, change.change, change.person, change.application, plan, plan.applications["chat"], data];
  const entries = [data.roles["engineer"], data.pools["ide"], data.applications["chat"]];
  const names = [...values, ...entries].flatMap((value) => Object.keys(value ?? {}));
  expect(names.filter((name) => !new RegExp(`\`[^\`\n]*\\b${name}\\b`).test(text))).toEqual([]);
});

describe("the page of the library", () => {
  let library: string;
  beforeAll(async () => {
    library = await readFile("docs/policy-library.md", "utf8");
  });

  test("has a row for every rule of the shipped policies, and for nothing else", async () => {
    const told = new Set(
      [...library.matchAll(/^\| `([a-z-]+\.[a-z-]+)` \| [^|]*(?:deny|ask|warn)/gm)].map(([, rule]) => rule),
    );
    expect([...told].sort()).toEqual(ruleIdsOf((await shippedPolicies()).sources));
  });

  test("names every file, every factor of the score and every threshold that it speaks of", async () => {
    const { sources } = await shippedPolicies();
    const thresholds = await shippedThresholds();
    const { risk } = thresholds;
    const points = isRecord(risk) && isRecord(risk["points"]) ? Object.keys(risk["points"]) : [];
    expect(points).toHaveLength(14);
    const names = [...sources.map(({ path }) => path.replace("policies/", "")), ...points];
    expect(names.filter((name) => !library.includes(`\`${name}\``))).toEqual([]);
    const paths = [...library.matchAll(/`([a-z_]+(?:\.[a-z_]+)+)`/g)].map(([, path]) => path ?? "");
    const meant = paths.filter((path) => Object.keys(thresholds).includes(path.split(".")[0] ?? ""));
    const isThere = (path: string) =>
      path.split(".").reduce<unknown>((value, part) => (isRecord(value) ? value[part] : undefined), thresholds) !==
      undefined;
    const rules = new Set(ruleIdsOf(sources));
    expect(meant.length).toBeGreaterThan(30);
    expect(meant.filter((path) => !isThere(path) && !path.endsWith(".rego") && !rules.has(path))).toEqual([]);
  });
});

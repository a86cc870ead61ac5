import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExplainedHit, SeenCondition } from "../../src/model/policy-explanation.ts";
import { changeInput, changeInputs } from "../../src/policy/change-input.ts";
import { explainVerdict } from "../../src/policy/explain.ts";
import { planInput } from "../../src/policy/plan-input.ts";
import { policyData } from "../../src/policy/policy-data.ts";
import type { PolicySource, PolicyWorld } from "../../src/policy/world.ts";
import { anOrganization, aPerson, aRole } from "../support/people.ts";
import { aChange } from "../support/plan.ts";
import {
  aGrantChange,
  aPolicy,
  aPolicyWorld,
  discard,
  rego,
  shippedPolicies,
  shippedThresholds,
  someFacts,
} from "./world.ts";

let world: PolicyWorld;
beforeAll(async () => {
  world = await aPolicyWorld();
});
afterAll(() => discard(world));

async function aCase() {
  const organization = anOrganization({
    thresholds: await shippedThresholds(),
    people: [aPerson({ kind: "guest" })],
    roles: [aRole({ risk: 75 })],
  });
  const holdings = new Map([["e1001", [{ role: "engineer", because: [] }]]]);
  return { data: policyData(organization), facts: someFacts(organization, { holdings }) };
}

const explain = (sources: readonly PolicySource[], data = policyData(anOrganization())) =>
  explainVerdict({ sources, data, package: "rollcall", input: changeInput(aGrantChange(), someFacts()) }, world);

/** Every condition of a hit, with those of the rules that it asked. */
function conditionsOf(hit: ExplainedHit | undefined): readonly SeenCondition[] {
  const whole = (conditions: readonly SeenCondition[]): readonly SeenCondition[] =>
    conditions.flatMap((condition) => [condition, ...condition.by.flatMap((rule) => whole(rule.conditions))]);
  return whole((hit?.by ?? []).flatMap((rule) => rule.conditions));
}

describe("explaining a change", () => {
  test("tells of each rule that spoke where it stands, and which threshold was held against which value", async () => {
    const { data, facts } = await aCase();
    const input = changeInput(aGrantChange(), facts);
    const { sources } = await shippedPolicies();
    const hits = await explainVerdict({ sources, data, package: "rollcall", input }, world);
    const denied = hits.find(({ rule }) => rule === "guests.risk");
    const rule = sources.find(({ path }) => path === "policies/guests.rego");
    const line = 1 + (rule?.text.split("\n").findIndex((text) => text.includes('"guests.risk"')) ?? -1);
    expect(denied).toMatchObject({ says: "deny", by: [{ name: "rollcall.deny", at: { file: rule?.path, line } }] });
    expect(conditionsOf(denied)).toContainEqual(
      expect.objectContaining({
        text: "data.roles[role].risk > data.thresholds.guests.max_risk",
        values: [
          { name: "data.roles.engineer.risk", value: 75 },
          { name: "data.thresholds.guests.max_risk", value: 10 },
        ],
        compared: { left: 75, operator: ">", right: 10 },
      }),
    );
  });

  test("says the same as the judge", async () => {
    const { data, facts } = await aCase();
    const input = changeInput(aGrantChange(), facts);
    const { sources } = await shippedPolicies();
    const hits = await explainVerdict({ sources, data, package: "rollcall", input }, world);
    const policy = await aPolicy(sources, world, { data });
    const [decision] = await policy.judge(changeInputs([aGrantChange()], facts));
    await policy.close();
    const said = (says: ExplainedHit["says"]) =>
      hits.filter((hit) => hit.says === says).map(({ rule, message }) => ({ rule, message }));
    expect(said("deny")).toEqual(decision?.denials);
    expect(said("warn")).toEqual(decision?.warnings);
    expect(said("approvals")).toMatchObject(decision?.approvals.map(({ rule, message }) => ({ rule, message })) ?? []);
  });

  test("looks into the rules that a rule asks, and at what it took for its words", async () => {
    const hits = await explain(
      [
        rego(`deny contains {"rule": "a.b", "message": message} if {
	late(input.at)
	is_grant
	message := sprintf("%v", [data.thresholds.hint])
}

late(at) if at > data.thresholds["no-later"]

is_grant if input.change.kind == "grant"`),
      ],
      { ...policyData(anOrganization()), thresholds: { "no-later": "2026-01-01", hint: 7 } },
    );
    const [hit] = hits;
    expect(conditionsOf(hit).map(({ text }) => text)).toEqual([
      "late(input.at)",
      'at > data.thresholds["no-later"]',
      "is_grant",
      'input.change.kind == "grant"',
    ]);
    expect(conditionsOf(hit)[1]?.compared).toMatchObject({ operator: ">", right: "2026-01-01" });
    expect(hit?.by[0]?.lookedUp).toEqual([{ name: "data.thresholds.hint", value: 7 }]);
  });

  test("names both rules that say the same, and says nothing of one that did not speak", async () => {
    const hits = await explain([
      rego(`deny contains "no" if input.change.kind == "grant"

deny contains "no" if input.application.name == "chat"

deny contains "never" if input.change.kind == "revoke"`),
    ]);
    expect(hits).toMatchObject([{ says: "deny", rule: "policy.unnamed", message: "no", by: [{}, {}] }]);
    expect(new Set(hits[0]?.by.map(({ at }) => at.line))).toEqual(new Set([5, 7]));
  });

  test("shows conditions that hold because something does not, or for every one, as they are written", async () => {
    const [hit] = await explain([
      rego(`deny contains {"rule": "a.b", "message": "no"} if {
	not input.change.kind in {"revoke", "end-sessions"}
	every because in input.change.because { because.kind != "roster" }
	not allowed
	kinds := [because.kind | some because in input.change.because]
	count(kinds) == 1
}

allowed if input.application.name == "crm"`),
    ]);
    const conditions = conditionsOf(hit);
    expect(conditions.map(({ text }) => text)).toEqual([
      'not input.change.kind in {"revoke", "end-sessions"}',
      'every because in input.change.because { because.kind != "roster" }',
      "not allowed",
      "kinds := [because.kind | some because in input.change.because]",
      "count(kinds) == 1",
    ]);
    expect(conditions[0]?.values).toContainEqual({ name: "input.change.kind", value: "grant" });
    expect(conditions[4]).toMatchObject({
      compared: { left: 1, right: 1 },
      values: [{ name: "count(kinds)", value: 1 }],
    });
  });

  test("throws when policy cannot be evaluated", async () => {
    const twice = rego(`both := 1 if input.at\n\nboth := 2 if input.change\n\ndeny contains "x" if both == 1`);
    await expect(explain([twice])).rejects.toMatchObject({ code: "policy-unavailable" });
  });
});

test("explaining a plan names the threshold by its place in the file, also where a rule has a short name for it", async () => {
  const { data, facts } = await aCase();
  const changes = Array.from({ length: 26 }, (_, at) => aChange.disable({ person: `e${at}` }));
  const { sources } = await shippedPolicies();
  const input = planInput(changes, facts, []);
  const hits = await explainVerdict({ sources, data, package: "rollcall.plan", input }, world);
  const denied = hits.find(({ says, rule }) => says === "deny" && rule === "mass-change.removed");
  expect(conditionsOf(denied).flatMap(({ compared }) => compared ?? [])).toEqual([
    { left: 26, operator: ">=", right: 10 },
    { left: 0.26, operator: ">", right: 0.25 },
  ]);
  expect(conditionsOf(denied).flatMap(({ values }) => values.map(({ name }) => name))).toContain(
    "data.thresholds.mass_change.removed.deny_share",
  );
});

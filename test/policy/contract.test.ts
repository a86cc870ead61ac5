import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import { changeContract } from "../../src/policy/change-contract.ts";
import { changeInput } from "../../src/policy/change-input.ts";
import { compilePolicies } from "../../src/policy/compile.ts";
import { planContract } from "../../src/policy/plan-contract.ts";
import { planInput } from "../../src/policy/plan-input.ts";
import { readVerdict } from "../../src/policy/verdict.ts";
import { verdictContract } from "../../src/policy/verdict-contract.ts";
import type { PolicyWorld } from "../../src/policy/world.ts";
import { anAssignment, anOrganization, aPerson, aRole } from "../support/people.ts";
import { aChange, aSeatSummary } from "../support/plan.ts";
import { AT, aGrantChange, aPolicyWorld, discard, planRego, rego, someFacts } from "./world.ts";

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const check = {
  change: ajv.compile(changeContract),
  plan: ajv.compile(planContract),
  verdict: ajv.compile(verdictContract),
};

function wrongIn(kind: "change" | "plan", input: unknown) {
  const isValid = check[kind](JSON.parse(JSON.stringify(input)));
  return isValid ? [] : check[kind].errors;
}

const person = aPerson({ id: "e1042", manager: "e7", attributes: { department: "Design" } });
const at = { file: "roles/payer.yaml", line: 4, column: 3 };
const facts = someFacts(
  anOrganization({
    people: [person],
    roles: [aRole({ name: "payer", excludes: ["approver"], risk: 40 }), aRole({ name: "approver", risk: 50 })],
    assignments: [anAssignment({ person: "e1042", role: "payer", kind: "emergency" })],
  }),
  {
    signIns: [
      {
        application: "chat",
        source: { kind: "file", path: "sign-ins.csv" },
        maxAge: 1,
        newest: AT,
        people: new Map([["e1042", { last: "2025-11-01T00:00:00Z", at }]]),
      },
    ],
    holdings: new Map([
      [
        "e1042",
        [
          { role: "payer", because: [{ kind: "assignment", role: "payer", reason: "R-1", at }] },
          { role: "approver", because: [{ kind: "birthright", role: "approver", at }] },
        ],
      ],
    ]),
    before: new Map([["e1042", { person: { ...person, attributes: { department: "Sales" } }, roles: ["seller"] }]]),
    history: { of: () => ({ given: 1, lastGiven: AT, taken: 0, lastTaken: null }) },
    administrators: { chat: { group: "owners", before: null, after: null, atLeast: 2 } },
    changedPolicies: ["policies/a.rego"],
    assignmentsBefore: [],
    proposers: ["e9"],
    pools: { seats: [aSeatSummary()], waiting: [], costs: [] },
  },
);

const everyKind: readonly Change[] = [
  aChange.create(),
  aChange.update(),
  aChange.disable(),
  aChange.enable(),
  aChange.remove(),
  aChange.grant(),
  aChange.revoke(),
  aChange.assignSeat(),
  aChange.releaseSeat(),
  aChange.endSessions(),
  { ...aGrantChange({ person: null }), irreversible: "it is gone" },
];

describe("the contract", () => {
  test.each(everyKind.map((change) => [change.kind, change] as const))("describes the input of %s", (_kind, change) => {
    expect(wrongIn("change", changeInput(change, facts))).toEqual([]);
  });

  test("describes the input of a plan, with everything that may be in it", () => {
    const input = planInput(everyKind, facts, [{ verdict: "allow", risk: 100 }]);
    expect(input.plan).toMatchObject({
      conflicts: [{ person: "e1042", roles: ["approver", "payer"] }],
      dormantCount: 2,
    });
    expect(wrongIn("plan", input)).toEqual([]);
    expect(wrongIn("plan", planInput([], someFacts(), []))).toEqual([]);
  });

  test("takes exactly the verdicts that the engine takes", () => {
    const rule = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        "no",
        { rule: "a.b", message: "m" },
        { rule: "", message: "m" },
        { from: "security" },
        { from: "security", count: 0 },
        { score: 4, reason: "r" },
        { score: 4, factors: [{ factor: "a", points: 1, reason: "r" }] },
        { score: 4, factors: [{ factor: "a", points: 1 }] },
        7,
      ),
    );
    const rules = fc.record(
      {
        deny: fc.oneof(fc.constant([]), fc.array(rule, { maxLength: 2 }), rule),
        warn: fc.array(rule, { maxLength: 2 }),
        approvals: fc.array(rule, { maxLength: 2 }),
        risk: fc.oneof(rule, fc.array(rule, { maxLength: 2 })),
      },
      { requiredKeys: ["deny"] },
    );
    fc.assert(
      fc.property(rules, (said) => {
        const raw = (["deny", "warn", "approvals", "risk"] as const).map((name) => [
          name,
          name in said ? [said[name]] : [],
        ]);
        const { denials } = readVerdict(Object.fromEntries(raw), "rollcall");
        const isRefused = denials.some(({ rule: id }) => id.startsWith("engine."));
        expect(check.verdict(said)).toBe(!isRefused);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a reference to a field that no input has", () => {
  let world: PolicyWorld;
  beforeAll(async () => {
    world = await aPolicyWorld();
  });
  afterAll(() => discard(world));

  const found = async (body: string, inPlan = false) => {
    const compiled = await compilePolicies([inPlan ? planRego(body) : rego(body)], world);
    return compiled.kind === "invalid" ? compiled.diagnostics : [];
  };

  test.each([
    [`deny contains "x" if input.person.kindd == "guest"`],
    [`deny contains "x" if input.chnage.kind == "grant"`],
    [`deny contains "x" if { some because in input.change.because; because.rol == "a" }`],
    [`deny contains "x" if input.history.timesGiven > 1`],
  ])("is an error with its place, and not a rule that is silent for ever: %s", async (body) => {
    expect(await found(body)).toMatchObject([{ code: "rego-type-error", at: { file: "policies/main.rego", line: 5 } }]);
  });

  test("is an error in rules about the plan, which see another input", async () => {
    expect(await found(`deny contains "x" if input.plan.chnages > 3`, true)).toHaveLength(1);
    expect(await found(`deny contains "x" if input.change.kind == "grant"`, true)).toHaveLength(1);
    expect(await found(`deny contains "x" if input.plan.changes > 3`, true)).toEqual([]);
  });

  test.each([
    [`deny contains "x" if is_null(input.person)`],
    [`deny contains "x" if input.person.end == null`],
    [`deny contains "x" if input.person.attributes.anything == "y"`],
    [`deny contains "x" if is_null(input.history)`],
    [`deny contains "x" if input.change.entitlement.value == "owners"`],
  ])("does not keep a policy from asking for what may not be there: %s", async (body) => {
    expect(await found(body)).toEqual([]);
  });

  test("is explained where an object is compared with null", async () => {
    expect(await found(`deny contains "x" if input.person == null`)).toMatchObject([
      { hint: expect.stringContaining("is_null") },
    ]);
  });
});

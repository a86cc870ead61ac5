import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccountImage, Change } from "../../src/model/change.ts";
import type { LedgerHistory } from "../../src/model/ledger-history.ts";
import type { Organization, Thresholds } from "../../src/model/organization.ts";
import type { Person } from "../../src/model/person.ts";
import { isRecord } from "../../src/model/plain-json.ts";
import { changeInputs } from "../../src/policy/change-input.ts";
import { compilePolicies, type RunnablePolicy } from "../../src/policy/compile.ts";
import { openPolicy, type Policy } from "../../src/policy/evaluate.ts";
import type { Facts } from "../../src/policy/facts.ts";
import { planInput } from "../../src/policy/plan-input.ts";
import { policyData } from "../../src/policy/policy-data.ts";
import { testPolicies } from "../../src/policy/test-run.ts";
import type { PolicyWorld } from "../../src/policy/world.ts";
import { creates, deletes, disables, revokes } from "../support/changes.ts";
import { aBirthright, anAssignment, anEntitlement, anOrganization, aPerson, aRole } from "../support/people.ts";
import { AT, aGrantChange, aPolicyWorld, discard, shippedPolicies, shippedThresholds, someFacts } from "./world.ts";

let world: PolicyWorld;
let policy: Policy;
let compiled: RunnablePolicy;
let organization: Organization;
beforeAll(async () => {
  world = await aPolicyWorld();
  organization = anOrganization({
    thresholds: await shippedThresholds(),
    roles: [
      aRole({ name: "base", risk: 5, birthright: [aBirthright({})] }),
      aRole({ name: "writer", risk: 35, owner: "docs" }),
      aRole({ name: "payer", risk: 10, excludes: ["approver"] }),
      aRole({ name: "approver", risk: 10 }),
      aRole({ name: "operator", risk: 50, owner: "platform" }),
      aRole({ name: "root", risk: 90, owner: "platform" }),
      aRole({ name: "admin", risk: 80, owner: "platform" }),
    ],
  });
  const found = await compilePolicies((await shippedPolicies()).sources, world);
  if (found.kind === "invalid") throw new Error(JSON.stringify(found.diagnostics));
  compiled = found;
  policy = await openPolicy(compiled, policyData(organization), world);
});
afterAll(async () => {
  await policy.close();
  await discard(world);
});

/** What policy says when this person gets a group through this role. */
async function grant(role: string, person: Partial<Person> = {}, facts: Partial<Facts> = {}) {
  return judge(aGrantChange({ role }), person, { holdings: holdings(role), ...facts });
}

async function judge(change: Change, person: Partial<Person> = {}, facts: Partial<Facts> = {}) {
  const boss = aPerson({ id: "e1" });
  const people = [boss, aPerson({ manager: boss.id, ...person })];
  const around = someFacts({ ...organization, people, ...facts.organization }, { history: heldBefore, ...facts });
  const [decision] = await policy.judge(changeInputs([change], { ...around, organization: around.organization }));
  if (decision === undefined) throw new Error("one change gives one decision");
  const rules = [...decision.denials, ...decision.approvals, ...decision.warnings].map(({ rule }) => rule);
  return { verdict: decision.verdict, rules, risk: decision.risk, decision };
}

/** So that nothing is remarkable about it. */
const heldBefore: LedgerHistory = { of: () => ({ given: 1, lastGiven: AT, taken: 0, lastTaken: null }) };
const holdings = (...roles: string[]) => new Map([["e1001", roles.map((role) => ({ role, because: [] }))]]);
const whose = (id: string) => ({
  application: "chat",
  person: id,
  account: `remote-${id}`,
  userName: `${id}@acme.example`,
});
const image: AccountImage = { userName: "x", externalId: null, active: true, attributes: {} };
const people = (count: number) => Array.from({ length: count }, (_, index) => `e${1_000 + index}`);

test("their own tests pass", async () => {
  const { sources, tests } = await shippedPolicies();
  const report = await testPolicies({ sources, tests, data: policyData(organization) }, world);
  const unhappy = report.kind === "ran" ? report.tests.filter(({ status }) => status !== "passed") : report.diagnostics;
  expect(unhappy).toEqual([]);
  expect(report).toMatchObject({ passed: true });
});

describe("a change", () => {
  test("is allowed when it is a harmless birthright", async () => {
    expect(await grant("base")).toMatchObject({ verdict: "allow", rules: [], risk: 5 });
  });

  test("is denied for roles that exclude each other, from either side", async () => {
    for (const role of ["payer", "approver"]) {
      const { verdict, decision } = await grant(role, {}, { holdings: holdings("approver", "payer") });
      expect(verdict).toBe("deny");
      expect(decision.denials).toHaveLength(1);
      expect(decision.denials[0]).toMatchObject({ rule: "sod.exclusive-roles" });
      expect(decision.denials[0]?.message).toContain("approver and payer");
    }
    expect((await grant("payer", {}, { holdings: holdings("base", "payer") })).verdict).toBe("allow");
  });

  test("needs the owner of a risky role, and security for a very risky one", async () => {
    expect(await grant("operator")).toMatchObject({ verdict: "needs-approval", rules: ["privileged.owner-approval"] });
    const { decision } = await grant("root");
    expect(decision.approvals.map(({ from }) => from)).toEqual(["platform", "security"]);
  });

  test("is denied when nobody knows the role", async () => {
    expect((await grant("mystery")).rules).toEqual(["privileged.unknown-role"]);
  });

  test("warns of a contractor without an end, and denies more than a little", async () => {
    expect(await grant("base", { kind: "contractor" })).toMatchObject({
      verdict: "warn",
      rules: ["contractors.no-end"],
    });
    expect((await grant("writer", { kind: "contractor" })).verdict).toBe("deny");
    expect((await grant("writer", { kind: "contractor", end: "2026-09-01T00:00:00Z" })).verdict).toBe("allow");
  });

  test("is denied for guests above their risk", async () => {
    expect(await grant("writer", { kind: "guest" })).toMatchObject({
      verdict: "deny",
      rules: ["guests.risk", "risk.one-owner"],
    });
    expect((await grant("base", { kind: "guest" })).verdict).toBe("allow");
  });

  test("is denied before the first day, after the last, and for nobody", async () => {
    expect((await grant("base", { start: "2026-04-01T00:00:00Z" })).rules).toEqual(["lifecycle.before-start"]);
    expect((await grant("base", { status: "left" })).rules).toEqual(["lifecycle.gone"]);
    expect((await grant("base", { end: "2026-03-01T00:00:00Z" })).rules).toEqual(["lifecycle.gone"]);
    expect((await judge(aGrantChange({ role: "base", person: "e9" }))).rules).toEqual(["lifecycle.nobody"]);
  });

  test("in an emergency skips the owner, never security, and is looked at afterwards", async () => {
    const assigned = (role: string) => {
      const assignments = [anAssignment({ role, kind: "emergency", reason: "INC-1", until: "2026-03-01T18:00:00Z" })];
      const because = [{ kind: "assignment" as const, role, reason: "INC-1", at: assignments[0]?.at ?? noPlace }];
      const around = { organization: { ...organization, assignments, people: [aPerson()] } };
      return judge(aGrantChange({ because }), {}, { ...around, holdings: holdings(role) });
    };
    expect(await assigned("operator")).toMatchObject({ verdict: "warn", rules: ["emergency.review"] });
    expect((await assigned("root")).rules).toEqual(["privileged.security-approval", "emergency.review"]);
  });

  test("that switches a service account off needs security", async () => {
    const service = { kind: "service", status: "left" } as const;
    expect(await judge(deletes(whose("e1001")), service)).toMatchObject({
      verdict: "needs-approval",
      rules: ["service-accounts.removal"],
      risk: 60,
    });
    expect((await judge(disables(whose("e1001")), { status: "left" })).verdict).toBe("allow");
  });

  test("that nobody can undo needs security", async () => {
    const change = { ...disables(whose("e1001")), irreversible: "switching it off deletes the account" };
    expect(await judge(change, { status: "left" })).toMatchObject({
      verdict: "needs-approval",
      rules: ["irreversible.approval"],
      decision: { approvals: [{ from: "security", count: 1 }] },
    });
  });

  test("has the score that the page works out", async () => {
    const never = { history: { of: () => null } };
    const newcomer = { ...aGrantChange({ role: "writer" }), account: null };
    expect(await judge(newcomer, {}, never)).toMatchObject({
      risk: 39,
      decision: { factors: [{ factor: "role", points: 35 }, { factor: "first-time" }, { factor: "joiner" }] },
    });
    const because = [{ kind: "assignment" as const, role: "admin", reason: "REQ-1", at: noPlace }];
    expect(await judge(aGrantChange({ because }), {}, never)).toMatchObject({ risk: 87 });
  });

  test("that takes access away is never denied", async () => {
    const change = { ...revokes(whose("e1001"), anEntitlement()), because: aGrantChange({ role: "root" }).because };
    for (const person of [{ status: "left" }, { kind: "guest" }, { kind: "contractor" }] as const) {
      expect((await judge(change, person, { holdings: holdings("approver", "payer") })).verdict).toBe("allow");
    }
  });
});

describe("a plan", () => {
  const judgePlan = async (changes: Change[], accounts: number) => {
    const decision = await policy.judgePlan(
      planInput(changes, someFacts(organization, { live: { chat: accounts } }), []),
    );
    return [decision.verdict, ...new Set([...decision.denials, ...decision.approvals].map(({ rule }) => rule))];
  };
  const removals = (count: number) => people(count).map((id) => disables(whose(id)));

  test("of a quiet week is allowed", async () => {
    expect(await judgePlan([...removals(2), creates(whose("e9"), image)], 60)).toEqual(["allow"]);
  });

  test("that removes more than a few needs approval, and a quarter is denied", async () => {
    expect(await judgePlan(removals(5), 60)).toEqual(["needs-approval", "mass-change.removed"]);
    expect(await judgePlan(removals(20), 60)).toContain("deny");
  });

  test("that creates a whole organisation needs approval and is not denied", async () => {
    const first = people(60).map((id) => creates(whose(id), image));
    expect(await judgePlan(first, 0)).toEqual(["needs-approval", "mass-change.created"]);
  });

  test("that takes something from most is denied", async () => {
    const taken = people(50).map((id) => revokes(whose(id), anEntitlement()));
    expect(await judgePlan(taken, 60)).toContain("deny");
  });
});

describe("thresholds", () => {
  test("that are there satisfy every policy", async () => {
    expect(await missing(organization.thresholds)).toEqual([]);
  });

  test("that are all missing deny every plan, also an empty one", async () => {
    expect(await missing({})).toContain("policies/thresholds.yaml needs a number at guests.max_risk");
  });

  test("deny every plan when a single one is missing, or is something else", async () => {
    // What joiners are judged by is checked when the file is read: docs/joiners.md.
    const { joiners: _joiners, ...judged } = organization.thresholds;
    const paths = pathsOf(judged);
    expect(paths.length).toBeGreaterThan(80);
    const unheard: string[] = [];
    for (const path of paths) {
      for (const replaced of [without(organization.thresholds, path), replace(organization.thresholds, path, [])]) {
        const messages = await missing(replaced);
        const isTold = messages.some((message) => path.join(".").startsWith(message.split(" at ")[1] ?? "?"));
        if (!isTold) unheard.push(path.join("."));
      }
    }
    expect(unheard).toEqual([]);
  });

  test("that a policy reads are all on the list that is checked", async () => {
    const { sources } = await shippedPolicies();
    const list = sources.find(({ path }) => path.endsWith("/thresholds.rego"))?.text ?? "";
    const checked = [...list.matchAll(/^\t"([a-z_.-]+)":/gm)].map(([, path]) => path ?? "");
    const read = sources
      .filter(({ path }) => !path.endsWith("/thresholds.rego"))
      .flatMap(({ text }) => [...text.matchAll(/data\.thresholds\.([a-z_.]+)/g)].map(([, path]) => path ?? ""));
    const isChecked = (path: string) =>
      checked.some((other) => other === path || path.startsWith(`${other}.`) || other.startsWith(`${path}.`));
    expect(read.length).toBeGreaterThan(50);
    expect(read.filter((path) => !isChecked(path))).toEqual([]);
  });
});

/** What policy says is missing from these thresholds. */
async function missing(thresholds: Thresholds): Promise<readonly string[]> {
  const bare = await openPolicy(compiled, policyData({ ...organization, thresholds }), world);
  const { denials } = await bare.judgePlan(planInput([], someFacts(organization), []));
  await bare.close();
  return denials.filter(({ rule }) => rule === "thresholds.missing").map(({ message }) => message);
}

/** Where something stands that a policy needs; what is listed by name or by date may be empty. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (!isRecord(value) || isList(path)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

const isList = (path: readonly string[]) => ["protected.people", "sensitivity"].includes(path.join("."));

const without = (value: Thresholds, path: readonly string[]) => replace(value, path, undefined);

function replace(value: Thresholds, [first = "", ...rest]: readonly string[], by: unknown): Thresholds {
  const inner = value[first];
  const { [first]: _gone, ...others } = value;
  const after = rest.length === 0 ? by : replace(isRecord(inner) ? inner : {}, rest, by);
  // An empty list of exceptions is as good as none.
  const wrong = Array.isArray(inner) && Array.isArray(after) ? "" : after;
  return wrong === undefined ? others : { ...others, [first]: wrong };
}

const noPlace = { file: "assignments/x.yaml", line: 1, column: 1 };

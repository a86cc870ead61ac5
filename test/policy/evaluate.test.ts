import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readBundle } from "../../src/policy/bundle.ts";
import { compilePolicies } from "../../src/policy/compile.ts";
import { entrypointModule, entrypointsOf } from "../../src/policy/entrypoint.ts";
import { openPolicy, type Policy } from "../../src/policy/evaluate.ts";
import { POLICY_LIMITS } from "../../src/policy/limits.ts";
import { locateCompiler, trustCompiler } from "../../src/policy/opa.ts";
import { planInput } from "../../src/policy/plan-input.ts";
import { policyData } from "../../src/policy/policy-data.ts";
import type { PolicySource, PolicyWorld } from "../../src/policy/world.ts";
import { anOrganization, aRole } from "../support/people.ts";
import { aGrantChange, anInput, aPolicy, aPolicyWorld, discard, planRego, rego, someFacts } from "./world.ts";

let world: PolicyWorld;
const open: Policy[] = [];
beforeAll(async () => {
  world = await aPolicyWorld();
});
afterEach(async () => {
  for (const policy of open.splice(0)) await policy.close();
});
afterAll(() => discard(world));

async function opened(sources: readonly PolicySource[], options?: Parameters<typeof aPolicy>[2]): Promise<Policy> {
  const policy = await aPolicy(sources, world, options);
  open.push(policy);
  return policy;
}

const rulesOf = async (policy: Policy, input = anInput()) =>
  (await policy.judge([input])).flatMap(({ denials }) => denials.map(({ rule }) => rule));
const aPlan = () => planInput([aGrantChange()], someFacts(), []);

describe("judging a change", () => {
  test("gives every rule's word and the data it needs", async () => {
    const policy = await opened(
      [
        rego(`deny contains {"rule": "no.guests", "message": "no"} if input.person.kind == "guest"
warn contains {"rule": "look", "message": sprintf("%s in %s", [input.change.userName, input.application.name])} if true
approvals contains {"from": data.roles[b.role].owner, "rule": "owner", "message": "ask"} if some b in input.change.because
risk contains {"score": data.roles[b.role].risk, "reason": b.role} if some b in input.change.because`),
      ],
      { data: policyData(anOrganization({ roles: [aRole({ owner: "core", risk: 33 })] })) },
    );
    expect(await policy.judge([anInput()])).toEqual([
      {
        verdict: "needs-approval",
        risk: 33,
        factors: [{ factor: "risk", points: 33, reason: "engineer" }],
        denials: [],
        warnings: [{ rule: "look", message: "e1001@acme.example in chat" }],
        approvals: [{ from: "core", count: 1, rule: "owner", message: "ask" }],
      },
    ]);
  });

  test("keeps the order of the changes over many batches", async () => {
    const policy = await opened([rego(`deny contains input.change.person if endswith(input.change.person, "7")`)]);
    const inputs = Array.from({ length: 1_001 }, (_, index) => anInput(aGrantChange({ person: `e${index}` })));
    const decisions = await policy.judge(inputs);
    const denied = decisions.flatMap(({ verdict }, index) => (verdict === "deny" ? [index] : []));
    expect(decisions).toHaveLength(1_001);
    expect(denied).toEqual(inputs.flatMap((_, index) => (index % 10 === 7 ? [index] : [])));
  });

  test("answers questions that are asked at the same time", async () => {
    const policy = await opened([rego(`deny contains "no" if input.change.person == "e2"`), planRego("deny := set()")]);
    const [first, second, plan] = await Promise.all([
      policy.judge([anInput(aGrantChange({ person: "e1" }))]),
      policy.judge([anInput(aGrantChange({ person: "e2" }))]),
      policy.judgePlan(aPlan()),
    ]);
    expect([first[0]?.verdict, second[0]?.verdict, plan.verdict]).toEqual(["allow", "deny", "allow"]);
  });

  test("gives the same bytes for the same input", async () => {
    const source = rego(`deny contains {"rule": r, "message": m} if { some r in {"c","a","b"}; some m in {"2","1"} }`);
    const [one, two] = [await opened([source]), await opened([source])];
    const first = JSON.stringify(await one.judge([anInput(), anInput()]));
    for (let round = 0; round < 20; round += 1) {
      expect(JSON.stringify(await one.judge([anInput(), anInput()]))).toBe(first);
    }
    expect(JSON.stringify(await two.judge([anInput(), anInput()]))).toBe(first);
  });

  test("says the same of a long list, which two workers judge, as of each change alone, and in its order", async () => {
    const policy = await opened([
      rego(`deny contains {"rule": "odd", "message": input.change.person} if endswith(input.change.person, "7")`),
    ]);
    const list = Array.from({ length: 5_000 }, (_, place) => anInput(aGrantChange({ person: `e${place}` })));
    const decisions = await policy.judge(list);
    const told = decisions.map(({ denials }) => denials[0]?.message ?? null);
    expect(told).toEqual(list.map((_, place) => (place % 10 === 7 ? `e${place}` : null)));
  });

  test("says back what it was told, in any script and of any length", async () => {
    const policy = await opened([rego("deny contains input.change.person if true")]);
    const people = ["Łukasz", '😀\u0000"\\', "李".repeat(400_000), "e1"];
    const decisions = await policy.judge(people.map((person) => anInput(aGrantChange({ person }))));
    expect(decisions.map(({ denials }) => denials[0]?.message === undefined)).toEqual(people.map(() => false));
    expect(decisions.every(({ denials }, place) => denials[0]?.message === people[place])).toBe(true);
  });

  test("sees one change at a time, even inside a batch", async () => {
    const policy = await opened([
      rego(`names := ["changes", "subjects"]\n\ndeny contains "sees others" if input[names[_]]`),
    ]);
    expect((await policy.judge([anInput(), anInput()])).map(({ verdict }) => verdict)).toEqual(["allow", "allow"]);
  });
});

describe("judging a plan", () => {
  test("uses the rules of package rollcall.plan alone", async () => {
    const policy = await opened([
      rego(`deny contains "a change" if true`),
      planRego(`deny contains {"rule": "plan.size", "message": "too large"} if input.plan.changes > 0`),
    ]);
    expect((await policy.judgePlan(aPlan())).denials).toEqual([{ rule: "plan.size", message: "too large" }]);
    expect((await policy.judgePlan(planInput([], someFacts(), []))).verdict).toBe("allow");
  });

  test("denies when that package has no deny rule", async () => {
    const policy = await opened([rego(`deny := set()`)]);
    expect((await policy.judgePlan(aPlan())).denials[0]?.rule).toBe("engine.no-deny-rule");
  });
});

describe("any trouble is a denial", () => {
  test("no policies at all", async () => {
    const policy = await opened([]);
    expect(await rulesOf(policy)).toEqual(["engine.no-policy"]);
    expect(await policy.judgePlan(aPlan())).toMatchObject({ verdict: "deny" });
  });

  test("policies that say only yes", async () => {
    const policy = await opened([rego("allow := true\n\ndefault permit := true")]);
    expect(await rulesOf(policy)).toEqual(["engine.no-deny-rule"]);
  });

  test("a deny rule that is undefined", async () => {
    const policy = await opened([rego(`deny := {"x"} if input.change.kind == "nothing like this"`)]);
    expect(await rulesOf(policy)).toEqual(["engine.no-deny-rule"]);
  });

  test("a deny rule that gives something else", async () => {
    expect(await rulesOf(await opened([rego("deny := false")]))).toEqual(["engine.wrong-shape"]);
  });

  test("a rule with two values, told apart from the changes that it does not hit", async () => {
    const policy = await opened([
      rego(`deny contains "x" if false
risk := 10 if input.change.person
risk := 20 if input.change.person == "e2"`),
    ]);
    const decisions = await policy.judge(["e1", "e2", "e3"].map((person) => anInput(aGrantChange({ person }))));
    expect(decisions.map(({ verdict, risk }) => [verdict, risk])).toEqual([
      ["allow", 10],
      ["deny", 100],
      ["allow", 10],
    ]);
    expect(decisions[1]?.denials[0]?.rule).toBe("engine.evaluation-failed");
  });

  test("a built-in of the host that fails while it runs", async () => {
    const policy = await opened([rego(`deny contains sprintf("%d", [input.change.userName])`)]);
    expect(await rulesOf(policy)).toEqual(["engine.evaluation-failed"]);
  });

  test.each([
    ["to_number", "to_number(input.change.userName) < 3"],
    ["a remainder", "10 % count(input.assignments) == 1"],
    ["regex.match", 'regex.match("([", input.change.userName)'],
    ["json.unmarshal", "json.unmarshal(input.change.userName).risk > 1"],
  ])(
    "a rule whose %s fails is silent, as OPA has it, and speaks when it is written so that silence denies",
    async (_, asks) => {
      const plain = await opened([rego(`deny contains "small" if ${asks}`)]);
      expect(await rulesOf(plain)).toEqual([]);
      const turned = await opened([rego(`deny contains "not shown" if not shown\n\nshown if ${asks}`)]);
      expect(await rulesOf(turned)).toEqual(["policy.unnamed"]);
    },
  );

  test("a rule that never ends, with everything after it, while the process lives on", async () => {
    const loop = `deny contains "x" if {
  some a in numbers.range(1, 3000 + count(input.roles))
  some b in numbers.range(1, 3000)
  some c in numbers.range(1, 3000)
  a * b * c == -1
}`;
    const policy = await opened([rego(loop), planRego("deny := set()")], {
      limits: { ...POLICY_LIMITS, deadline: 300 },
    });
    const started = performance.now();
    const decisions = await policy.judge(Array.from({ length: 450 }, () => anInput()));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(new Set(decisions.map(({ denials }) => denials[0]?.rule))).toEqual(new Set(["engine.deadline"]));
    expect(decisions).toHaveLength(450);
    expect((await policy.judgePlan(aPlan())).denials[0]?.rule).toBe("engine.deadline");
  });

  test("a rule that never ends, in whichever worker, denies a long list that several judge", async () => {
    const loop = `deny contains "x" if {
  input.change.person == "e77"
  some a in numbers.range(1, 3000 + count(input.roles))
  some b in numbers.range(1, 3000)
  a * b == -1
}`;
    const policy = await opened([rego(loop), planRego("deny := set()")], {
      limits: { ...POLICY_LIMITS, deadline: 300 },
    });
    const list = Array.from({ length: 5_000 }, (_, place) => anInput(aGrantChange({ person: `e${place}` })));
    const decisions = await policy.judge(list);
    expect(decisions).toHaveLength(5_000);
    expect(decisions.filter((decision) => decision === undefined)).toEqual([]);
    expect(decisions[77]?.denials[0]?.rule).toBe("engine.deadline");
    expect((await policy.judgePlan(aPlan())).verdict).toBe("deny");
  });

  test("a rule that wants more memory than there is", async () => {
    const hungry = rego(`deny contains "x" if count(numbers.range(1, 9000000 + count(input.roles))) < 0`);
    const policy = await opened([hungry], { limits: { ...POLICY_LIMITS, deadline: 20_000, maxPages: 64 } });
    expect(await rulesOf(policy)).toEqual(["engine.evaluation-failed"]);
  });

  test("a question after the end", async () => {
    const policy = await aPolicy([rego("deny := set()")], world);
    await policy.close();
    expect(await rulesOf(policy)).toEqual(["engine.closed"]);
  });
});

describe("a module that was not built under our capabilities", () => {
  test("is not loaded when it wants a forbidden built-in", async () => {
    const wasm = await buildWithoutLimits(`deny contains "x" if time.now_ns() > input.n`);
    const opening = openPolicy(
      { kind: "compiled", digest: DIGEST, wasm, seen: "all" },
      policyData(anOrganization()),
      world,
    );
    await expect(opening).rejects.toMatchObject({ code: "policy-unavailable", message: /time\.now_ns/ });
  });

  test("is not loaded when it is no module at all", async () => {
    const compiled = await compilePolicies([rego("deny := set()")], world);
    if (compiled.kind !== "compiled" || compiled.wasm === null) throw new Error("does not compile");
    for (const wasm of [compiled.wasm.slice(0, 1_000), new Uint8Array(8)]) {
      const opening = openPolicy({ ...compiled, wasm }, policyData(anOrganization()), world);
      await expect(opening).rejects.toMatchObject({ code: "policy-unavailable" });
    }
  });
});

test("100,000 changes are judged in the memory of one batch", async () => {
  const policy = await opened([rego(`deny contains "x" if input.change.person == "e99999"`)]);
  const facts = someFacts();
  function* inputs(count: number) {
    for (let index = 0; index < count; index += 1) yield anInput(aGrantChange({ person: `e${index}` }), facts);
  }
  await policy.judge(inputs(10_000));
  const before = process.memoryUsage().rss;
  let denied = 0;
  for (let round = 0; round < 10; round += 1) {
    for (const { verdict } of await policy.judge(inputs(10_000))) denied += verdict === "deny" ? 1 : 0;
  }
  expect(denied).toBe(0);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});

const DIGEST = `sha256:${"0".repeat(64)}`;

/** What an attacker with the compiler at hand could put in place of our module. */
async function buildWithoutLimits(body: string): Promise<Uint8Array> {
  const opa = await trustCompiler(await locateCompiler(world), world);
  await writeFile(join(world.cache, "p.rego"), rego(body).text);
  await writeFile(join(world.cache, "e.rego"), entrypointModule(DIGEST));
  const { verdicts, planVerdict } = entrypointsOf(DIGEST);
  const args = ["build", "-t", "wasm", "-e", verdicts, "-e", planVerdict, "p.rego", "e.rego"];
  expect(await opa(args, world.cache)).toMatchObject({ code: 0 });
  const wasm = readBundle(await readFile(join(world.cache, "bundle.tar.gz")), "policy.wasm");
  if (wasm === null) throw new Error("no module was built");
  return wasm;
}

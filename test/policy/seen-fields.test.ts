import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ChangeQuestion } from "../../src/policy/change-input.ts";
import { compilePolicies } from "../../src/policy/compile.ts";
import { openPolicy } from "../../src/policy/evaluate.ts";
import { policyData } from "../../src/policy/policy-data.ts";
import { seenFields, seenPart } from "../../src/policy/seen-fields.ts";
import type { PolicySource, PolicyWorld } from "../../src/policy/world.ts";
import { anOrganization, aRole } from "../support/people.ts";
import { aPolicyWorld, discard, rego, shippedPolicies, shippedThresholds } from "./world.ts";

let world: PolicyWorld;
beforeAll(async () => {
  world = await aPolicyWorld();
});
afterAll(() => discard(world));

const whole = { change: { kind: "grant", key: "k" }, person: null, roles: ["a"], at: "now" };
const part = (body: string) => seenPart(whole, seenFields([rego(body)]));

describe("what rules look at", () => {
  test("is the fields that they name", () => {
    expect(part(`deny contains "x" if { input.change.kind == "grant"; input.at > "" }`)).toEqual({
      change: { kind: "grant" },
      at: "now",
    });
  });

  test("is everything below a field that they take as it is, or look into by a variable", () => {
    expect(part("deny contains c if c := input.change")).toEqual({ change: whole.change });
    expect(part("deny contains x if x := input.change[name]")).toEqual({ change: whole.change });
    expect(part(`deny contains x if x := input.change["kind"]`)).toEqual({ change: whole.change });
    expect(part("deny contains x if { x := input.change.kind; y := input.change }")).toEqual({ change: whole.change });
  });

  test("is all of it where input itself is handed on", () => {
    for (const body of [
      "x := f(input)",
      "x := input[y]",
      `x := input["at"]`,
      "x := y with input as {}",
      "walk(input, z)",
    ])
      expect(part(body)).toEqual(whole);
  });

  test("is all of it where input has another name", () => {
    expect(seenFields([{ path: "policies/a.rego", text: "package rollcall\nimport input as given\n" }])).toBe("all");
  });

  test("is nothing that stands in a text or a comment alone", () => {
    const body = `deny contains "# input" if {
  \`input " \` == "\\"input.at" # input.roles
  input.at # "
  "//" == "input"
}`;
    expect(part(body)).toEqual({ at: "now" });
  });

  test("keeps what is null, and adds nothing that is not there", () => {
    expect(part("deny contains x if x := input.person.kind")).toEqual({ person: null });
    expect(part("deny contains x if x := input.pool.name")).toEqual({});
  });
});

describe("decisions about the part that is seen are those about the whole", () => {
  test("for the shipped policies", { timeout: 60_000 }, async () => {
    const { sources } = await shippedPolicies();
    const thresholds = await shippedThresholds();
    const roles = ["base", "writer", "admin"].map((name, place) =>
      aRole({ name, risk: 40 * place, excludes: ["base"] }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(questions, { minLength: 300, maxLength: 300 }), (list) =>
        expectSame({ sources, list, organization: anOrganization({ thresholds, roles }) }),
      ),
      { numRuns: 5 },
    );
  });

  test("for any policies", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rules, { minLength: 1, maxLength: 5 }), fc.array(questions), (bodies, list) =>
        expectSame({ sources: [rego(["deny := said", ...bodies].join("\n\n"))], list, organization: anOrganization() }),
      ),
      { numRuns: 6 },
    );
  });
});

async function expectSame(given: {
  readonly sources: readonly PolicySource[];
  readonly list: readonly ChangeQuestion[];
  readonly organization: Parameters<typeof policyData>[0];
}): Promise<void> {
  const compiled = await compilePolicies(given.sources, world);
  if (compiled.kind === "invalid") throw new Error(JSON.stringify(compiled.diagnostics));
  const judge = async (seen: typeof compiled.seen) => {
    const policy = await openPolicy({ ...compiled, seen }, policyData(given.organization), world);
    const decisions = await policy.judge(given.list);
    await policy.close();
    return decisions;
  };
  expect(await judge(compiled.seen)).toEqual(await judge("all"));
}

const paths = fc.constantFrom(
  ...["input", "input.person", "input.person.kind", "input.person.attributes", "input.person.attributes.department"],
  ...["input.change", "input.change.kind", "input.change.because", "input.change.entitlement.value", "input.roles"],
  ...["input.history.given", "input.before", "input.before.roles", "input.application.name", "input.proposers"],
);

/** Rules that say what they see, or that they see nothing. */
const rules = fc.oneof(
  paths.map((path) => `said contains json.marshal(${path})`),
  paths.map((path) => `said contains "nothing at ${path}" if not ${path}`),
  paths.map((path) => `said contains sprintf("%v", [part]) if some part in [${path}]`),
  paths.map((path) => `said contains json.marshal([at, part]) if walk(${path}, [at, part])`),
  fc
    .tuple(paths, paths)
    .map(([path, other]) => `said contains "they differ" if json.marshal(${path}) != json.marshal(${other})`),
);

const roleNames = fc.constantFrom("base", "writer", "admin", "unknown");
const instants = fc.constantFrom("2026-02-01T00:00:00Z", "2026-03-01T12:00:00Z", "2026-03-05T00:00:00Z");
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const people = fc.constantFrom("e1", "e2");
const attributes = fc.record({
  department: fc.constantFrom("Sales", "Design"),
  secret_rotated: fc.constantFrom("", "2026-01-01", "long ago"),
});
const kinds = fc.constantFrom("employee", "contractor", "guest", "service");
const statuses = fc.constantFrom("active", "leave", "left");

const subjects = fc.record({
  format_version: fc.constant("1.0"),
  person: nullable(
    fc.record({
      ...{
        id: people,
        kind: kinds,
        status: statuses,
        manager: nullable(people),
        managerPresent: nullable(fc.boolean()),
      },
      ...{ start: nullable(instants), end: nullable(instants), attributes, present: fc.boolean() },
      signals: fc.constant(null),
    }),
  ),
  before: nullable(fc.record({ kind: kinds, status: statuses, attributes, roles: fc.array(roleNames) })),
  roles: fc.uniqueArray(roleNames),
  holdings: fc.array(
    fc.record({ role: roleNames, kind: fc.constantFrom("birthright", "assignment"), at: nullable(fc.constant("a:1")) }),
  ),
  assignments: fc.array(
    fc.record({
      ...{ role: roleNames, kind: fc.constantFrom("standard", "temporary", "emergency"), reason: fc.constant("INC-1") },
      ...{ from: nullable(instants), until: nullable(instants), through: nullable(instants) },
    }),
    { maxLength: 2 },
  ),
  proposers: fc.uniqueArray(people),
  at: instants,
});

const because = fc.oneof(
  fc.record({ kind: fc.constant("birthright"), role: roleNames }),
  fc.record({ kind: fc.constant("assignment"), role: roleNames, reason: fc.constant("asked") }),
);

const changed = {
  ...{ key: fc.string(), application: fc.constantFrom("chat", "directory"), person: nullable(people) },
  ...{
    account: nullable(fc.string()),
    userName: fc.string(),
    because: fc.array(because),
    needs: fc.constant(undefined),
  },
};

const entitlement = fc.record({
  ...{ application: fc.constant("chat"), type: fc.constant("group"), value: fc.constantFrom("owners", "all") },
});

const changes = fc.oneof(
  fc.record({
    ...{ ...changed, kind: fc.constant("grant"), entitlement },
    ...{ before: fc.constant({ held: false }), after: fc.constant({ held: true }) },
  }),
  fc.record({
    ...{ ...changed, kind: fc.constant("revoke"), entitlement },
    ...{ before: fc.constant({ held: true }), after: fc.constant({ held: false }) },
  }),
  fc.record({
    ...{ ...changed, kind: fc.constant("delete-account"), irreversible: fc.constant("it is gone") },
    ...{ before: fc.constant({ userName: "a", active: true, attributes: {} }), after: fc.constant(null) },
  }),
);

const questions: fc.Arbitrary<ChangeQuestion> = fc.record({
  subject: subjects,
  own: fc.record({
    change: changes,
    application: fc.record({ name: fc.constantFrom("chat", "directory"), accounts: nullable(fc.nat()) }),
    pool: fc.constant(null),
    history: nullable(
      fc.record({ given: fc.nat(2), lastGiven: nullable(instants), taken: fc.nat(2), lastTaken: nullable(instants) }),
    ),
    lastSignIn: nullable(instants),
  }),
});

import { describe, expect, test } from "vitest";
import type { Assignment } from "../../src/model/assignment.ts";
import { extensions } from "../../src/policy/extensions.ts";
import { anAssignment, anOrganization } from "../support/people.ts";
import { someFacts } from "./world.ts";

const at = "2026-11-23T09:00:00Z";
const friday = "2026-11-27T00:00:00Z";
const december = "2026-12-31T00:00:00Z";

const held = (with_: Partial<Assignment> = {}): Assignment =>
  anAssignment({ person: "e1", role: "payer", from: null, until: friday, kind: "temporary", ...with_ });

/** What is told of a proposal; everybody whom it names holds the role, unless `holders` says otherwise. */
function told(
  proposal: readonly Assignment[],
  base: readonly Assignment[] | null,
  { given = [], holders }: { readonly given?: readonly string[]; readonly holders?: readonly string[] } = {},
) {
  const because = [
    { kind: "birthright", role: "payer", at: { file: "roles/payer.yaml", line: 1, column: 1 } },
  ] as const;
  const people = holders ?? proposal.map(({ person }) => person);
  const holdings = new Map(people.map((person) => [person, [{ role: "payer", because }]]));
  const organization = anOrganization({ assignments: proposal });
  const facts = { ...someFacts(organization, { holdings }), at, assignmentsBefore: base };
  return extensions(facts, new Set(given));
}

const e1 = (until: string | null) => [{ role: "payer", count: 1, people: ["e1"], until }];

describe("a role that is held for longer", () => {
  test.each([
    ["by an assignment that is prolonged", [held({ until: december })], [held()], december],
    ["by one that loses its end", [held({ until: null, kind: "standard" })], [held()], null],
    ["by another that follows", [held(), held({ from: friday, until: december })], [held()], december],
    [
      "by one beside an emergency",
      [held({ kind: "emergency" }), held({ until: null })],
      [held({ kind: "emergency" })],
      null,
    ],
    ["by one in the place of an emergency", [held({ until: null })], [held({ kind: "emergency" })], null],
    ["by one that was over in the base", [held({ until: december })], [held({ until: at })], december],
    ["by one where the base had none", [held()], [], friday],
  ] as const)("is told: %s", (_what, proposal, base, until) => {
    expect(told(proposal, base)).toEqual(e1(until));
  });

  test.each([
    ["nothing is longer", [held()], [held()]],
    ["it is shorter", [held()], [held({ until: december })]],
    ["it is an emergency", [held({ kind: "emergency", until: december })], [held({ kind: "emergency" })]],
    ["it is over", [held({ until: at })], []],
  ] as const)("is not told where %s", (_what, proposal, base) => {
    expect(told(proposal, base)).toEqual([]);
  });

  test("is not told where a change shows it: of one assignment alone, that has begun", () => {
    const given = ["e1/payer"];
    expect(told([held()], [], { given })).toEqual([]);
    expect(told([held(), held({ from: friday, until: december })], [], { given })).toEqual(e1(december));
    expect(told([held({ kind: "emergency" }), held({ until: null })], [], { given })).toEqual(e1(null));
    expect(told([held({ from: friday, until: null })], [], { given })).toEqual(e1(null));
  });

  test("is not told of who does not hold it yet: a change will give it", () => {
    expect(told([held({ from: friday, until: december })], [], { holders: [] })).toEqual([]);
  });

  test("is not told without a base", () => {
    expect(told([held()], null)).toEqual([]);
  });

  test("is told once a role, with the first ten people and the last end", () => {
    const people = Array.from({ length: 12 }, (_, n) => `e${10 + n}`);
    const proposal = people.map((person, n) => held({ person, until: n === 3 ? december : friday }));
    expect(told(proposal, [])).toEqual([{ role: "payer", count: 12, people: people.slice(0, 10), until: december }]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPlanVerdict, VerdictReader } from "../../src/policy/read-verdicts.ts";
import { readVerdict } from "../../src/policy/verdict.ts";

const written = (result: unknown) => JSON.stringify([{ result }]);
const silent = { deny: [[]], warn: [[]], approvals: [[]], risk: [[]] };

const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom('"', "\\", '\\"', "],[", "},{", "[{"),
);
const verdicts = fc.oneof(
  fc.record({ deny: fc.constant([[]]), warn: fc.tuple(fc.array(fc.record({ rule: texts, message: texts }))) }),
  fc.record({ deny: fc.tuple(fc.array(texts)), risk: fc.tuple(fc.array(fc.nat(100))) }),
  fc.jsonValue(),
);

describe("what a module wrote about a batch", () => {
  test("is read verdict by verdict, whatever stands in it", () => {
    const reader = new VerdictReader();
    fc.assert(
      fc.property(fc.array(verdicts, { maxLength: 20 }), (list) => {
        const read = JSON.parse(JSON.stringify(list)).map((raw: unknown) => readVerdict(raw, "rollcall"));
        expect(reader.read(written(list), list.length)).toEqual(read);
        expect(reader.read(written(list), list.length)).toEqual(read);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is remembered without an end to what is remembered", () => {
    const reader = new VerdictReader();
    const list = Array.from({ length: 5_000 }, (_, place) => ({ ...silent, deny: [[`no ${place}`]] }));
    const denials = reader.read(written(list), list.length).map(({ denials: [first] }) => first?.message);
    expect(denials).toEqual(list.map((_, place) => `no ${place}`));
  });

  test("is a denial of every change when it is something else, or about more or fewer", () => {
    const reader = new VerdictReader();
    for (const text of [
      written([silent]),
      written([silent, silent, silent]),
      written({}),
      written(null),
      "[]",
      "",
      "{",
    ])
      expect(reader.read(text, 2).map(({ denials }) => denials[0]?.rule)).toEqual(Array(2).fill("engine.no-result"));
  });
});

describe("what a module wrote about a plan", () => {
  test("is its verdict, and without one a denial", () => {
    expect(readPlanVerdict(written({ ...silent, deny: [["no"]] })).denials).toEqual([
      { rule: "policy.unnamed", message: "no" },
    ]);
    for (const text of ["[]", "", "[{}]", "null"])
      expect(readPlanVerdict(text).denials[0]?.rule).toBe("engine.no-result");
  });
});

import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { checkExpiry, decodePlan, encodePlan, sealPlan } from "../../src/apply/plan-file.ts";
import { planSchema } from "../../src/apply/plan-schema.ts";
import { canonical } from "../../src/document/canonical.ts";
import { sha256 } from "../../src/document/digest.ts";
import type { Plan } from "../../src/model/plan.ts";
import {
  aBirthrightCause,
  aChange,
  aDecision,
  aFinding,
  anAssignmentCause,
  aPlan,
  aPlannedChange,
  aSeatSummary,
  aWaiting,
} from "../support/plan.ts";

const every = Object.values(aChange).map((make, index) =>
  aPlannedChange(make({ person: `e${index}` }), index % 2 === 0 ? aDecision.warn() : aDecision.approval()),
);
const causes = aChange.grant({
  because: [
    aBirthrightCause(),
    anAssignmentCause(),
    { kind: "pool", pool: "ide", text: "a seat is free", at: { file: "pools/ide.yaml", line: 1, column: 1 } },
  ],
});

function sealed(wish: Partial<Plan> = {}): Plan {
  const {
    operations: _operations,
    digest: _digest,
    ...draft
  } = aPlan({
    changes: [...every, aPlannedChange(causes)],
    decision: aDecision.deny(),
    guards: [{ guard: "roster.drop", message: "too many are gone" }],
    seats: [aSeatSummary()],
    waiting: [aWaiting()],
    findings: [aFinding()],
    ...wish,
  });
  return sealPlan(draft);
}

/** The file of a plan that somebody edited, with a digest that matches again when `resealed`. */
function edited(edit: (plan: Record<string, unknown>) => void, { resealed }: { resealed: boolean }): string {
  const { digest, ...plan } = JSON.parse(encodePlan(sealed()));
  edit(plan);
  return JSON.stringify({ ...plan, digest: resealed ? sha256(canonical(plan)) : digest });
}

const code = (text: string) => {
  try {
    decodePlan(text);
    return "read";
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
};

describe("a plan file", () => {
  test("gives back every kind of change, decision and cause", () => {
    expect(decodePlan(encodePlan(sealed()))).toEqual(sealed());
  });

  test("keeps which run it undoes, and no more of that than there is", () => {
    const { basis } = sealed();
    const undoing = sealed({ basis: { ...basis, undoes: { sequence: 3, run: "r-3", ring: 1 } } });
    expect(decodePlan(encodePlan(undoing))).toEqual(undoing);
    expect(undoing.digest).not.toBe(sealed().digest);
    expect(
      code(
        edited((plan) => Object.assign(plan, { basis: { ...basis, undoes: { sequence: 0, run: "r" } } }), {
          resealed: true,
        }),
      ),
    ).toBe("plan-tampered");
  });

  test("keeps what cannot be undone, and agreeing to it is another plan", () => {
    const change = aChange.remove();
    const [usual, marked] = [change, { ...change, irreversible: "the account is gone" }].map((each) =>
      sealed({ changes: [aPlannedChange(each)] }),
    );
    if (usual === undefined || marked === undefined) throw new Error("there are two plans");
    expect(decodePlan(encodePlan(marked)).changes[0]?.change.irreversible).toBe("the account is gone");
    expect(marked.operations).not.toBe(usual.operations);
  });

  test("is the same bytes for the same plan, whatever the order of its fields", () => {
    const plan = sealed();
    const reversed = Object.fromEntries(Object.entries(plan).toReversed());
    expect(encodePlan({ ...plan, ...reversed })).toBe(encodePlan(plan));
    expect(encodePlan(plan).endsWith("}\n")).toBe(true);
  });

  test("may be laid out anew: the digest is of what it says", () => {
    expect(decodePlan(JSON.stringify(JSON.parse(encodePlan(sealed())), null, 2))).toEqual(sealed());
  });

  test.each<[string, (plan: Record<string, unknown>) => void]>([
    ["a field is other", (plan) => Object.assign(plan, { people: 3 })],
    ["a change is missing", (plan) => Object.assign(plan, { changes: every.slice(1) })],
    ["its order is other", (plan) => Object.assign(plan, { changes: every.toReversed() })],
  ])("is refused when %s", (_what, edit) => {
    expect(code(edited(edit, { resealed: false }))).toBe("plan-tampered");
  });

  test("is refused when the operations do not match, also with a digest that does", () => {
    expect(code(edited((plan) => Object.assign(plan, { changes: every.slice(1) }), { resealed: true }))).toBe(
      "plan-tampered",
    );
    expect(code(edited((plan) => Object.assign(plan, { people: 3 }), { resealed: true }))).toBe("read");
  });

  test.each<[string, (plan: Record<string, unknown>) => void]>([
    ["a field that it does not know", (plan) => Object.assign(plan, { note: "x" })],
    ["a missing field", (plan) => Object.assign(plan, { basis: undefined })],
    [
      "a kind of change that there is not",
      (plan) => Object.assign(plan, { changes: [{ ...every[0], change: { ...every[0]?.change, kind: "promote" } }] }),
    ],
    [
      "a grant that is held before",
      (plan) =>
        Object.assign(plan, {
          changes: [{ ...every[5], change: { ...every[5]?.change, before: { held: true }, kind: "grant" } }],
        }),
    ],
    [
      "a decision that there is not",
      (plan) => Object.assign(plan, { decision: { ...aDecision.allow(), verdict: "maybe" } }),
    ],
    ["a format of the future", (plan) => Object.assign(plan, { format_version: "2.0" })],
    [
      "an instant without a zone",
      (plan) => Object.assign(plan, { basis: { ...sealed().basis, expires: "2026-11-24" } }),
    ],
  ])("is refused with %s", (_what, edit) => {
    const text = edited(
      (plan) => {
        edit(plan);
        for (const [key, value] of Object.entries(plan)) if (value === undefined) delete plan[key];
      },
      { resealed: true },
    );
    expect(code(text)).toBe("plan-tampered");
  });

  test.each(["", "{", "null", "[]", "{}", '"1.0"'])("is refused when it is no plan at all: %s", (text) => {
    expect(code(text)).toBe("plan-tampered");
  });
});

describe("the digest of the operations", () => {
  const operations = (wish: Partial<Plan>) => sealed(wish).operations;
  const [first, second] = every;
  const changes = first && second ? [first, second] : [];

  test("is the same for what is done for other reasons, by another decision, at another time", () => {
    const other = changes.map(({ change }) =>
      aPlannedChange({ ...change, because: [], needs: [] }, aDecision.allow(3)),
    );
    expect(operations({ changes: other, people: 1, findings: [] })).toBe(operations({ changes }));
  });

  test("is another for another order, account or value", () => {
    const renamed = changes.map(({ change, decision }) => ({
      change: { ...change, userName: "x@example.com" },
      decision,
    }));
    const moved = changes.map(({ change, decision }) => ({ change: { ...change, account: "id-9" }, decision }));
    const all = [changes, changes.toReversed(), renamed, moved].map((list) => operations({ changes: list }));
    expect(new Set(all).size).toBe(4);
  });

  test("is what the plan file holds, in its format", () => {
    expect(operations({ changes: [] })).toBe(sha256("[]"));
  });
});

test("a plan expires at its instant and not before", () => {
  const plan = aPlan();
  expect(() => checkExpiry(plan, "2026-11-24T08:59:59Z")).not.toThrow();
  expect(() => checkExpiry(plan, "2026-11-24T09:00:00Z")).toThrow(expect.objectContaining({ code: "plan-expired" }));
});

test("the schema of plans is valid: it is not checked when it is compiled", () => {
  const ajv = new Ajv();
  expect(ajv.validateSchema(planSchema), ajv.errorsText()).toBe(true);
});

import { expect, test } from "vitest";
import { EmergencyAccess } from "../../../src/audit/questions/emergency.ts";
import { inNovember, november, Recorded, rowsOf } from "./recorded.ts";

const ask = (ledger: Recorded) =>
  ledger.answer(new EmergencyAccess({ period: inNovember, within: 3 * 86_400_000 }), inNovember);
const given = { emergency: true } as const;
const review = (sequence: number, wish: { readonly actor?: string } = {}) =>
  ({ kind: "review", sequence, run: "run-1", verdict: "accepted", ticket: "INC-1", actor: "e7", ...wish }) as const;

test("emergency access lasts from its grant to its revoke, and wants a review in time", () => {
  const answer = ask(
    new Recorded()
      .run(november(2), [given, {}])
      .run(november(2, 13), [{ kind: "revoke" }])
      .event(november(4), review(1)),
  );
  expect(rowsOf(answer)).toMatchObject([{ id: "1/1", hours: 4, reviewer: "e7", ticket: "INC-1", problem: null }]);
  expect(answer.exceptions).toBe(0);
});

test.each([
  ["nobody reviewed", new Recorded().run(november(2), [given]), "no review"],
  ["somebody reviewed too late", new Recorded().run(november(2), [given]).event(november(6), review(1)), "late review"],
  [
    "its own person reviewed",
    new Recorded().run(november(2), [given]).event(november(3), review(1, { actor: "e1001" })),
    "reviewed by who got it",
  ],
])("one that %s stands out", (_, ledger, problem) => {
  expect(rowsOf(ask(ledger))).toMatchObject([{ problem, ended: null }]);
  expect(ask(ledger).exceptions).toBe(1);
});

test("a disabled account ends it", () => {
  const ledger = new Recorded().run(november(2), [given]).run(november(3), [{ kind: "disable-account", target: null }]);
  expect(rowsOf(ask(ledger))).toMatchObject([{ hours: 24 }]);
});

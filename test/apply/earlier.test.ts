import { expect, test } from "vitest";
import { earlierLife } from "../../src/apply/earlier.ts";
import type { Outcome } from "../../src/model/outcome.ts";

const outcome = (status: Outcome["status"]): Outcome => ({
  ...{ key: "k", status, account: null, reason: null, reference: null },
  ...{ attempts: 0, recovered: false, at: "2026-11-23T09:00:00Z" },
});

const begun = { opened: null, outcomes: new Map(), open: new Set(["k"]), closed: null, recorded: null };
const fresh = { ...begun, open: new Set<string>() };

test("what an earlier life began and this one does not reach may be done, whoever says that it was not reached", () => {
  expect(earlierLife(begun).recovered(outcome("not-reached"))).toMatchObject({ status: "failed", attempts: 1 });
  expect(earlierLife(fresh).recovered(outcome("not-reached"))).toEqual(outcome("not-reached"));
});

test("what an earlier life began and this one does not send may be done, too, whatever kept it from being sent", () => {
  for (const status of ["failed", "refused"] as const) {
    const said = { ...outcome(status), reason: "chat refused the token" };
    const { recovered } = earlierLife(begun);
    expect(recovered(said)).toMatchObject({
      status: "failed",
      attempts: 1,
      reason: expect.stringContaining("may be done; now: chat refused"),
    });
    expect(recovered({ ...said, attempts: 2 })).toEqual({ ...said, attempts: 2 });
    expect(earlierLife(fresh).recovered(said)).toEqual(said);
  }
});

test("what an earlier life began and is so now was done by it", () => {
  expect(earlierLife(begun).recovered(outcome("unchanged"))).toMatchObject({ status: "applied", recovered: true });
  expect(earlierLife(fresh).recovered(outcome("unchanged"))).toEqual(outcome("unchanged"));
});

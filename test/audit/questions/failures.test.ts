import { expect, test } from "vitest";
import { Failures } from "../../../src/audit/questions/failures.ts";
import type { IntentEvent } from "../../../src/model/ledger-event.ts";
import { inNovember, november, Recorded, rowsOf } from "./recorded.ts";

const intent = (run: string) =>
  ({
    kind: "intent",
    run,
    plan: { digest: "sha256:1", operations: "sha256:2", at: november(1) },
    ...{ commit: null, policy: "sha256:3", changes: 2, approvals: [] },
  }) as const satisfies Partial<IntentEvent>;
const ask = (ledger: Recorded) => ledger.answer(new Failures(inNovember), inNovember);

test("what failed is made good by a later run that makes the same change", () => {
  const answer = ask(
    new Recorded()
      .run(november(2), [{ key: "a", status: "failed" }, { key: "b", status: "unverified" }, { key: "c" }])
      .run("2026-12-02T09:00:00Z", [{ key: "a", status: "unchanged" }]),
  );
  expect(rowsOf(answer).map(({ id, made_good }) => [id, made_good])).toEqual([
    ["1/1", "2/1"],
    ["1/2", null],
  ]);
  expect(answer.exceptions).toBe(1);
});

test("a run that was announced and never recorded is open; one that another looked after is not", () => {
  const answer = ask(
    new Recorded()
      .event(november(2), intent("lost"))
      .event(november(3), intent("found"))
      .run(november(4), [], { run: "found", kind: "recovery" }),
  );
  expect(rowsOf(answer, "intents").map(({ run }) => run)).toEqual(["lost"]);
  expect(rowsOf(answer, "runs").map(({ run, kind }) => [run, kind])).toEqual([["found", "recovery"]]);
  expect(answer.exceptions).toBe(1);
});

test("runs that ended partly are listed, and nothing of other periods", () => {
  const answer = ask(
    new Recorded()
      .run("2026-10-30T09:00:00Z", [{ status: "failed" }], { conclusion: "partial" })
      .run(november(4), [], { conclusion: "failed", error: "the lease was lost" }),
  );
  expect(rowsOf(answer)).toEqual([]);
  expect(rowsOf(answer, "runs")).toMatchObject([{ record: 2, conclusion: "failed", error: "the lease was lost" }]);
});

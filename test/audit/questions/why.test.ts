import { expect, test } from "vitest";
import { Why } from "../../../src/audit/questions/why.ts";
import { november, Recorded, rowsOf } from "./recorded.ts";

const approvals = [{ operations: "sha256:ops", by: "e1002", team: "platform", at: november(1) }];
const ledger = () =>
  new Recorded().run(november(2), [{}, { person: "e2" }], { approvals }).run(november(3), [{ kind: "revoke" }]);

test("the chain goes from the entry to the line of the file, the plan, the policy and who agreed", () => {
  const answer = ledger().answer(new Why({ person: "e1001", target: "group:engineering" }));
  const chain = rowsOf(answer).map(({ step, where }) => [step, where]);
  expect(chain).toContainEqual(["entry", "1/1"]);
  expect(chain).toContainEqual(["because", "roles/engineer.yaml:6"]);
  expect(chain).toContainEqual(["files", "1".repeat(40)]);
  expect(chain).toContainEqual(["plan", `sha256:${"a".repeat(64)}`]);
  expect(chain).toContainEqual(["approval", "sha256:ops"]);
  expect(chain).toContainEqual(["signed", "SHA256:ci"]);
  expect(answer.said[0]).toContain("taken away again");
  expect(rowsOf(answer, "history").map(({ id }) => id)).toEqual(["1/1", "2/1"]);
});

test.each(["group:engineering", "chat/group:engineering"])("%s names it", (target) => {
  expect(ledger().answer(new Why({ person: "e2", target })).exceptions).toBe(0);
});

test("what nothing gave is said to be so", () => {
  const answer = ledger().answer(new Why({ person: "e3", target: "group:engineering" }));
  expect(answer.exceptions).toBe(1);
  expect(rowsOf(answer)).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assign, edit } from "./office.ts";
import { Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

/** Carla, who enters payments, is to approve them too. */
const proposal = assign("e3", "payments-approver");

const accepted = (until: string) =>
  edit(
    "policies/thresholds.yaml",
    "exceptions: []",
    `exceptions: [{ person: e3, roles: [payments-clerk, payments-approver], owner: finance-leads, until: ${until}, reason: the other one is on leave }]`,
  );

const both =
  "e3 would hold payments-approver (assignments/office.yaml:5) and payments-clerk (assignments/office.yaml:3), which exclude each other";

describe("a payments clerk who is to become a payments approver", () => {
  test("is denied, with both roles and both places", async () => {
    const { verdict, denied, messages } = await stage.judge({ files: proposal });
    expect({ verdict, denied }).toEqual({ verdict: "deny", denied: ["sod.exclusive-roles"] });
    expect(messages).toContain(both);
  });

  test("is a question to the owner of an exception, who is named", async () => {
    const judged = await stage.judge({ files: { ...proposal, ...accepted("2026-12-31") } });
    expect(judged).toMatchObject({ verdict: "needs-approval", denied: [], warned: ["sod.exception"] });
    expect(judged.asked).toContain("sod.exception finance-leads 1");
    expect(judged.messages).toContain(`${both}; finance-leads accepts it until 2026-12-31: the other one is on leave`);
  });

  test("is denied again when the exception is over, and told whose it was", async () => {
    const { denied, messages } = await stage.judge({ files: { ...proposal, ...accepted("2026-11-22") } });
    expect(denied).toEqual(["sod.exclusive-roles"]);
    expect(messages).toContain(`${both}; finance-leads had accepted it until 2026-11-22`);
  });

  test("is allowed when she enters payments no more", async () => {
    const files = edit("assignments/office.yaml", "e3, role: payments-clerk", "e3, role: payments-approver");
    expect(await stage.judge({ files })).toMatchObject({ denied: [] });
  });
});

describe("a conflict that was there before", () => {
  test("denies a plan that gives anybody anything", async () => {
    const files = assign("e4", "analyst");
    const applied = proposal;
    const rows = `${applied["assignments/office.yaml"]}${files["assignments/office.yaml"]?.split("\n").at(-2)}\n`;
    const judged = await stage.judge({ applied, files: { "assignments/office.yaml": rows } });
    expect(judged.denied).toEqual(["sod.exclusive-roles"]);
    expect(judged.messages).toContain(both);
  });

  test("lets a plan pass that only takes access away", async () => {
    const files = edit("people/roster.csv", "e4,employee,active", "e4,employee,left");
    const judged = await stage.judge({ applied: proposal, files });
    expect(judged).toMatchObject({ verdict: "warn", denied: [], warned: ["sod.exclusive-roles"] });
  });
});

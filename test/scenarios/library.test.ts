import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ruleIdsOf, shippedPolicies } from "../policy/world.ts";
import { scenarios } from "./library.ts";
import { type Judged, Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

/** Ids of the rules that spoke, whatever they said. */
const spoken = ({ denied, asked, warned }: Judged) =>
  new Set([...denied, ...asked.map((need) => need.split(" ")[0]), ...warned]);

test("a Monday on which nothing changes is allowed, and nobody says a word", async () => {
  expect(await stage.judge({})).toMatchObject({ verdict: "allow", denied: [], asked: [], warned: [], changes: 0 });
});

describe.each(scenarios)("$rule", ({ rule, speaks, passes }) => {
  test("speaks", async () => {
    expect(spoken(await stage.judge(speaks))).toContain(rule);
  });

  test("lets pass what is like it and well", async () => {
    expect(spoken(await stage.judge(passes))).not.toContain(rule);
  });
});

/** What nobody can write into files, or what these scenes do not have: shipped.test.ts and the policies' own tests ask these. */
const outOfReach = new Set([
  // The engine gives nothing to people who are not here, and such roles and assignments are errors in the files.
  ...["lifecycle.nobody", "lifecycle.before-start", "lifecycle.gone", "privileged.unknown-role", "emergency.standing"],
  "administrators.unknown",
  // See payments.test.ts.
  "sod.exception",
]);

test("every rule of the shipped policies has its two scenarios", async () => {
  const told = new Set([...scenarios.map(({ rule }) => rule), ...outOfReach]);
  expect([...told].sort()).toEqual(ruleIdsOf((await shippedPolicies()).sources));
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeAll, planFor } from "../support/live-application.ts";
import { randomLives, randomOrganization } from "./random-organization.ts";

describe("a plan", () => {
  test("leads where a second plan has nothing to do (I1, I5)", () => {
    fc.assert(
      fc.property(randomOrganization, randomLives(), (organization, lives) => {
        const first = planFor(organization, lives);
        makeAll(first.changes, lives);
        const second = planFor(organization, lives);
        expect(second.changes).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

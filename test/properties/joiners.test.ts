import fc from "fast-check";
import { expect, test } from "vitest";
import type { Organization } from "../../src/model/organization.ts";
import { destructiveKinds } from "../../src/plan/permitted.ts";
import { aSignUp, joinerSettings } from "../support/joiners.ts";
import { makeAll, planFor } from "../support/live-application.ts";
import { randomLives, randomOrganization } from "./random-organization.ts";

/** Some sign up with an address to throw away, some with nothing against them, and of the others nobody knows. */
function withSignUps(organization: Organization, choices: readonly number[]): Organization {
  const signUps = organization.people.flatMap(({ id: person }, index) => {
    const choice = (choices[index % choices.length] ?? 0) % 3;
    if (choice === 0) return [];
    return [aSignUp({ person, emailDomain: choice === 1 ? "mailinator.com" : "acme.example" })];
  });
  return { ...organization, joiners: joinerSettings(signUps) };
}

const choices = fc.array(fc.nat(2), { minLength: 1, maxLength: 20 });

test("who is held gets nothing, nobody else loses anything by it, and it comes to an end", () => {
  fc.assert(
    fc.property(randomOrganization, randomLives(), choices, (plain, lives, chosen) => {
      const organization = withSignUps(plain, chosen);
      const plan = planFor(organization, lives);
      const held = new Set(
        plan.findings.flatMap(({ kind, subject }) =>
          kind === "joiner-held" || kind === "joiner-blocked" ? subject : [],
        ),
      );
      for (const person of held) expect(plan.observed.some((seen) => seen.hasAccount(person))).toBe(false);
      expect(plan.changes.filter(({ person }) => held.has(person ?? ""))).toEqual([]);
      expect(plan.allocation.waiting.filter(({ person }) => held.has(person))).toEqual([]);
      // A seat that a held joiner does not take may let somebody move up to a better one.
      const lost = ({ changes }: typeof plan) =>
        changes.filter(({ kind }) => destructiveKinds.has(kind) && kind !== "release-seat").map(({ key }) => key);
      expect(lost(planFor(plain, lives))).toEqual(expect.arrayContaining(lost(plan)));
      makeAll(plan.changes, lives);
      const after = planFor(organization, lives);
      expect(after.changes).toEqual([]);
      for (const { kind, subject } of after.findings) if (kind === "joiner-held") expect(held).toContain(subject);
    }),
    { numRuns: 200 },
  );
});

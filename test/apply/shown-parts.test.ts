import { describe, expect, test } from "vitest";
import { type Consent, type ShownPart, standingOf } from "../../src/apply/standing.ts";
import { noReviews, type Review } from "../../src/model/approval.ts";
import { isApproved, missingNeeds } from "../../src/model/approval-standing.ts";
import { aPerson } from "../support/people.ts";
import { aChange, aDecision, aPlan, aPlannedChange } from "../support/plan.ts";

const now = "2026-11-23T12:00:00Z";
const [one, two, three] = ["e1", "e2", "e3"].map((person) =>
  aPlannedChange(aChange.grant({ person, group: "prod" }), aDecision.approval({ from: "security" })),
);
const changes = [one, two, three].flatMap((each) => each ?? []);
const plan = aPlan({ changes });
const [first = "", second = "", third = ""] = changes.map(({ change }) => change.key);

const people = ["ada", "ben", "cho"].map((id) => aPerson({ id, userName: `${id}@acme.example`, email: null }));
const teams = new Map([["security", ["ada", "ben", "cho"]]]);

const says = (by: string, wish: Partial<Review> = {}): Review => ({
  ...{ state: "approved", operations: plan.operations, by, team: null, at: "2026-11-23T10:00:00Z" },
  ...{ isBot: false, mayWrite: true },
  ...wish,
});

/** What was shown and said in one pull request. */
const part = (keys: readonly string[], reviews: readonly Review[], proposers: readonly string[] = []): ShownPart => ({
  changes: new Map(keys.map((key) => [key, []])),
  witnesses: {
    people,
    teams,
    expire: null,
    reviews: { ...noReviews, published: "2026-11-23T09:00:00Z", proposers, reviews },
  },
});

const standing = (shown: readonly ShownPart[], reviews: readonly Review[] = [], of = plan) => {
  const consent: Consent = {
    people,
    teams,
    expire: null,
    shown,
    reviews: { ...noReviews, reviews, published: "2026-11-23T11:00:00Z" },
  };
  return standingOf(of, consent, now);
};
const late = { at: "2026-11-23T11:30:00Z" };

describe("a plan of several pull requests", () => {
  test("is agreed to when each was agreed to, also by people who proposed the other", () => {
    const shown = [part([first], [says("ben")], ["ada"]), part([second, third], [says("ada")], ["ben"])];
    expect(isApproved(standing(shown))).toBe(true);
    const both = [part([first], [says("ada")], ["ada"]), part([second, third], [says("ada")], ["ben"])];
    expect(missingNeeds(standing(both))).toMatchObject([{ from: "security", changes: 1, have: 0 }]);
  });

  test("lacks what no pull request showed, which somebody can agree to as part of the plan", () => {
    const shown = [part([first, second], [says("ben")])];
    expect(missingNeeds(standing(shown))).toMatchObject([{ changes: 1 }]);
    expect(isApproved(standing(shown, [says("cho", late)]))).toBe(true);
  });

  test("that were shown in several needs those of one: who agreed to the first need not agree to the next", () => {
    const shown = [part([first], [says("ben")]), part([first, second, third], [says("cho")], ["ben"])];
    expect(isApproved(standing(shown))).toBe(true);
    const later = [part([first], []), part([first, second, third], [says("cho")])];
    expect(isApproved(standing(later))).toBe(true);
    const neither = [part([first], [], ["ada"]), part([first, second, third], [says("cho")], ["cho"])];
    expect(missingNeeds(standing(neither))).toMatchObject([{ changes: 3, have: 0 }]);
  });

  test("is asked for what policy asked when it was shown, whatever policy says by now", () => {
    const lax = aPlan({ changes: changes.map(({ change }) => aPlannedChange(change)) });
    const moved = says("ben", { operations: lax.operations });
    const asking = (reviews: readonly Review[]) => ({
      ...part([first], reviews),
      changes: new Map([[first, [{ from: "security", count: 1, rule: "shown in pull request 7" }]]]),
    });
    expect(isApproved(standing([], [], lax))).toBe(true);
    expect(missingNeeds(standing([asking([])], [], lax))).toMatchObject([{ from: "security", changes: 1 }]);
    expect(isApproved(standing([asking([moved])], [], lax))).toBe(true);
  });

  test("asks for the plan as a whole whoever looks at the whole, and not who saw a part", () => {
    const whole = aPlan({
      changes: changes.map(({ change }) => aPlannedChange(change)),
      decision: aDecision.approval(),
    });
    const agreed = (keys: readonly string[]) => [part(keys, [says("ben", { operations: whole.operations })])];
    expect(isApproved(standing(agreed([first, second]), [], whole))).toBe(false);
    expect(isApproved(standing(agreed([first, second, third]), [], whole))).toBe(true);
  });

  test("is blocked by who asked for changes in one of them, until they agree", () => {
    const asked = says("cho", { state: "changes-requested", at: "2026-11-23T10:30:00Z" });
    const shown = [part([first], [says("ben"), asked]), part([second, third], [says("ada")])];
    expect(standing(shown, [says("ben", late)]).blocks).toMatchObject([{ by: "cho" }]);
    expect(isApproved(standing(shown, [says("cho", late)]))).toBe(true);
  });

  test("never counts for one part what was said of another, whoever said it", () => {
    for (const by of ["ada", "ben", "cho"]) {
      const shown = [part([first], [says(by)]), part([second], []), part([third], [])];
      expect(missingNeeds(standing(shown))).toMatchObject([{ changes: 1 }, { changes: 1 }]);
      expect(missingNeeds(standing(shown, [says(by)]))).toMatchObject([{ changes: 2 }]);
    }
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Consent, countedApprovals, countedOverrides, standingOf } from "../../src/apply/standing.ts";
import { type GuardOverride, noReviews, type Review } from "../../src/model/approval.ts";
import { isApproved, isOverridden } from "../../src/model/approval-standing.ts";
import type { Plan } from "../../src/model/plan.ts";
import { aPerson } from "../support/people.ts";
import { aChange, aDecision, aPlan, aPlannedChange } from "../support/plan.ts";

const published = "2026-11-23T09:00:00Z";
const now = "2026-11-23T12:00:00Z";
const hours = (count: number) => count * 3_600_000;
const plan = aPlan({
  changes: [
    aPlannedChange(aChange.grant({ person: "e1", group: "prod" }), aDecision.approval({ from: "security" })),
    aPlannedChange(aChange.grant({ person: "e2", group: "prod" }), aDecision.approval({ from: "security", count: 2 })),
    aPlannedChange(aChange.revoke({ person: "e3" }), aDecision.approval({ from: "platform" })),
    aPlannedChange(aChange.grant({ person: "e4" })),
  ],
});

const says = (by: string, wish: Partial<Review> = {}): Review => ({
  ...{ state: "approved", operations: plan.operations, by, team: "security", at: "2026-11-23T10:00:00Z" },
  ...{ isBot: false, mayWrite: null },
  ...wish,
});

/** Short as a table of cases wants it: what each team has of what it needs. */
function teamsOf(
  reviews: readonly Review[],
  wish: Partial<Consent> & { readonly proposers?: readonly string[] } = {},
  of: Plan = plan,
) {
  const { proposers = [], ...rest } = wish;
  const consent = { people: [], teams: null, expire: null, ...rest };
  const standing = standingOf(of, { ...consent, reviews: { ...noReviews, published, proposers, reviews } }, now);
  return {
    standing,
    ...Object.fromEntries(standing.needs.map(({ from, have, required }) => [from, `${have} of ${required}`])),
  };
}

const platform = says("e12", { team: "platform" });

describe("which approvals are there", () => {
  test("none at first, by team, each with its largest number", () => {
    expect(teamsOf([])).toMatchObject({ platform: "0 of 1", security: "0 of 2" });
  });

  test("all when every team has agreed often enough", () => {
    const { standing } = teamsOf([says("e10"), says("e11"), platform]);
    expect(isApproved(standing)).toBe(true);
    expect(isApproved(teamsOf([], {}, aPlan()).standing)).toBe(true);
  });

  test("says with each what it was given for", () => {
    expect(countedApprovals(teamsOf([platform]).standing)).toEqual([
      {
        ...{ operations: plan.operations, by: "e12", team: "platform", at: "2026-11-23T10:00:00Z" },
        ...{ rules: ["role.privileged"], changes: 1 },
      },
    ]);
  });

  test.each(["e1", "E2", "e2@example.com"])("whom a change benefits does not count for it: %s", (who) => {
    expect(teamsOf([says(who), says("e11")])).toMatchObject({ security: "1 of 2" });
    expect(teamsOf([says(who), says("e11"), says("e10")])).toMatchObject({ security: "2 of 2" });
  });

  test("who loses by a change, or gains by one that needs no approval, does count", () => {
    expect(teamsOf([says("e3", { team: "platform" })])).toMatchObject({ platform: "1 of 1" });
    expect(teamsOf([says("e4", { team: "platform" })])).toMatchObject({ platform: "1 of 1" });
  });

  test("a need of the plan as a whole is one that every change has", () => {
    const changes = [aPlannedChange(aChange.grant({ person: "e1" }))];
    const single = aPlan({ changes, decision: aDecision.approval() });
    expect(teamsOf([says("e1")], {}, single)).toMatchObject({ security: "0 of 1" });
    expect(teamsOf([says("e1"), says("e2")], {}, single)).toMatchObject({ security: "1 of 1" });
  });
});

/** People behind the names at the forge. */
const people = [
  aPerson({ id: "e10", userName: "ada@acme.example", email: "ada.b@acme.example", attributes: { login: "ada-b" } }),
  aPerson({ id: "e11", userName: "ben@acme.example", attributes: { login: "Ben-K" } }),
  aPerson({ id: "e12", userName: "cho@acme.example", attributes: { login: "cho" } }),
  aPerson({ id: "e20", userName: "gone@acme.example", status: "left", attributes: { login: "gone" } }),
  aPerson({
    id: "s1",
    userName: "robot@acme.example",
    kind: "service",
    manager: "e10",
    attributes: { login: "robot" },
  }),
];
const teams = new Map([
  ["security", ["ada-b", "e11", "gone", "s1", "stranger"]],
  ["platform", ["cho"]],
]);
const rules = { people, teams };
const later = "2026-11-23T11:00:00Z";
const fromForge = (by: string, wish: Partial<Review> = {}) => says(by, { team: null, ...wish });

describe("the thirteen cases in which counting approvals is not enough", () => {
  const good = fromForge("ada-b");
  test.each<[string, readonly Review[], readonly string[], string]>([
    ["one who may and did", [good], [], "1 of 2"],
    ["the author", [good], ["ada-b"], "0 of 2"],
    ["a committer, by address", [good], ["octo", "ADA.B@acme.example"], "0 of 2"],
    [
      "a bot",
      [good, fromForge("ben-k", { isBot: true }), fromForge("stranger[bot]"), fromForge("robot")],
      [],
      "1 of 2",
    ],
    ["other operations", [good, fromForge("ben-k", { operations: "sha256:other" })], [], "1 of 2"],
    ["nobody knows which operations", [good, fromForge("ben-k", { operations: null })], [], "1 of 2"],
    ["before these operations were shown", [good, fromForge("ben-k", { at: "2026-11-23T08:59:59Z" })], [], "1 of 2"],
    [
      "changes asked for later",
      [fromForge("ben-k"), good, fromForge("ben-k", { state: "changes-requested", at: later })],
      [],
      "1 of 2",
    ],
    [
      "dismissed later",
      [fromForge("ben-k"), good, fromForge("ben-k", { state: "dismissed", at: later })],
      [],
      "1 of 2",
    ],
    ["a comment later", [good, fromForge("ada-b", { state: "commented", operations: null, at: later })], [], "1 of 2"],
    ["may only read", [good, fromForge("ben-k", { mayWrite: false })], [], "1 of 2"],
    ["not in the team", [good, fromForge("cho"), fromForge("octocat")], [], "1 of 2"],
    [
      "one person by three names",
      [good, fromForge("ADA-B"), fromForge("e10"), fromForge("ada@acme.example")],
      [],
      "1 of 2",
    ],
  ])("%s", (_, reviews, proposers, security) => {
    expect(teamsOf(reviews, { ...rules, proposers })).toMatchObject({ security });
    expect(teamsOf(reviews.toReversed(), { ...rules, proposers })).toMatchObject({ security });
  });

  test("two different people are two", () => {
    expect(teamsOf([good, fromForge("ben-k")], rules)).toMatchObject({ security: "2 of 2" });
  });

  test("approving again after asking for changes counts", () => {
    const asks = fromForge("ben-k", { state: "changes-requested" });
    expect(teamsOf([good, asks, fromForge("ben-k", { at: later })], rules)).toMatchObject({ security: "2 of 2" });
  });

  test("somebody who is not here any more does not count, a member whom the roster does not know does", () => {
    expect(teamsOf([good, fromForge("gone")], rules)).toMatchObject({ security: "1 of 2" });
    expect(teamsOf([good, fromForge("stranger")], rules)).toMatchObject({ security: "2 of 2" });
  });

  test("a name that fits two people counts for neither", () => {
    const twins = [...people, aPerson({ id: "e13", userName: "x@acme.example", attributes: { login: "ada-b" } })];
    expect(teamsOf([good], { people: twins, teams: null })).toMatchObject({ security: "0 of 2" });
  });

  test("a proposer's name that fits two people keeps both from counting", () => {
    const twins = [...people, aPerson({ id: "e13", userName: "x@acme.example", attributes: { login: "ada-b" } })];
    const both = [says("e10"), says("e13"), says("e11")];
    expect(teamsOf(both, { people: twins, proposers: ["ada-b"] })).toMatchObject({ security: "1 of 2" });
  });

  test("without a written team, a review that names none counts for none", () => {
    expect(teamsOf([good], { people })).toMatchObject({ security: "0 of 2" });
  });
});

describe("an approval", () => {
  test("expires, to the second", () => {
    const old = says("e10", { at: "2026-11-23T10:00:00Z" });
    expect(teamsOf([old], { expire: hours(2) + 1000 })).toMatchObject({ security: "1 of 2" });
    expect(teamsOf([old], { expire: hours(2) })).toMatchObject({ security: "0 of 2" });
  });

  test("is of the plan's own instant or later where nobody tells when it was shown", () => {
    const consent = { people: [], teams: null, expire: null };
    const at = (moment: string) =>
      standingOf(plan, { ...consent, reviews: { ...noReviews, reviews: [says("e10", { at: moment })] } }, now).needs[1]
        ?.have;
    expect(at(plan.basis.at)).toBe(1);
    expect(at("2026-11-23T08:59:59Z")).toBe(0);
  });
});

describe("asking for changes", () => {
  const enough = [fromForge("ada-b"), fromForge("ben-k"), fromForge("cho")];
  const asks = (by: string, wish: Partial<Review> = {}) =>
    fromForge(by, { state: "changes-requested", at: later, ...wish });

  test("by a member of a team that must agree holds the plan, whatever it was about", () => {
    const { standing } = teamsOf([...enough, asks("stranger", { operations: null })], rules);
    expect(standing.blocks).toEqual([{ by: "stranger", teams: ["security"], at: later }]);
    expect(isApproved(standing)).toBe(false);
  });

  test("by somebody else, by a bot, or taken back does not", () => {
    const settled = [asks("stranger"), fromForge("stranger", { state: "dismissed", at: "2026-11-23T11:30:00Z" })];
    const { standing } = teamsOf([...enough, asks("octocat"), asks("robot"), ...settled], rules);
    expect(isApproved(standing)).toBe(true);
  });

  test("holds it also where nobody wrote down who is in a team", () => {
    expect(teamsOf([asks("octocat", { team: "security" })]).standing.blocks).toHaveLength(1);
    expect(teamsOf([asks("octocat")]).standing.blocks).toHaveLength(1);
    expect(teamsOf([asks("octocat", { team: "sales" })]).standing.blocks).toEqual([]);
  });
});

describe("what is missing", () => {
  test("names who could agree, and who cannot and why", () => {
    const withOwn = {
      people: [...people, aPerson({ id: "e1", userName: "e1@acme.example" })],
      teams: new Map([...teams, ["security", ["ada-b", "e11", "gone", "s1", "e1"]]]),
    };
    const security = teamsOf([fromForge("e11", { mayWrite: false })], { ...withOwn, proposers: ["e10"] }).standing
      .needs[1];
    expect(security).toMatchObject({
      couldGive: ["e11"],
      cannotGive: [
        { by: "ada-b", why: "proposed" },
        { by: "e1", why: "benefits" },
        { by: "gone", why: "not-here" },
        { by: "s1", why: "bot" },
      ],
      passedOver: [{ by: "e11", why: "no-write" }],
    });
  });

  test("names nobody where nobody wrote down who is in the team", () => {
    expect(teamsOf([]).standing.needs[1]).toMatchObject({ couldGive: null, cannotGive: [] });
  });
});

describe("a guard", () => {
  const stopped = aPlan({
    ...{ changes: plan.changes },
    guards: [
      { guard: "removals.mass", message: "40 of 100" },
      { guard: "admins.unknown", message: "nobody knows" },
    ],
  });
  const override = (by: string, wish: Partial<GuardOverride> = {}): GuardOverride => ({
    ...{ guard: "removals.mass", operations: stopped.operations, by, at: later, reason: "the site was closed" },
    ...wish,
  });
  const standingWith = (
    overrides: readonly GuardOverride[],
    wish: Partial<Consent> = {},
    proposers: readonly string[] = [],
  ) =>
    standingOf(
      stopped,
      {
        ...{ people, teams: null, expire: hours(72) },
        ...wish,
        reviews: { ...noReviews, published, proposers, overrides },
      },
      now,
    );
  const isPassed = (...input: Parameters<typeof standingWith>) =>
    standingWith(...input)
      .overrides.filter(isOverridden)
      .map(({ guard }) => guard);

  test("is overridden by two different people", () => {
    expect(isPassed([override("e10")])).toEqual([]);
    expect(isPassed([override("e10"), override("ADA-B")])).toEqual([]);
    expect(isPassed([override("e10"), override("e11")])).toEqual(["removals.mass"]);
    expect(countedOverrides(standingWith([override("e10"), override("e11")]))).toHaveLength(2);
  });

  test.each<[string, Partial<GuardOverride>]>([
    ["other operations", { operations: "sha256:other" }],
    ["another guard", { guard: "creations.mass" }],
    ["an earlier plan", { at: "2026-11-23T08:00:00Z" }],
    ["somebody who gains by the plan", { by: "e1" }],
    ["a service account", { by: "robot" }],
    ["somebody who is gone", { by: "gone" }],
  ])("is not overridden by a word about or of %s", (_, wish) => {
    expect(isPassed([override("e10"), override("e11", wish)])).toEqual([]);
  });

  test("is not overridden by who proposed the plan, nor by whom no team knows", () => {
    const two = [override("e10"), override("e11")];
    expect(isPassed(two, {}, ["ben-k"])).toEqual([]);
    expect(isPassed(two, { teams })).toEqual(["removals.mass"]);
    expect(isPassed(two, { teams: new Map([["security", ["ada-b"]]]) })).toEqual([]);
  });

  test("that says that nobody knows what would happen is never overridden", () => {
    const guard = "admins.unknown";
    expect(isPassed([override("e10", { guard }), override("e11", { guard })])).toEqual([]);
    expect(countedOverrides(standingWith([override("e10", { guard }), override("e11", { guard })]))).toEqual([]);
  });
});

describe("for any reviews", () => {
  const names = ["ada-b", "E10", "ben-k", "e11", "cho", "gone", "robot", "stranger", "octocat", "e1"];
  const review = fc.record<Review>({
    state: fc.constantFrom("approved", "approved", "changes-requested", "dismissed", "commented"),
    operations: fc.constantFrom(plan.operations, plan.operations, "sha256:other", null),
    by: fc.constantFrom(...names),
    team: fc.constantFrom(null, null, "security", "platform"),
    at: fc.integer({ min: 8, max: 11 }).map((hour) => `2026-11-23T${String(hour).padStart(2, "0")}:00:00Z`),
    isBot: fc.constantFrom(false, false, true),
    mayWrite: fc.constantFrom(null, null, true, false),
  });
  const proposers = fc.subarray(names, { maxLength: 2 });

  test("the count is that of a reference model that looks at one person after the other", () => {
    fc.assert(
      fc.property(fc.array(review, { maxLength: 12 }), proposers, (reviews, authors) => {
        const { standing } = teamsOf(reviews, { ...rules, expire: hours(2) + 1, proposers: authors });
        const found = standing.needs.map(({ from, have }) => [from, have]);
        expect(found).toEqual(["platform", "security"].map((team) => [team, reference(team, reviews, authors)]));
      }),
      { numRuns: 2000 },
    );
  });

  test("their order does not matter when no two were given at once", () => {
    fc.assert(
      fc.property(fc.uniqueArray(review, { maxLength: 4, selector: ({ at }) => at }), (reviews) => {
        expect(teamsOf(reviews.toReversed(), rules)).toEqual(teamsOf(reviews, rules));
      }),
    );
  });

  /** Who is who, by hand. */
  const persons: Readonly<Record<string, string>> = { "ada-b": "ada", e10: "ada", "ben-k": "ben", e11: "ben" };
  const personOf = (name: string) => persons[name.toLowerCase()] ?? name.toLowerCase();
  const inTeam: Readonly<Record<string, readonly string[]>> = {
    security: ["ada", "ben", "stranger"],
    platform: ["cho"],
  };

  function reference(team: string, reviews: readonly Review[], authors: readonly string[]): number {
    const members = (inTeam[team] ?? []).filter((person) => !authors.map(personOf).includes(person));
    return members.filter((person) => {
      const own = reviews.map((each, place) => ({ ...each, place })).filter(({ by }) => personOf(by) === person);
      const inOrder = own.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.place - b.place));
      const turn = inOrder.findLastIndex(({ state }) => state === "changes-requested" || state === "dismissed");
      return inOrder.slice(turn + 1).some((each) => {
        const isAbout = each.state === "approved" && each.operations === plan.operations;
        const isInTime = each.at >= published && each.at > "2026-11-23T09:59:59Z";
        return (
          isAbout && isInTime && !each.isBot && each.mayWrite !== false && (each.team === null || each.team === team)
        );
      });
    }).length;
  }
});

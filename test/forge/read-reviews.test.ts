import { describe, expect, test } from "vitest";
import { standingOf } from "../../src/apply/standing.ts";
import { readReviews } from "../../src/forge/read-reviews.ts";
import { readApprovals } from "../../src/run/read-approvals.ts";
import { aPerson } from "../support/people.ts";
import { aChange, aDecision, aPlan, aPlannedChange } from "../support/plan.ts";
import { githubRig } from "./fake-github/rig.ts";
import { aPull, type StoredCommit, type StoredPull, type StoredReview } from "./fake-github/state.ts";

const rig = githubRig();
const head = "a".repeat(40);
const published = "2026-11-23T09:00:00Z";
const plan = aPlan({
  changes: [
    aPlannedChange(aChange.grant({ person: "e1", group: "prod" }), aDecision.approval({ from: "security", count: 2 })),
  ],
});
const people = [
  ["e1", "ines"],
  ["e10", "ada-b"],
  ["e11", "Ben-K"],
  ["e12", "cho"],
].map(([id = "", login = ""]) =>
  aPerson({ id, userName: `${login.toLowerCase()}@acme.example`, email: `${id}@acme.example`, attributes: { login } }),
);
const teams = new Map([["security", ["ada-b", "ben-k", "ines", "robot[bot]"]]]);

const said = (login: string, wish: Partial<StoredReview> = {}): StoredReview => ({
  ...{ login, kind: "User", state: "APPROVED", commit: head, at: "2026-11-23T10:00:00Z" },
  ...wish,
});
const commit = (wish: Partial<StoredCommit> = {}): StoredCommit => ({
  author: "otto",
  committer: "web-flow",
  message: "x",
  ...wish,
});

/** What GitHub tells of a pull request, as far as the plan is approved by it. */
async function approvalOf(told: Partial<StoredPull>, { asksTeams = false } = {}) {
  const { at } = rig.fake;
  for (const login of ["ada-b", "ben-k", "cho", "ines"]) at.permissions.set(login, "write");
  at.permissions.set("reader", "read");
  at.pulls.set(7, aPull({ number: 7, commits: [commit()], ...told }));
  const pull = { number: 7, head, author: told.by ?? "otto", owner: "meridian" };
  const asked = { pull, operations: plan.operations, teams: asksTeams ? ["security"] : [] };
  const { remarks, ...rest } = await readReviews(rig.open(), asked);
  const reviews = await readApprovals(JSON.stringify({ published, ...rest }), "approvals.json");
  const consent = { people, teams: asksTeams ? null : teams, expire: null, reviews };
  const { needs, blocks } = standingOf(plan, consent, "2026-11-23T12:00:00Z");
  const against = Object.fromEntries(needs.flatMap(({ passedOver }) => passedOver.map(({ by, why }) => [by, why])));
  return { have: needs[0]?.have, against, blocks: blocks.map(({ by }) => by), remarks };
}

const good = said("ada-b");
const later = "2026-11-23T11:00:00Z";

describe("reviews at GitHub, where counting those that approve is not enough", () => {
  test.each<[string, Partial<StoredPull>, number, Readonly<Record<string, string>>]>([
    ["two who may and did", { reviews: [good, said("ben-k")] }, 2, {}],
    ["the author", { by: "ada-b", reviews: [good] }, 0, { "ada-b": "proposed" }],
    ["who committed to it", { reviews: [good], commits: [commit({ author: "ada-b" })] }, 0, { "ada-b": "proposed" }],
    [
      "a co-author",
      { reviews: [good], commits: [commit({ message: "x\n\nCo-authored-by: Ada <E10@acme.example>" })] },
      0,
      { "ada-b": "proposed" },
    ],
    ["a bot", { reviews: [good, said("robot[bot]", { kind: "Bot" })] }, 1, { "robot[bot]": "bot" }],
    [
      "another head",
      { reviews: [good, said("ben-k", { commit: "b".repeat(40) })] },
      1,
      { "ben-k": "other-operations" },
    ],
    [
      "nobody knows which head",
      { reviews: [good, said("ben-k", { commit: null })] },
      1,
      { "ben-k": "other-operations" },
    ],
    [
      "before the plan was shown",
      { reviews: [good, said("ben-k", { at: "2026-11-23T08:00:00Z" })] },
      1,
      { "ben-k": "too-early" },
    ],
    ["dismissed", { reviews: [good, said("ben-k", { state: "DISMISSED" })] }, 1, {}],
    [
      "approved once and dismissed later",
      { reviews: [good, said("ben-k"), said("ben-k", { state: "DISMISSED", at: later })] },
      1,
      { "ben-k": "withdrawn" },
    ],
    ["a comment later", { reviews: [good, said("ada-b", { state: "COMMENTED", at: later })] }, 1, {}],
    ["a review that was never sent", { reviews: [good, said("ben-k", { state: "PENDING" })] }, 1, {}],
    ["who may only read", { reviews: [good, said("reader")] }, 1, { reader: "no-write" }],
    ["who is in no team", { reviews: [good, said("cho")] }, 1, { cho: "not-in-team" }],
    ["the same person twice, and in capitals", { reviews: [good, said("ADA-B", { at: later }), good] }, 1, {}],
    ["whom the change benefits", { reviews: [good, said("ines")] }, 1, { ines: "benefits" }],
  ])("%s", async (_, told, have, against) => {
    expect(await approvalOf(told)).toMatchObject({ have, against, remarks: [] });
  });

  test("who asks for changes blocks it, until they approve", async () => {
    const asked = said("ben-k", { state: "CHANGES_REQUESTED" });
    expect(await approvalOf({ reviews: [good, asked] })).toMatchObject({ have: 1, blocks: ["ben-k"] });
    expect(await approvalOf({ reviews: [good, asked, said("ben-k", { at: later })] })).toMatchObject({
      have: 2,
      blocks: [],
    });
  });

  test("are read to the last page", async () => {
    const comments = Array.from({ length: 130 }, () => said("cho", { state: "COMMENTED" }));
    expect(await approvalOf({ reviews: [...comments, good] })).toMatchObject({ have: 1 });
  });

  test("count for nothing where GitHub does not tell who proposed it all", async () => {
    const told = await approvalOf({
      reviews: [good, said("ben-k")],
      commits: Array.from({ length: 250 }, () => commit()),
    });
    expect(told).toMatchObject({ have: 0, remarks: [expect.stringContaining("250")] });
  });

  test("count for the teams that GitHub says, where no file does", async () => {
    rig.fake.at.bearers.set("robot-token", {
      login: "robot",
      kind: "person",
      may: new Set(["pull_requests:read", "metadata:read", "members:read"]),
    });
    rig.fake.at.teams.set("security", new Set(["ada-b"]));
    const told = await approvalOf({ reviews: [good, said("ben-k")] }, { asksTeams: true });
    expect(told).toMatchObject({ have: 1, against: { "ben-k": "no-team-named" } });
  });

  test("are not read by a token that may not, which is an error and no empty list", async () => {
    rig.fake.at.bearers.set("robot-token", { login: "robot", kind: "person", may: new Set(["contents:read"]) });
    await expect(approvalOf({ reviews: [good] })).rejects.toMatchObject({ code: "application-refused" });
  });
});

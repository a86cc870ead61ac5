import { describe, expect, test } from "vitest";
import type { JoinerVerdict } from "../../src/model/joiner.ts";
import { noJoiners } from "../../src/model/joiner.ts";
import { baseJoiners, stricterJoiners } from "../../src/plan/base-joiners.ts";
import { aSignUp, joinerSettings } from "../support/joiners.ts";

const judged = (
  verdicts: Readonly<Record<string, readonly [JoinerVerdict, number]>>,
  clusters: readonly string[] = [],
) => ({
  byPerson: new Map(
    Object.entries(verdicts).map(([person, [verdict, score]]) => [
      person,
      { person, verdict, score, reasons: [], clusters: [], since: null, decision: null },
    ]),
  ),
  clusters: clusters.map((id) => ({ kind: "device" as const, id, people: [], since: "2026-11-23T08:00:00Z" })),
});

describe("a base that judges who joins", () => {
  test("uses its own rules over what the proposal knows, and no domain is forgotten", () => {
    const base = { ...joinerSettings([]), disposableDomains: new Set(["old.example"]) };
    const rules = { ...base.rules, review: 99, block: 100 };
    const proposal = { ...joinerSettings([aSignUp({})]), rules, disposableDomains: new Set(["new.example"]) };
    const judge = baseJoiners(proposal, base);
    expect(judge?.rules).toEqual(base.rules);
    expect(judge?.signUps).toEqual(proposal.signUps);
    expect([...(judge?.disposableDomains ?? [])].sort()).toEqual(["new.example", "old.example"]);
  });

  test("goes on judging where the proposal names no sign-ups any more, and does not begin to by itself", () => {
    const base = joinerSettings([aSignUp({})]);
    expect(baseJoiners(null, base)).toBe(base);
    expect(baseJoiners(base, null)).toBeNull();
  });
});

describe("the stricter of two judges", () => {
  test("holds whom one of them holds", () => {
    const one = judged({ a: ["pass", 0], b: ["review", 50], c: ["block", 90] }, ["x"]);
    const other = judged({ a: ["review", 40], b: ["pass", 10], c: ["block", 95], d: ["review", 30] }, ["x", "y"]);
    const both = stricterJoiners(one, other);
    expect([...both.byPerson].map(([person, { verdict, score }]) => [person, verdict, score])).toEqual([
      ["a", "review", 40],
      ["b", "review", 50],
      ["c", "block", 95],
      ["d", "review", 30],
    ]);
    expect(both.clusters.map(({ id }) => id)).toEqual(["x", "y"]);
  });

  test("is the only one where the other has nobody to judge", () => {
    const one = judged({ a: ["review", 50] });
    expect(stricterJoiners(one, noJoiners)).toBe(one);
  });
});

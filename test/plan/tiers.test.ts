import { describe, expect, test } from "vitest";
import type { Account } from "../../src/model/access.ts";
import type { LicensePool } from "../../src/model/pool.ts";
import type { Entitlement } from "../../src/model/role.ts";
import { anAccount, everyKind, LiveApplication, makeAll, planFor } from "../support/live-application.ts";
import { anApplication, anAssignment, anOrganization, aPerson, aPool, aRole, aSeatGrant } from "../support/people.ts";

const seatOf = (name: string) => ({ application: "ide-vendor", type: "license", value: name }) as const;
const tier = (name: string, rank: number, seats: number, rest: Partial<LicensePool> = {}) =>
  aPool({
    ...{ name, tier: { product: "suite", rank }, quota: { eu: seats }, overflow: 0, alertAt: 2 },
    ...{ seat: seatOf(name), ...rest },
  });

interface Wish {
  /** Tiers that roles ask for, by person. */
  readonly asks: Readonly<Record<string, readonly string[]>>;
  readonly pools: readonly LicensePool[];
}

const organization = ({ asks, pools }: Wish) =>
  anOrganization({
    people: Object.keys(asks).map((id) => aPerson({ id })),
    roles: pools.map(({ name }) => aRole({ name, grants: [aSeatGrant(name)] })),
    assignments: Object.entries(asks).flatMap(([person, roles]) => roles.map((role) => anAssignment({ person, role }))),
    pools,
    applications: [anApplication({ name: "ide-vendor" })],
  });

const sitting = (id: string, ...seats: readonly Entitlement[]): Account =>
  anAccount({ externalId: id, entitlements: seats });
const vendor = (...accounts: readonly Account[]) =>
  accounts.reduce((live, account) => live.with(account), new LiveApplication("ide-vendor"));
const both = ["viewer", "editor"];
const [viewer, editor] = [seatOf("viewer"), seatOf("editor")];

const linesOf = (plan: ReturnType<typeof planFor>) =>
  plan.changes.map(({ key, needs }) => [key, needs].map((each) => `${each}`.replaceAll("ide-vendor/", "")));
const textsOf = (plan: ReturnType<typeof planFor>) =>
  plan.changes.map(({ because }) => because.map((cause) => ("text" in cause ? cause.text : cause.role)));

describe("somebody whose roles ask for several tiers of a product", () => {
  test("gets the best one alone", () => {
    const wish = { asks: { e1: both }, pools: [tier("viewer", 1, 5), tier("editor", 2, 5)] };
    const plan = planFor(organization(wish), [vendor(sitting("e1"))]);
    expect(linesOf(plan)).toEqual([["e1/assign-seat/editor", ""]]);
    expect(plan.allocation.waiting).toEqual([]);
  });

  test("gets the next one while the best has no seat, and waits for it", () => {
    const wish = { asks: { e1: both }, pools: [tier("viewer", 1, 5), tier("editor", 2, 0)] };
    const plan = planFor(organization(wish), [vendor(sitting("e1"))]);
    expect(linesOf(plan)).toEqual([["e1/assign-seat/viewer", ""]]);
    expect(plan.allocation.waiting).toMatchObject([{ pool: "editor", person: "e1", place: 1 }]);
  });

  test("gets the best that is open to them, and is not told of the better one that is not", () => {
    const closed = tier("editor", 2, 5, { eligible: [{ kind: ["contractor"] }] });
    const plan = planFor(organization({ asks: { e1: both }, pools: [tier("viewer", 1, 5), closed] }), [
      vendor(sitting("e1", editor)),
    ]);
    expect(linesOf(plan)).toEqual([
      ["e1/assign-seat/viewer", ""],
      ["e1/release-seat/editor", "e1/assign-seat/viewer"],
    ]);
    expect(textsOf(plan)[1]).toEqual(["downgrade suite: editor -> viewer", "not eligible for a seat"]);
  });

  test("never gets one that nobody asked for", () => {
    const wish = { asks: { e1: ["editor"] }, pools: [tier("viewer", 1, 5), tier("editor", 2, 0)] };
    expect(planFor(organization(wish), [vendor(sitting("e1"))]).changes).toEqual([]);
  });

  test("keeps the better of two that they sit in, and the other is free for the next in the same plan", () => {
    const wish = { asks: { e1: both, e2: ["viewer"] }, pools: [tier("viewer", 1, 1), tier("editor", 2, 1)] };
    const plan = planFor(organization(wish), [vendor(sitting("e1", viewer, editor), sitting("e2"))]);
    expect(linesOf(plan)).toEqual([
      ["e1/release-seat/viewer", ""],
      ["e2/assign-seat/viewer", "e1/release-seat/viewer"],
    ]);
    expect(textsOf(plan)[0]).toEqual(["editor stays, one tier of suite is enough"]);
  });
});

describe("an upgrade", () => {
  const pools = [tier("viewer", 1, 1), tier("editor", 2, 1)];
  const wish = { asks: { e1: both, e2: ["viewer"] }, pools };

  test("is one move: the new seat, then the old one, which goes on to the next", () => {
    const live = vendor(sitting("e1", viewer), sitting("e2"));
    const plan = planFor(organization(wish), [live]);
    expect(linesOf(plan)).toEqual([
      ["e1/assign-seat/editor", ""],
      ["e1/release-seat/viewer", "e1/assign-seat/editor"],
      ["e2/assign-seat/viewer", "e1/release-seat/viewer"],
    ]);
    expect(textsOf(plan).slice(0, 2)).toEqual([
      ["upgrade suite: viewer -> editor", "editor"],
      ["upgrade suite: viewer -> editor"],
    ]);
    makeAll(plan.changes, [live]);
    expect(planFor(organization(wish), [live]).changes).toEqual([]);
  });

  test("that fails leaves the old seat where it is", () => {
    const live = vendor(sitting("e1", viewer), sitting("e2"));
    makeAll(planFor(organization(wish), [live]).changes, [live], { fails: ({ kind }) => kind === "assign-seat" });
    expect([live.holders(viewer), live.holders(editor)]).toEqual([["id-e1"], []]);
  });

  test.each(["assign-seat", "release-seat"] as const)("is not begun where the application knows no %s", (kind) => {
    const can = new Set([...everyKind].filter((each) => each !== kind));
    const plan = planFor(organization(wish), [vendor(sitting("e1", viewer), sitting("e2"))], { can });
    expect(plan.changes).toEqual([]);
    expect(plan.findings.map(({ kind: found }) => found)).toContain("unsupported");
  });
});

describe("a downgrade", () => {
  test("of those for whom a smaller quota has no seat says who comes first, and why", () => {
    const pools = [tier("viewer", 1, 5), tier("editor", 2, 1)];
    const live = vendor(sitting("e1", editor), sitting("e2", editor));
    const plan = planFor(organization({ asks: { e1: both, e2: both }, pools }), [live]);
    expect(linesOf(plan)).toEqual([
      ["e2/assign-seat/viewer", ""],
      ["e2/release-seat/editor", "e2/assign-seat/viewer"],
    ]);
    const [assigned, released] = textsOf(plan);
    expect(assigned).toEqual(["downgrade suite: editor -> viewer", "viewer"]);
    expect(released?.[0]).toBe("downgrade suite: editor -> viewer");
    expect(released?.[1]).toContain("place 1");
  });

  test("of somebody whose role is gone says so", () => {
    const pools = [tier("viewer", 1, 5), tier("editor", 2, 1)];
    const plan = planFor(organization({ asks: { e1: ["viewer"] }, pools }), [vendor(sitting("e1", editor))]);
    expect(textsOf(plan)[1]?.[1]).toContain("no role that gives it is held");
  });
});

test("somebody whom the application protects may move up, and not down", () => {
  const protect = { admins: null, people: ["e1"] };
  const applications = [anApplication({ name: "ide-vendor", protect })];
  const guardsWith = (editors: number, seat: Entitlement) => {
    const pools = [tier("viewer", 1, 5), tier("editor", 2, editors)];
    const all = { ...organization({ asks: { e1: both }, pools }), applications };
    return planFor(all, [vendor(sitting("e1", seat))]).guards.map(({ guard }) => guard);
  };
  expect(guardsWith(1, viewer)).toEqual([]);
  expect(guardsWith(0, editor)).toEqual(["protected.person"]);
});

test("a product is left as it is while it cannot be told who sits in one of its tiers", () => {
  const group = { application: "ide-vendor", type: "group", value: "editors" } as const;
  const pools = [tier("viewer", 1, 0), tier("editor", 2, 5, { seat: group }), tier("other", 1, 5, { tier: null })];
  const live = new LiveApplication("ide-vendor", ["editors"]).with(sitting("e1", viewer));
  live.secretive.add("editors");
  const plan = planFor(organization({ asks: { e1: [...both, "other"] }, pools }), [live]);
  expect(linesOf(plan)).toEqual([["e1/assign-seat/other", ""]]);
  expect([...plan.allocation.seats.keys()]).toEqual(["other"]);
  expect(plan.allocation.waiting).toEqual([]);
});

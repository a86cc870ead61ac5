import { describe, expect, test } from "vitest";
import type { Account } from "../../src/model/access.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { LicensePool } from "../../src/model/pool.ts";
import type { SeatNotice } from "../../src/model/seat-notice.ts";
import { anAccount, LiveApplication, noon, type PlanningWish, planFor } from "../support/live-application.ts";
import {
  aBirthright,
  anApplication,
  anOrganization,
  aPerson,
  aPool,
  aRole,
  aSeatGrant,
  aSource,
} from "../support/people.ts";

const day = 86_400_000;
const seat = { application: "ide-vendor", type: "license", value: "ALL_PRODUCTS" } as const;
const reclaim: LicensePool["reclaim"] = { unusedFor: 45 * day, grace: 7 * day, except: [] };
const attribute = "urn:example:User:lastSignIn";

/** Noon is 2026-11-23T12:00:00Z: this is 45 days before. */
const longAgo = "2026-10-09T12:00:00Z";
const told: SeatNotice = {
  ...{ pool: "ide", person: "e1", lastSignIn: longAgo, noticed: "2026-11-16T12:00:00Z", keepUntil: null },
  at: aSource("pools/notices/ide.yaml", 3, 3),
};

/** `e1` and `e2` sit; one account of somebody else is as new as can be. */
const organization = (overrides: Partial<Organization> = {}) =>
  anOrganization({
    people: [aPerson({ id: "e1" }), aPerson({ id: "e2" })],
    roles: [aRole({ birthright: [aBirthright({})], grants: [aSeatGrant()] })],
    pools: [aPool({ alertAt: 1.1, reclaim, quota: { eu: 2 }, overflow: 0 })],
    applications: [anApplication({ name: "ide-vendor", signIns: { kind: "attribute", attribute } })],
    notices: [told],
    ...overrides,
  });
const account = (id: string, lastSignIn: Account["lastSignIn"], overrides: Partial<Account> = {}) =>
  anAccount({ externalId: id, entitlements: [seat], lastSignIn, ...overrides });
const seated = (...accounts: readonly Account[]) =>
  accounts.reduce((live, each) => live.with(each), new LiveApplication("ide-vendor"));
const plan = (live: LiveApplication, overrides: Partial<Organization> = {}, wish: PlanningWish = {}) =>
  planFor(organization(overrides), [live], wish);
const released = (made: ReturnType<typeof plan>) =>
  made.changes.filter(({ kind }) => kind === "release-seat").map(({ person }) => person);

describe("a last sign-in that the account tells", () => {
  test("leads to a notice like any other evidence, and is never stale", () => {
    const made = plan(seated(account("e1", longAgo), account("e2", noon)), { notices: [] });
    expect(made.unused).toMatchObject([
      {
        due: [{ person: "e1", lastSignIn: longAgo, reclaim: "2026-12-01T00:00:00Z" }],
        evidence: { source: { kind: "attribute", attribute }, newest: noon, isFresh: true },
        unknown: [],
      },
    ]);
  });

  test("lets the seat be reclaimed once the grace is over, with the attribute as the reason", () => {
    const made = plan(seated(account("e1", longAgo), account("e2", null)));
    expect(released(made)).toEqual(["e1"]);
    expect(JSON.stringify(made.changes[0]?.because)).toContain(attribute);
  });

  const adopting = { name: "ide-vendor", signIns: { kind: "attribute", attribute }, unmanaged: "adopt" } as const;
  test("counts of an account that is about to be adopted", () => {
    const own = account("e1", longAgo, { externalId: null, id: "a1", userName: aPerson({ id: "e1" }).userName });
    const made = plan(seated(own, account("e2", noon)), { applications: [anApplication(adopting)] });
    expect(made.unused[0]?.reclaimed.has("e1")).toBe(true);
  });

  const trusted: PlanningWish = {};
  const kept: readonly (readonly [string, readonly Account[], PlanningWish])[] = [
    ["when the account shows none, although others do", [account("e1", null), account("e2", noon)], trusted],
    ["when no account shows any", [account("e1", null), account("e2", null)], trusted],
    ["after a sign-in since the notice", [account("e1", "2026-10-09T12:00:01Z"), account("e2", noon)], trusted],
    ["after a sign-in later than the plan", [account("e1", "2026-11-24T00:00:00Z"), account("e2", noon)], trusted],
    ["when the listing cannot be trusted", [account("e1", longAgo), account("e2", noon)], { untrusted: true }],
    [
      "when a second account was used",
      [account("e1", longAgo), account("e1", noon, { id: "z", userName: "z", active: false })],
      trusted,
    ],
    [
      "when a second account tells nothing",
      [account("e1", longAgo), account("e1", null, { id: "z", userName: "z", active: false })],
      trusted,
    ],
  ];
  test.each(kept)("takes no seat %s", (_, accounts, wish) => {
    const turned = <T>(list: readonly T[]) => list.toReversed();
    for (const order of [{}, { shuffle: turned }]) {
      const made = plan(seated(...accounts), {}, { ...wish, ...order });
      expect(released(made)).toEqual([]);
      expect(made.unused.flatMap(({ due }) => due)).toEqual([]);
    }
  });

  test("is not known of who shows none: like somebody whom a file does not name, and never as never signed in", () => {
    const made = plan(seated(account("e1", null), account("e2", noon)), { notices: [] });
    expect(made.unused).toMatchObject([{ unknown: ["e1"], due: [], evidence: { isFresh: true } }]);
  });

  test("is no evidence of another application, and none where nobody named the attribute", () => {
    const none = { applications: [anApplication({ name: "ide-vendor" })] };
    const made = plan(seated(account("e1", longAgo), account("e2", noon)), none);
    expect(released(made)).toEqual([]);
    expect(made.unused).toMatchObject([{ evidence: null }]);
  });

  test("is said to be missing when no account shows any", () => {
    const made = plan(seated(account("e1", null), account("e2", null)));
    expect(made.findings).toContainEqual(expect.objectContaining({ kind: "sign-ins-stale", subject: "ide" }));
    expect(made.unused).toMatchObject([{ evidence: { newest: null, isFresh: false } }]);
  });

  test("changes neither the digest of the live state nor any account", () => {
    const lines = [longAgo, noon, null].map((last) => {
      const made = plan(seated(account("e1", last), account("e2", noon)), { notices: [] });
      expect(made.changes).toEqual([]);
      return made.observed.flatMap((seen) => seen.lines).toSorted();
    });
    expect(lines[1]).toEqual(lines[0]);
    expect(lines[2]).toEqual(lines[0]);
  });
});

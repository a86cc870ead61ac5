import { describe, expect, test } from "vitest";
import type { Instant } from "../../src/model/instant.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { SeatNotice } from "../../src/model/seat-notice.ts";
import type { SignIns } from "../../src/model/sign-ins.ts";
import { anAccount, LiveApplication, makeAll, noon, planFor } from "../support/live-application.ts";
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
const developer = aRole({ birthright: [aBirthright({ department: ["Engineering"] })], grants: [aSeatGrant()] });
const rule = { unusedFor: 45 * day, grace: 7 * day, except: [{ status: ["leave"] }] };

/** Noon is 2026-11-23T12:00:00Z: this is 45 days before. */
const longAgo = "2026-10-09T12:00:00Z";
const yesterday = "2026-11-22T12:00:00Z";
/** The end of a day, 7 days before noon. */
const told = "2026-11-16T12:00:00Z";

const evidence = (last: Readonly<Record<string, Instant | null>>, overrides: Partial<SignIns> = {}): SignIns => ({
  application: "ide-vendor",
  source: { kind: "file", path: "people/sign-ins/ide.csv" },
  maxAge: 7 * day,
  newest: noon,
  people: new Map(
    Object.entries(last).map(([id, at], row) => [id, { last: at, at: aSource("people/sign-ins/ide.csv", row + 2) }]),
  ),
  ...overrides,
});
const aNotice = (overrides: Partial<SeatNotice> = {}): SeatNotice => ({
  pool: "ide",
  person: "e1",
  lastSignIn: longAgo,
  noticed: told,
  keepUntil: null,
  at: aSource("pools/notices/ide.yaml", 3, 3),
  ...overrides,
});

/** `e1` asks for a seat and waits behind nobody; `e2` waits when there is one seat. */
const organization = (overrides: Partial<Organization> = {}) =>
  anOrganization({
    people: [aPerson({ id: "e1" }), aPerson({ id: "e2" })],
    roles: [developer],
    pools: [aPool({ alertAt: 1.1, reclaim: rule, quota: { eu: 1 }, overflow: 0 })],
    applications: [anApplication({ name: "ide-vendor" })],
    signIns: [evidence({ e1: longAgo })],
    notices: [aNotice()],
    ...overrides,
  });
const seatedBy = (...ids: readonly string[]) =>
  ["e1", "e2"].reduce(
    (live, id) => live.with(anAccount({ externalId: id, entitlements: ids.includes(id) ? [seat] : [] })),
    new LiveApplication("ide-vendor"),
  );
const plan = (wish: Organization, live = seatedBy("e1"), at = noon) => planFor(wish, [live], { at });
const keysOf = (made: ReturnType<typeof plan>) => made.changes.map(({ key }) => key);
const findingsOf = (made: ReturnType<typeof plan>) => made.findings.map(({ kind }) => kind);
const moved = ["ide-vendor/e1/release-seat/ide", "ide-vendor/e2/assign-seat/ide"];

describe("an unused seat", () => {
  test("is reclaimed after its notice and its grace, and goes to the next in the same plan", () => {
    const made = plan(organization());
    expect(keysOf(made)).toEqual(moved);
    expect(made.changes[1]?.needs).toEqual([moved[0]]);
    expect(made.changes[0]?.because).toMatchObject([{ kind: "pool", pool: "ide", at: aNotice().at }]);
    expect(JSON.stringify(made.changes[0]?.because)).toContain("people/sign-ins/ide.csv:2");
    expect(made.allocation.waiting).toEqual([]);
  });

  const kept: readonly (readonly [string, Partial<Organization>])[] = [
    ["without a notice", { notices: [] }],
    ["noticed a second too late for the grace", { notices: [aNotice({ noticed: "2026-11-16T12:00:01Z" })] }],
    ["noticed in the future", { notices: [aNotice({ noticed: "2026-12-01T00:00:00Z" })] }],
    ["while somebody has said to keep it", { notices: [aNotice({ keepUntil: "2026-11-23T12:00:01Z" })] }],
    ["when the notice is somebody else's", { notices: [aNotice({ person: "e2" })] }],
    ["when the notice is of another pool", { notices: [aNotice({ pool: "other" })] }],
    ["after a sign-in since the notice", { signIns: [evidence({ e1: "2026-10-09T12:00:01Z" })] }],
    ["after a first sign-in", { notices: [aNotice({ lastSignIn: null })] }],
    ["by the evidence of another application", { signIns: [evidence({ e1: longAgo }, { application: "chat" })] }],
    ["without evidence", { signIns: [] }],
    ["when the person is not in the evidence", { signIns: [evidence({ e2: longAgo })] }],
    [
      "when the evidence ends a second before the grace",
      { signIns: [evidence({ e1: longAgo }, { newest: "2026-11-23T11:59:59Z" })] },
    ],
    ["when nobody has ever signed in", { signIns: [evidence({ e1: null }, { newest: null })] }],
    ["on leave", { people: [aPerson({ id: "e1", status: "leave" }), aPerson({ id: "e2" })] }],
    [
      "when the application protects the person",
      { applications: [anApplication({ name: "ide-vendor", protect: { admins: null, people: ["e1"] } })] },
    ],
    [
      "when the person has been here for less long than that",
      { people: [aPerson({ id: "e1", start: "2026-10-09T12:00:01Z" }), aPerson({ id: "e2" })] },
    ],
    [
      "when the pool has come to allow more",
      { pools: [aPool({ reclaim: { ...rule, unusedFor: 45 * day + 1_000 }, quota: { eu: 1 }, overflow: 0 })] },
    ],
    ["when the pool reclaims nothing", { pools: [aPool({ quota: { eu: 1 }, overflow: 0 })] }],
    [
      "before somebody who never signed in was told for as long as others may stay away",
      { signIns: [evidence({ e1: null })], notices: [aNotice({ lastSignIn: null, noticed: "2026-10-09T12:00:01Z" })] },
    ],
  ];
  test.each(kept)("is kept %s", (_, overrides) => {
    expect(keysOf(plan(organization(overrides)))).toEqual([]);
  });

  test("is kept when the evidence is stale, though it reaches beyond the grace", () => {
    expect(keysOf(plan(organization(), seatedBy("e1"), "2026-11-30T12:00:00Z"))).toEqual(moved);
    expect(keysOf(plan(organization(), seatedBy("e1"), "2026-11-30T12:00:01Z"))).toEqual([]);
  });

  test("of somebody who never signed in is reclaimed once the notice is as old as others may stay away", () => {
    const notices = [aNotice({ lastSignIn: null, noticed: longAgo })];
    expect(keysOf(plan(organization({ notices, signIns: [evidence({ e1: null })] })))).toEqual(moved);
  });

  test("is reclaimed when the evidence has forgotten what the notice knows", () => {
    expect(keysOf(plan(organization({ signIns: [evidence({ e1: null })] })))).toEqual(moved);
  });

  test("is left alone where the application's listing was cut short", () => {
    const made = planFor(organization(), [seatedBy("e1")], { untrusted: true });
    expect(keysOf(made)).toEqual([]);
    expect(made.unused).toMatchObject([{ isReadable: false, due: [], spent: [] }]);
  });
});

describe("who was reclaimed", () => {
  test("is kept out by the next plan, also when the evidence is stale or gone, and the plan says so", () => {
    const live = seatedBy("e1");
    makeAll(plan(organization()).changes, [live]);
    const free = { pools: [aPool({ reclaim: rule })] };
    for (const signIns of [organization().signIns, [], [evidence({}, { newest: longAgo })], [evidence({})]]) {
      const next = plan(organization({ ...free, signIns }), live, "2026-12-24T12:00:00Z");
      expect(keysOf(next)).toEqual([]);
      expect(next.findings.find(({ kind }) => kind === "seat-reclaimed")?.message).toContain("e1");
    }
  });

  const back: readonly (readonly [string, Partial<Organization>])[] = [
    ["signs in", { signIns: [evidence({ e1: yesterday })] }],
    ["loses the notice", { notices: [] }],
    ["is to keep it", { notices: [aNotice({ keepUntil: "2027-01-01T00:00:00Z" })] }],
    ["is excepted", { people: [aPerson({ id: "e1", status: "leave" })] }],
    ["has a protected seat", { pools: [aPool({ reclaim: rule, protected: [{ kind: ["employee"] }] })] }],
  ];
  test.each(back)("gets a seat when there is one and the person %s", (_, overrides) => {
    const wish = organization({ pools: [aPool({ reclaim: rule })], people: [aPerson({ id: "e1" })], ...overrides });
    const live = new LiveApplication("ide-vendor").with(anAccount({ externalId: "e1" }));
    expect(keysOf(plan(wish, live))).toEqual(["ide-vendor/e1/assign-seat/ide"]);
  });
});

describe("a notice", () => {
  const dueOf = (overrides: Partial<Organization>) =>
    plan(organization({ notices: [], ...overrides })).unused.flatMap(({ due }) => due);

  test("is due after exactly the time that somebody may stay away, and names the day of the reclaim", () => {
    expect(dueOf({})).toEqual([{ person: "e1", lastSignIn: longAgo, reclaim: "2026-12-01T00:00:00Z" }]);
    expect(dueOf({ signIns: [evidence({ e1: "2026-10-09T12:00:01Z" })] })).toEqual([]);
  });

  test("is due for somebody who never signed in once they have been here for as long", () => {
    const signIns = [evidence({ e1: null })];
    const due = [{ person: "e1", lastSignIn: null, reclaim: "2027-01-08T00:00:00Z" }];
    const started = (start: Instant | null) => dueOf({ signIns, people: [aPerson({ id: "e1", start })] });
    expect(started(null)).toEqual(due);
    expect(started(longAgo)).toEqual(due);
    expect(started("2026-10-09T12:00:01Z")).toEqual([]);
  });

  test("is due again for somebody who signed in since the last one, and stayed away again", () => {
    const notices = [aNotice({ lastSignIn: "2026-01-01T00:00:00Z", noticed: "2026-03-01T00:00:00Z" })];
    const [unused] = plan(organization({ notices })).unused;
    expect(unused).toMatchObject({ due: [{ person: "e1" }], spent: [{ reason: `signed in at ${longAgo}` }] });
  });

  const silent: readonly (readonly [string, Partial<Organization>])[] = [
    ["while one stands", { notices: [aNotice({ noticed: noon })] }],
    ["without evidence", { signIns: [] }],
    ["when the evidence is stale", { signIns: [evidence({ e1: longAgo }, { newest: longAgo })] }],
    ["to people on leave", { people: [aPerson({ id: "e1", status: "leave" })] }],
    ["to people who ask for no seat", { roles: [] }],
    ["to people who may have none", { pools: [aPool({ reclaim: rule, eligible: [{ kind: ["contractor"] }] })] }],
  ];
  test.each(silent)("is not due %s", (_, overrides) => {
    expect(dueOf(overrides)).toEqual([]);
  });

  test("is not due to people who have no seat", () => {
    expect(plan(organization({ notices: [] }), seatedBy("e2")).unused.flatMap(({ due }) => due)).toEqual([]);
  });

  const spent: readonly (readonly [string, Partial<Organization>, readonly string[]])[] = [
    ["signed in since", { signIns: [evidence({ e1: yesterday })] }, ["e1"]],
    ["is on leave", { people: [aPerson({ id: "e1", status: "leave" })] }, ["e1"]],
    ["has left", { people: [aPerson({ id: "e1", status: "left" })] }, ["e1"]],
    ["is not on the roster", { people: [] }, ["e1"]],
    ["gave the seat back before its day", { notices: [aNotice({ noticed: noon })] }, []],
  ];
  test.each(spent)("is spent when the person %s", (_, overrides, seated) => {
    const made = plan(organization(overrides), seatedBy(...seated));
    expect(made.unused[0]?.spent.map(({ notice }) => notice.person)).toEqual(["e1"]);
    expect(findingsOf(made)).toContain("notice-spent");
  });

  test("stands for who lost the seat through it, or is to keep it", () => {
    expect(plan(organization(), seatedBy()).unused[0]?.spent).toEqual([]);
    const notices = [aNotice({ noticed: noon, keepUntil: "2027-01-01T00:00:00Z" })];
    expect(plan(organization({ notices }), seatedBy()).unused[0]?.spent).toEqual([]);
  });
});

describe("a plan", () => {
  test("says whom to tell", () => {
    const made = plan(organization({ notices: [] }));
    expect(made.findings).toMatchObject([{ kind: "seat-unused", application: "ide-vendor", subject: "ide" }]);
  });

  test("says that it reclaims nothing for want of evidence", () => {
    expect(findingsOf(plan(organization({ signIns: [] })))).toEqual(["sign-ins-stale"]);
    const stale = evidence({ e1: longAgo }, { newest: longAgo });
    expect(findingsOf(plan(organization({ signIns: [stale] })))).toEqual(["sign-ins-stale"]);
  });

  test("says nothing of pools that reclaim nothing", () => {
    const made = plan(organization({ pools: [aPool({ alertAt: 1.1 })] }));
    expect(made.unused).toEqual([]);
    expect(findingsOf(made)).toEqual([]);
  });

  test("tells of people of whom the evidence knows nothing", () => {
    expect(plan(organization({ signIns: [evidence({})] })).unused[0]?.unknown).toEqual(["e1"]);
  });
});

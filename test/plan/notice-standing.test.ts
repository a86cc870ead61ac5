import { describe, expect, test } from "vitest";
import type { Organization } from "../../src/model/organization.ts";
import type { SeatNotice } from "../../src/model/seat-notice.ts";
import type { SignIns } from "../../src/model/sign-ins.ts";
import { noticeStanding } from "../../src/plan/notice-standing.ts";
import { anApplication, anOrganization, aPerson, aPool, aSource } from "../support/people.ts";

const day = 86_400_000;
const at = "2026-11-23T12:00:00Z";
const reclaim = { unusedFor: 45 * day, grace: 7 * day, except: [{ status: ["leave"] }] };
const pool = aPool({ reclaim });
const longAgo = "2026-09-01T12:00:00Z";
const notice: SeatNotice = {
  ...{ pool: "ide", person: "e1", lastSignIn: longAgo, noticed: "2026-11-16T12:00:00Z", keepUntil: null },
  at: aSource("pools/notices/ide.yaml", 3, 3),
};
const evidence = (last: string): SignIns => ({
  ...{ application: "ide-vendor", source: { kind: "file", path: "s.csv" }, maxAge: day, newest: last },
  people: new Map([["e1", { last, at: aSource("s.csv", 2) }]]),
});
const standing = (overrides: Partial<Organization> = {}, person = aPerson({ id: "e1" })) =>
  noticeStanding(anOrganization({ notices: [notice], ...overrides }), pool, { person, at });

describe("a notice", () => {
  test("is over once its day has come: whoever lost the seat is kept out", () => {
    const { lastSignIn, noticed } = notice;
    expect(standing()).toEqual({ lastSignIn, noticed, reclaim: at, isOver: true, at: notice.at });
  });

  test("stands until its day", () => {
    const notices = [{ ...notice, keepUntil: "2026-12-24T00:00:00Z" }];
    expect(standing({ notices })).toMatchObject({ isOver: false, reclaim: "2026-12-24T00:00:00Z" });
    expect(standing({ notices: [{ ...notice, noticed: at }] })).toMatchObject({ isOver: false });
  });

  test("stands while a file knows of no later sign-in", () => {
    expect(standing({ signIns: [evidence(longAgo)] })).toMatchObject({ isOver: true });
  });

  const none: readonly (readonly [string, Partial<Organization>])[] = [
    ["somebody else's", { notices: [{ ...notice, person: "e2" }] }],
    ["of another pool", { notices: [{ ...notice, pool: "other" }] }],
    ["void after a sign-in", { signIns: [evidence("2026-11-20T12:00:00Z")] }],
    [
      "void for who is protected",
      { applications: [anApplication({ name: "ide-vendor", protect: { admins: null, people: ["e1"] } })] },
    ],
  ];
  test.each(none)("says nothing when it is %s", (_, overrides) => {
    expect(standing(overrides)).toBeNull();
  });

  test("says nothing of who is excepted, or where the pool reclaims nothing any more", () => {
    expect(standing({}, aPerson({ id: "e1", status: "leave" }))).toBeNull();
    const organization = anOrganization({ notices: [notice] });
    expect(noticeStanding(organization, aPool(), { person: aPerson({ id: "e1" }), at })).toBeNull();
  });
});

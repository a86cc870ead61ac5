import { describe, expect, test } from "vitest";
import type { LicensePool } from "../../src/model/pool.ts";
import { grantedSeats } from "../../src/model/seat-request.ts";
import { reserveFindings } from "../../src/plan/reserve-findings.ts";
import { anOrganization, aPool, aReserve, aSeatGrantOf, aSeatRequest } from "../support/people.ts";
import { aSeatSummary, aWaiting } from "../support/plan.ts";

const noon = "2026-11-23T12:00:00Z";

/** Findings for a pool of which so many wait and so many sit in the overflow. */
function findingsFor(
  wish: Partial<LicensePool>,
  { waiting = 0, used = 0, at = noon }: { waiting?: number; used?: number; at?: string },
) {
  const requests = wish.requests ?? [];
  const pool = aPool({ reserve: aReserve(), granted: grantedSeats(requests, at), ...wish });
  const allocation = {
    seats: new Map(),
    ineligible: new Map(),
    waiting: Array.from({ length: waiting }, (_, index) => aWaiting({ place: index + 1 })),
    summaries: [aSeatSummary({ location: "global", usedAfter: used })],
  };
  return reserveFindings(anOrganization({ pools: [pool] }), allocation, at);
}

describe("who waits for a pool with a reserve", () => {
  test("is told what to ask for: as many as wait, or what is left", () => {
    const [finding] = findingsFor({}, { waiting: 12 });
    expect(finding).toMatchObject({ kind: "reserve-available", application: "ide-vendor", subject: "ide" });
    expect(finding?.message).toBe(
      "12 wait, 25 more in reserve from reseller-x: ask with rollcall seats request ide --seats 12",
    );
    const requests = [aSeatRequest({ decision: aSeatGrantOf({ seats: 20 }) })];
    expect(findingsFor({ requests }, { waiting: 12 })[0]?.message).toContain("--seats 5");
  });

  test("is told nothing when nobody waits, when there is no reserve, or when it is used up", () => {
    expect(findingsFor({}, { waiting: 0 })).toEqual([]);
    expect(findingsFor({ reserve: null }, { waiting: 12 })).toEqual([]);
    const requests = [aSeatRequest({ decision: aSeatGrantOf({ seats: 25 }) })];
    expect(findingsFor({ requests }, { waiting: 12 })).toEqual([]);
  });

  test("is told how old a request is that nobody has decided, and to ask again once it has expired", () => {
    const requests = [aSeatRequest()];
    const [finding] = findingsFor({ requests }, { waiting: 12 });
    expect(finding?.kind).toBe("reserve-requested");
    expect(finding?.message).toContain("12 requested from reseller-x 13 d ago (2026-11-10-1)");
    const later = findingsFor({ requests }, { waiting: 12, at: "2026-12-10T00:00:00Z" });
    expect(later.map(({ kind }) => kind)).toEqual(["reserve-available"]);
    expect(later[0]?.message).toContain("2026-11-10-1 expired");
  });

  test("is told of seats that are still to come, and that a request was refused", () => {
    const coming = [aSeatRequest({ decision: aSeatGrantOf({ from: "2026-12-01T00:00:00Z" }) })];
    expect(findingsFor({ requests: coming }, { waiting: 3 }).map(({ kind }) => kind)).toEqual(["reserve-requested"]);
    const refused = [aSeatRequest({ decision: { kind: "refused", decided: "2026-11-12T00:00:00Z" } })];
    const [finding] = findingsFor({ requests: refused }, { waiting: 3 });
    expect(finding?.kind).toBe("reserve-available");
    expect(finding?.message).toContain("2026-11-10-1 was refused on 2026-11-12");
  });
});

describe("granted seats that end", () => {
  const until = "2026-12-07T12:00:00Z";
  const requests = [aSeatRequest({ decision: aSeatGrantOf({ until }) })];

  test("are spoken of for 14 days when somebody would lose theirs", () => {
    const [finding] = findingsFor({ requests }, { used: 9 });
    expect(finding?.kind).toBe("reserve-ending");
    expect(finding?.message).toContain("12 granted seats (2026-11-10-1) end in 14 d");
    expect(finding?.message).toContain("7 in use");
    expect(findingsFor({ requests }, { used: 9, at: "2026-11-23T11:59:59Z" })).toEqual([]);
    expect(findingsFor({ requests }, { used: 9, at: until })).toEqual([]);
  });

  test("are not when nobody sits on them, or when others take their place", () => {
    expect(findingsFor({ requests }, { used: 2 })).toEqual([]);
    const renewal = aSeatRequest({ id: "2026-11-20-1", decision: aSeatGrantOf({ from: until }) });
    expect(findingsFor({ requests: [...requests, renewal] }, { used: 14 })).toEqual([]);
  });
});

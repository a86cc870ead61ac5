import type { Names } from "../../src/model/names.ts";
import type { Person } from "../../src/model/person.ts";
import type { SeatSummary, Waiting } from "../../src/model/plan.ts";
import type { SeatHolder, SeatReport } from "../../src/model/seat-report.ts";
import { type SeatReportInput, seatReport } from "../../src/plan/seat-report.ts";
import type { SeatMove } from "../../src/plan/seat-trend.ts";
import { aPerson, aPool } from "./people.ts";
import { aSeatSummary, aWaiting } from "./plan.ts";

/** When the reports of tests are made. */
export const now = "2026-11-29T09:00:00Z";

/** An account of somebody on the roster that counts as a seat. */
export const aHolder = (person: string, wish: Partial<SeatHolder> = {}): SeatHolder => ({
  person,
  account: `id-${person}`,
  userName: `${person}@acme.example`,
  isActive: true,
  origin: "ours",
  ...wish,
});

/** A seat that was given so many days before `now`. */
export const aMove = (daysAgo: number, wish: Partial<SeatMove> = {}): SeatMove => ({
  pool: "ide",
  application: "ide-vendor",
  whose: `e${daysAgo}`,
  by: 1,
  isSure: true,
  at: `${new Date(Date.parse(now) - daysAgo * 86_400_000).toISOString().slice(0, 19)}Z`,
  ...wish,
});

/** What a report is joined from: with no argument, one pool with nobody in it and a ledger without runs. */
export const aReportInput = (wish: Partial<SeatReportInput> = {}): SeatReportInput => ({
  organization: "meridian",
  pools: [aPool()],
  people: new Map(),
  at: now,
  readAt: now,
  seats: [
    aSeatSummary({ location: "eu", quota: 10, usedBefore: 0, usedAfter: 0 }),
    aSeatSummary({ location: "global", quota: 2, usedBefore: 0, usedAfter: 0 }),
  ],
  waiting: [],
  holders: new Map([["ide", []]]),
  placed: new Map(),
  history: { from: null, moves: [] },
  ...wish,
});

const hostile = "<script>alert(1)</script>";
const departments = ["Engineering", "Design", "Sales", "Research & development", `${hostile} & "Co"`];

/** A year of an organisation with pools of every kind: growing, over quota, without a price, in two currencies, not told; hostile names. */
export function aBusyReport(): { readonly report: SeatReport; readonly names: Names } {
  const people: readonly Person[] = Array.from({ length: 150 }, (_, index) =>
    aPerson({
      id: `e${1000 + index}`,
      givenName: index === 7 ? hostile : (["Ana", "Kofi", "Ingrid", "Meera", "Tomasz"][index % 5] ?? ""),
      familyName:
        index === 8
          ? `"><img src=x onerror=alert(2)>`
          : (["Lopes", "Mensah", "Solberg", "Iyer", "Zieliński"][index % 4] ?? ""),
      attributes: { department: departments[index % 5] ?? "", region: ["eu", "us", "apac"][index % 3] ?? "" },
    }),
  );
  const ids = people.map(({ id }) => id);
  const pools = [
    aPool({
      ...{ name: "ide", quota: { eu: 60, us: 40, apac: 12 }, overflow: 10 },
      cost: { perSeat: 22.5, currency: "EUR", every: "month" },
    }),
    aPool({
      ...{
        name: "crm",
        quota: { eu: 30, us: 25 },
        overflow: 0,
        cost: { perSeat: 61, currency: "USD", every: "month" },
      },
      seat: { application: "crm", type: "group", value: "crm-users" },
    }),
    aPool({
      ...{
        name: "design-suite",
        quota: { eu: 12 },
        overflow: 3,
        cost: { perSeat: 540, currency: "EUR", every: "year" },
      },
      seat: { application: "ide-vendor", type: "role", value: "design-editor" },
    }),
    aPool({ name: "wiki", quota: { eu: 200 }, overflow: 0 }),
    aPool({ name: "whiteboard", quota: { eu: 20 }, overflow: 0 }),
  ];
  const row = (
    pool: string,
    location: string,
    [quota, usedBefore, usedAfter]: readonly [number, number, number],
  ): SeatSummary => aSeatSummary({ pool, location, quota, usedBefore, usedAfter });
  const moves = [
    ...ids.slice(0, 90).map((whose, index) => aMove(360 - index * 4, { whose })),
    ...ids.slice(0, 20).map((whose, index) => aMove(200 - index * 3, { whose, by: -1 })),
    ...ids.slice(0, 40).map((whose, index) => aMove(300 - index * 7, { whose, pool: "crm", application: "crm" })),
    ...ids.slice(0, 9).map((whose, index) => aMove(20 - index, { whose, pool: "design-suite" })),
    ...ids
      .slice(0, 80)
      .map((whose, index) => aMove(260 - index, { whose, pool: "wiki", by: index % 3 === 0 ? -1 : 1 })),
  ];
  const waiting: readonly Waiting[] = ids.slice(5, 9).map((person, index) =>
    aWaiting({
      pool: "crm",
      person,
      location: "eu",
      place: index + 1,
      reason: "all seats of eu and of the overflow are taken",
    }),
  );
  const held = (count: number): readonly SeatHolder[] => ids.slice(0, count).map((id) => aHolder(id));
  const report = seatReport(
    aReportInput({
      ...{ pools, waiting, people: new Map(people.map((person) => [person.id, person])) },
      seats: [
        ...[row("ide", "eu", [60, 49, 51]), row("ide", "us", [40, 38, 38]), row("ide", "apac", [12, 12, 12])],
        ...[row("ide", "global", [10, 3, 4]), row("crm", "eu", [30, 33, 30]), row("crm", "us", [25, 9, 9])],
        ...[
          row("crm", "global", [0, 0, 0]),
          row("design-suite", "eu", [12, 8, 9]),
          row("design-suite", "global", [3, 1, 1]),
        ],
        ...[row("wiki", "eu", [200, 80, 80]), row("wiki", "global", [0, 0, 0])],
      ],
      holders: new Map<string, readonly SeatHolder[]>([
        ["ide", [...held(98), ...ids.slice(98, 101).map((id) => aHolder(id, { isActive: false })), aStranger(hostile)]],
        ["crm", [...held(40), aStranger("former.agency@crm.example"), aHolder("e1041", { isActive: false })]],
        ["design-suite", held(9)],
        ["wiki", held(80)],
      ]),
      placed: new Map([
        ["ide", ids.slice(0, 104)],
        ["crm", ids.slice(0, 38)],
        ["design-suite", ids.slice(0, 10)],
        ["wiki", ids.slice(0, 80)],
      ]),
      history: { from: aMove(365).at, moves },
      lastUse: new Map([
        [
          "crm",
          new Map([
            ["e1003", "2026-03-14T08:00:00Z"],
            ["e1004", "2026-11-28T08:00:00Z"],
          ]),
        ],
      ]),
    }),
  );
  const names = people.map(
    ({ id, givenName, familyName }) => [id, { name: `${givenName} ${familyName}`, title: "" }] as const,
  );
  return { report, names: { people: new Map(names) } };
}

const aStranger = (userName: string): SeatHolder =>
  aHolder("", { person: null, account: `id-${userName}`, userName, origin: "outside" });

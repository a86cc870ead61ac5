import { describe, expect, test } from "vitest";
import { grantedSeats, mostGranted, nextEnd, stateOf } from "../../src/model/seat-request.ts";
import { aSeatGrantOf, aSeatRequest } from "../support/people.ts";

const month = 30 * 86_400_000;
const from = "2026-11-12T00:00:00Z";
const until = "2026-12-01T00:00:00Z";
const granted = (wish: Parameters<typeof aSeatGrantOf>[0] = {}) => aSeatRequest({ decision: aSeatGrantOf(wish) });

describe("a request", () => {
  test.each([
    ["2026-11-10T00:00:00Z", "requested"],
    ["2026-12-09T23:59:59Z", "requested"],
    ["2026-12-10T00:00:00Z", "expired"],
  ])("that nobody decides is at %s %s", (at, state) => {
    expect(stateOf(aSeatRequest(), month, at)).toBe(state);
  });

  test("that was refused stays so", () => {
    const refused = aSeatRequest({ decision: { kind: "refused", decided: from } });
    expect(stateOf(refused, month, "2030-01-01T00:00:00Z")).toBe("refused");
    expect(grantedSeats([refused], until)).toBe(0);
  });
});

describe("a grant", () => {
  test.each([
    ["2026-11-11T23:59:59Z", "granted", 0],
    ["2026-11-12T00:00:00Z", "granted", 12],
    ["2026-11-30T23:59:59Z", "granted", 12],
    ["2026-12-01T00:00:00Z", "expired", 0],
  ])("is at %s %s, with %i seats", (at, state, seats) => {
    expect(stateOf(granted({ from, until }), month, at)).toBe(state);
    expect(grantedSeats([granted({ from, until })], at)).toBe(seats);
  });

  test("without an end stays", () => {
    expect(grantedSeats([granted()], "2040-01-01T00:00:00Z")).toBe(12);
  });
});

test("grants that follow each other are never counted together", () => {
  const next = granted({ from: until, seats: 5 });
  const requests = [granted({ from, until }), next, aSeatRequest()];
  expect(grantedSeats(requests, until)).toBe(5);
  expect(mostGranted(requests, "2026-11-01T00:00:00Z")).toBe(12);
  expect(mostGranted(requests, until)).toBe(5);
  expect(mostGranted([], until)).toBe(0);
});

test("grants that overlap are counted together from when the later one begins", () => {
  const requests = [granted({ from: "2026-11-20T00:00:00Z", seats: 3 }), granted({ from, until })];
  expect(mostGranted(requests, from)).toBe(15);
});

test("the next end is that of seats that are there", () => {
  const later = "2027-01-01T00:00:00Z";
  const requests = [
    granted({ from, until: later }),
    granted({ from, until }),
    granted({ from: later }),
    aSeatRequest(),
  ];
  expect(nextEnd(requests, from)).toBe(until);
  expect(nextEnd(requests, until)).toBe(later);
  expect(nextEnd(requests, "2026-11-11T23:59:59Z")).toBeNull();
  expect(nextEnd(requests, later)).toBeNull();
});

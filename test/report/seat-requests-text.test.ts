import { expect, test } from "vitest";
import type { SeatRequestRow } from "../../src/model/seat-request-row.ts";
import { deliveriesText, seatRequestsText } from "../../src/report/seat-requests-text.ts";

const screen = { color: false, width: 140 };
const asked: SeatRequestRow = {
  ...{ pool: "ide", application: "ide-vendor", supplier: "reseller-x", id: "2026-11-10-1", seats: 12 },
  ...{ state: "requested", requested: "2026-11-10T00:00:00Z", ageDays: 13, reason: "Twelve join", reference: null },
  ...{ decided: null, granted: null, from: null, until: null },
};
const granted: SeatRequestRow = {
  ...asked,
  ...{ id: "2026-10-01-1", state: "granted", ageDays: 53, decided: "2026-10-06T00:00:00Z", granted: 10 },
  ...{ from: "2026-10-12T00:00:00Z", until: "2026-12-31T12:00:00Z", reference: "RX-20411" },
};

test("shows each request with its state, age and what was said", () => {
  const rows = seatRequestsText([granted, asked], screen).split("\n").slice(2, 4);
  expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
    [
      "ide",
      "2026-10-01-1",
      "granted",
      "53 d",
      "10 of 12",
      "reseller-x",
      "from 2026-10-12 until 2026-12-31T12:00:00Z; RX-20411; Twelve join",
    ],
    ["ide", "2026-11-10-1", "requested", "13 d", "12", "reseller-x", "Twelve join"],
  ]);
  expect(seatRequestsText([], screen)).toBe("Nothing was asked of any reserve.\n");
});

test("says of each request whether it was sent, and why not", () => {
  const which = { pool: "ide", id: "a" };
  const text = deliveriesText(
    [
      { kind: "sent", ...which },
      { kind: "failed", ...which, reason: "it answered 500" },
      { kind: "by-hand", ...which },
    ],
    screen,
  );
  expect(text.split("\n").slice(0, 2)).toEqual(["sent  ide a", "not sent  ide a: it answered 500"]);
  expect(text).toContain("no webhook");
  expect(deliveriesText([], screen)).toContain("nothing was sent");
});

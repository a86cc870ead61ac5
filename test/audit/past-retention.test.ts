import { expect, test } from "vitest";
import { pastRetention } from "../../src/audit/past-retention.ts";
import type { Hold } from "../../src/model/hold.ts";
import { aPerson } from "../support/people.ts";

const now = "2026-11-23T09:00:00Z";
const since = "2019-11-23T09:00:00Z";
const long = "2018-01-01T00:00:00Z";
const hold: Hold = {
  ...{ person: "gone", reason: "CASE-1", from: long, until: null },
  at: { file: "audit/holds.yaml", line: 2, column: 5 },
};

function past(withKeys: readonly string[], last: Record<string, string> = {}, holds: readonly Hold[] = []) {
  const people = [
    aPerson({ id: "here" }),
    aPerson({ id: "left-long", status: "left", end: long }),
    aPerson({ id: "left-late", status: "left", end: "2025-01-01T00:00:00Z" }),
  ];
  return pastRetention(withKeys, { people, last: new Map(Object.entries(last)), holds, since, now });
}

test("who left long ago, or is on no roster, is past retention when nothing happened since", () => {
  expect(past(["left-long", "here", "gone", "left-late"]).map(({ person }) => person)).toEqual(["gone", "left-long"]);
  expect(past(["gone"], { gone: long })).toMatchObject([{ last: long, left: null }]);
  expect(past(["gone"], { gone: since })).toEqual([]);
});

test("holds are told with whom they hold", () => {
  expect(past(["gone", "left-long"], {}, [hold]).map(({ holds }) => holds.length)).toEqual([1, 0]);
});

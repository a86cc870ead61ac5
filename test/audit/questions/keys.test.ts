import { expect, test } from "vitest";
import { Keys } from "../../../src/audit/questions/keys.ts";
import { inNovember, november, Recorded, rowsOf } from "./recorded.ts";

const ask = (ledger: Recorded, until: string) =>
  ledger.answer(new Keys({ period: inNovember, silence: 25 * 3_600_000, until }), inNovember);
const heartbeat = { kind: "heartbeat", commit: null } as const;

test("heartbeats break no silence, and what is longer is told, up to when the question is asked", () => {
  const ledger = new Recorded().quiet(1, 3).quiet(6, 7);
  expect(rowsOf(ask(ledger, november(8)), "silences")).toMatchObject([{ after: 3, length: "3 days 00:00:00" }]);
  expect(rowsOf(ask(ledger, november(9)), "silences").map(({ after }) => after)).toEqual([3, 5]);
});

test("records after the period end no silence of it", () => {
  const ledger = new Recorded().quiet(29, 29).event("2026-12-05T09:00:00Z", heartbeat);
  expect(rowsOf(ask(ledger, "2026-12-01T00:00:00Z"), "silences")).toMatchObject([
    { after: 1, to: "2026-12-01T00:00:00Z" },
  ]);
});

test("keys that came and went, and erasures, are told", () => {
  const key = "ssh-ed25519 AAAA";
  const ledger = new Recorded()
    .event(november(2), { kind: "key-event", event: "retired", principal: "ci@old", key, from: november(2) })
    .event(november(3), { kind: "erasure", person: "e9", keys: ["k1"], reason: "request" });
  expect(rowsOf(ask(ledger, november(3)), "events").map(({ what, whose }) => [what, whose])).toEqual([
    ["retired", "ci@old"],
    ["erasure", "e9"],
  ]);
});

test("every signer has its first and last record, and versions that come back stand out", () => {
  const version = (number: number, returns?: number) => ({
    signers: null,
    policies: { version: number, digest: `sha256:${number}`, ...(returns === undefined ? {} : { returns }) },
  });
  const other = { principal: "new@acme.example", key: "SHA256:new" };
  const answer = ask(
    new Recorded()
      .event(november(2), heartbeat, { versions: version(1) })
      .event(november(3), heartbeat, { versions: version(1), signer: other })
      .event(november(4), heartbeat, { versions: version(2, 1), signer: other }),
    november(4),
  );
  expect(
    rowsOf(answer, "signers").map(({ principal, first, last, records }) => [principal, first, last, records]),
  ).toEqual([
    ["ci@acme.example", 1, 1, 1],
    ["new@acme.example", 2, 3, 2],
  ]);
  expect(rowsOf(answer, "versions").map(({ record, version: is, returns }) => [record, is, returns])).toEqual([
    [1, 1, null],
    [3, 2, 1],
  ]);
  expect(answer.exceptions).toBe(1);
});

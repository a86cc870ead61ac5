import { afterAll, describe, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import type { ManifestEntry } from "../../src/model/manifest.ts";
import { recallMemberships } from "../../src/run/recall-memberships.ts";
import { aLedger, anEntry, aRun, bareRepository, branch, scratch } from "../audit/a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());
let ledgers = 0;

/** What the ledger says after these runs, the oldest first. */
async function recall(...runs: readonly (readonly Partial<ManifestEntry>[])[]) {
  ledgers += 1;
  const ledger = await aLedger(bareRepository(place.sub(`ledger-${ledgers}.git`)));
  for (const [index, entries] of runs.entries()) {
    ledger.clock.advance(3600);
    const whole = entries.map((entry, at) => anEntry({ key: `${index}-${at}`, ...entry }));
    await appendRun(ledger, aRun({ run: `run-${index}`, entries: whole }));
  }
  return (await recallMemberships(ledger.git, branch)).get("chat");
}

const revoke = { kind: "revoke" } as const;
const wordIn = (chat: Awaited<ReturnType<typeof recall>>) => chat?.memberships.get("group:engineering")?.get("e1001");

describe("the newest word on a membership", () => {
  test.each([
    ["a grant", [[{}]], "given"],
    ["a grant that could not be seen", [[{ status: "unverified" }]], "given"],
    ["a revoke after it", [[{}], [revoke]], "taken"],
    ["a revoke that could not be seen", [[{}], [{ ...revoke, status: "unverified" }]], "taken-unseen"],
    ["a revoke that failed", [[{}], [{ ...revoke, status: "failed" }]], "given"],
    ["a grant after a revoke", [[{}], [revoke], [{}]], "given"],
    ["the later of one run", [[{}, revoke]], "taken"],
    ["an account that was deleted", [[{}], [{ kind: "delete-account", target: null }]], undefined],
    ["a deletion that nobody saw", [[{}], [{ kind: "delete-account", target: null, status: "unverified" }]], "given"],
    ["a grant that failed", [[{ status: "failed" }]], undefined],
  ] as const)("is that of %s", async (_, runs, word) => {
    expect(wordIn(await recall(...runs))?.word).toBe(word);
  });

  test("names the account that it was about", async () => {
    expect(wordIn(await recall([{ account: "a-1" }], [{ account: "a-2" }]))).toEqual({ word: "given", account: "a-2" });
  });
});

describe("the accounts that the ledger knows", () => {
  test("are those that were made, and those whose memberships were written", async () => {
    const created = { kind: "create-account", target: null } as const;
    const chat = await recall([
      { ...created, account: "made" },
      { ...created, account: "found", status: "unchanged" },
      { account: "given" },
      { kind: "update-account", target: null, account: "updated" },
    ]);
    expect([...(chat?.accounts ?? [])].sort()).toEqual(["given", "made"]);
  });
});

describe("the people whom the ledger knows", () => {
  test.each([
    ["who were given an account, a group or a seat", [[{ kind: "create-account", target: null }]], true],
    ["who were given a group", [[{}]], true],
    ["who were given a seat", [[{ kind: "assign-seat", target: "license:ALL" }]], true],
    ["from whom it was taken, since they keep the account", [[{}], [revoke]], true],
    ["whose account was deleted", [[{}], [{ kind: "delete-account", target: null }]], false],
    ["to whom nothing could be given", [[{ status: "failed" }]], false],
  ] as const)("are those %s", async (_, runs, isKnown) => {
    expect((await recall(...runs))?.people.has("e1001") ?? false).toBe(isKnown);
  });
});

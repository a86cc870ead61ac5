import { expect, test } from "vitest";
import type { Lease } from "../../src/apply/held-lease.ts";
import { openJournal, readJournal } from "../../src/apply/journal.ts";
import { withWriteAhead } from "../../src/apply/write-ahead.ts";
import { RollcallError } from "../../src/model/error.ts";
import { FakeDisk } from "../support/fake-disk.ts";

const digest = `sha256:${"1".repeat(64)}`;
const opening = {
  run: "r-1",
  plan: digest,
  operations: digest,
  at: "2026-11-23T09:00:00Z",
  actor: "ci",
  approvals: [],
};

/** A lease as its holder sees it; `publish` says what becomes of what is written ahead. */
function aLease(publish: Lease["publish"]): Lease {
  return {
    ...{ generation: 1, signal: new AbortController().signal, isRemote: true, assertHeld: () => {}, publish },
    ...{ leftBehind: async () => [], published: async () => new Uint8Array(), forget: async () => {} },
    ...{ begin: async () => {}, pause: async () => {}, release: async () => {} },
  };
}

test("an intent that the lease did not take is none here either: whoever has it now may do the same", async () => {
  const disk = new FakeDisk();
  const lost = new RollcallError("lease-lost", "somebody else has it");
  const journal = withWriteAhead(
    await openJournal(disk, "/state/j", opening),
    aLease(() => Promise.reject(lost)),
    true,
  );
  await expect(journal.intend(["k"])).rejects.toMatchObject({ code: expect.any(String) });
  expect((await readJournal(disk, "/state/j"))?.open).toEqual(new Set());
});

test("an intent is on both sides before anything is called", async () => {
  const disk = new FakeDisk();
  const published: Uint8Array[] = [];
  const lease = aLease(async (bytes) => {
    published.push(bytes);
  });
  const journal = withWriteAhead(await openJournal(disk, "/state/j", opening), lease, true);
  await journal.intend(["k"]);
  expect((await readJournal(disk, "/state/j"))?.open).toEqual(new Set(["k"]));
  expect(Buffer.concat(published).includes('"k"')).toBe(true);
});

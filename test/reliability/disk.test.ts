import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { journalPath, readJournal } from "../../src/apply/journal.ts";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import type { Ended } from "./support/child.ts";
import { watchJournal } from "./support/growth.ts";
import { isFull } from "./support/numbers.ts";
import { crowd } from "./support/organization.ts";
import { cannotRun, proves } from "./support/proof.ts";
import { auditOf, deedOf, essenceOf, fromTheStart, seenOf, twice } from "./support/reckoning.ts";
import { type Desk, type Kept, monday, type Office, openOffice } from "./support/site.ts";
import { mountFailingDisk, mountSmallDisk } from "./support/small-disk.ts";

const applyPlan = ["apply", "next.plan.json", "--at", monday];
/** After so many records of the journal the disk is full, or broken; 0: before the first. */
const moments = isFull ? Array.from({ length: 15 }, (_, at) => at) : [0, 3];

let start: { readonly kept: Kept; readonly calm: unknown };

beforeAll(async () => {
  const office = await openOffice({ people: crowd(12), apply: ["rollout: [2 people, 50%, all]"] });
  await office.first.plan(monday, "next.plan.json");
  const kept = await office.keep();
  expect(await office.first.rollcall(...applyPlan)).toMatchObject({ code: 0 });
  start = { kept, calm: essenceOf(office.sandbox) };
  await office.close();
});

afterAll(() => start.kept.discard());

describe("an apply whose journal lies on a disk", () => {
  test.for(moments)(
    "that becomes full after %i records calls nothing more, and goes on when there is room",
    async (records, context) => {
      proves(context, { what: "journal on a full disk (ENOSPC)" });
      const office = await start.kept.reopen();
      const state = `${office.folder}/state`;
      const disk = await mountSmallDisk(state);
      if (typeof disk === "string") return leave(office, context, disk);
      try {
        const desk = office.first.with({ ROLLCALL_STATE: state });
        const ended = await applyUntil({ desk, state, records }, () => disk.fill());
        expectStopped(ended);
        const begun = await begunSoFar(office, state);
        await disk.makeRoom();
        await expectRightEnd(office, desk, begun);
      } finally {
        await disk.unmount();
        await office.close();
      }
    },
  );

  test("that has room for the lock and not for the plan calls nothing, and begins when there is room", async (context) => {
    proves(context, { what: "journal on a full disk (ENOSPC)" });
    const office = await start.kept.reopen();
    const state = `${office.folder}/state`;
    const disk = await mountSmallDisk(state);
    if (typeof disk === "string") return leave(office, context, disk);
    try {
      const desk = office.first.with({ ROLLCALL_STATE: state });
      await disk.fill(2 * 4096);
      expectStopped(await desk.rollcall(...applyPlan));
      const begun = await begunSoFar(office, state);
      expect(begun.called).toEqual([]);
      await disk.makeRoom();
      await expectRightEnd(office, desk, begun);
    } finally {
      await disk.unmount();
      await office.close();
    }
  });

  test.for(moments.filter((records) => records > 0))(
    "that fails after %i records calls nothing more, and goes on when it is mended",
    async (records, context) => {
      proves(context, { what: "journal on a failing disk (EIO)" });
      const office = await start.kept.reopen();
      const state = `${office.folder}/state`;
      const disk = await mountFailingDisk(state, `${office.folder}/disk.img`);
      if (typeof disk === "string") return leave(office, context, disk);
      try {
        const desk = office.first.with({ ROLLCALL_STATE: state });
        const ended = await applyUntil({ desk, state, records }, () => disk.fail());
        await disk.repair();
        expectStopped(ended);
        await expectRightEnd(office, desk, await begunSoFar(office, state));
      } finally {
        await disk.unmount();
        await office.close();
      }
    },
  );
});

async function leave(office: Office, context: TestContext, reason: string): Promise<never> {
  await office.close();
  return cannotRun(context, reason);
}

/** Applies, and holds the process while something happens to its disk after so many records. */
async function applyUntil(
  { desk, state, records }: { readonly desk: Desk; readonly state: string; readonly records: number },
  happen: () => Promise<void>,
): Promise<Ended> {
  if (records === 0) {
    await happen();
    return desk.rollcall(...applyPlan);
  }
  const running = desk.start(...applyPlan);
  const reached = new Promise<void>((resolve) => {
    const growth = watchJournal(state, (count) => {
      if (count < records) return;
      running.kill("SIGSTOP");
      growth.close();
      resolve();
    });
  });
  await Promise.race([reached, running.ended]);
  await happen();
  running.kill("SIGCONT");
  return running.ended;
}

/** What the servers were asked for so far, and what the journal says was begun. */
interface Begun {
  readonly called: readonly string[];
  readonly intended: ReadonlySet<string>;
}

async function begunSoFar(office: Office, state: string): Promise<Begun> {
  const { digest } = decodePlan(await readFile(office.first.path("next.plan.json"), "utf8"));
  const journal = await readJournal(systemDisk, journalPath(state, digest));
  const intended = new Set([...(journal?.open ?? []), ...(journal?.outcomes.keys() ?? [])]);
  return { called: seenOf(office, fromTheStart), intended };
}

/** An error that people can read, with its number. */
function expectStopped({ code, stderr }: Ended): void {
  expect(code, stderr).toBe(1);
  expect(stderr).not.toMatch(/\n\s+at /);
}

/** The same plan ends as an undisturbed one, and nothing had been called that was not written down before. */
async function expectRightEnd(office: Office, desk: Desk, { called, intended }: Begun): Promise<void> {
  const { code, stderr } = await desk.rollcall(...applyPlan);
  expect(code, stderr).toBe(0);
  expect(essenceOf(office.sandbox)).toEqual(start.calm);
  const { said, seen, runs } = await auditOf(office, fromTheStart);
  expect(said).toEqual(seen);
  expect(twice(seen)).toEqual([]);
  const keys = new Map(runs.flatMap(({ record }) => record.entries).map((entry) => [deedOf(entry), entry.key]));
  expect(called.filter((deed) => !intended.has(keys.get(deed) ?? ""))).toEqual([]);
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { journalPath, openJournal, readJournal, runId } from "../../src/apply/journal.ts";
import { decodeFrames, encodeFrame } from "../../src/apply/journal-frame.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import { FakeDisk } from "../support/fake-disk.ts";

const plan = `sha256:${"ab".repeat(32)}`;
const path = journalPath("/state", plan);
const opening = { run: runId(plan), plan, operations: "sha256:00", at: "2026-11-23T09:00:00Z", actor: "ci" };
const anOutcome = (key: string, status: Outcome["status"] = "applied"): Outcome => ({
  key,
  status,
  account: "id-1",
  reason: null,
  reference: null,
  attempts: 1,
  recovered: false,
  at: "2026-11-23T09:00:01Z",
});

async function written(disk = new FakeDisk()): Promise<FakeDisk> {
  const journal = await openJournal(disk, path, opening);
  await journal.intend(["a", "b"]);
  await journal.settle([anOutcome("a")]);
  await journal.close();
  return disk;
}

/** The disk with other bytes in the journal. */
async function withBytes(change: (bytes: Uint8Array) => Uint8Array): Promise<FakeDisk> {
  const disk = await written();
  await disk.write(path, change((await disk.read(path)) ?? new Uint8Array()));
  return disk;
}

describe("a journal", () => {
  test("lies under the plan's digest and names the one run of that plan", () => {
    expect(path).toBe("/state/runs/abababababababab.journal");
    expect(runId(plan)).toMatch(/^r-[0-9a-f]{16}$/);
    expect(runId(plan)).not.toBe(runId("sha256:00"));
  });

  test("gives the next life outcomes, open intents, who began, and how it ended", async () => {
    const disk = await written();
    const journal = await openJournal(disk, path, { ...opening, at: "2026-11-23T11:00:00Z", actor: "somebody else" });
    expect(journal.opened).toEqual(opening);
    expect(journal.found.outcomes).toEqual(new Map([["a", anOutcome("a")]]));
    expect(journal.found.open).toEqual(new Set(["b"]));
    expect(journal.found.closed).toBeNull();
    await journal.conclude("partial");
    await journal.record("c0ffee");
    await journal.close();
    expect(await readJournal(disk, path)).toMatchObject({ closed: "partial", recorded: "c0ffee" });
  });

  test("is open again once a new intent follows its end", async () => {
    const disk = await written();
    const journal = await openJournal(disk, path, opening);
    await journal.conclude("partial");
    await journal.intend(["b"]);
    await journal.settle([anOutcome("b", "failed")]);
    await journal.intend(["b"]);
    const state = await readJournal(disk, path);
    expect(state?.closed).toBeNull();
    expect(state?.open).toEqual(new Set(["b"]));
  });

  test("has lost nothing that was awaited when the power is cut", async () => {
    const disk = await written();
    disk.crash();
    expect((await readJournal(disk, path))?.outcomes.size).toBe(1);
  });

  test("writes what comes at once with one sync", async () => {
    const disk = new FakeDisk();
    const journal = await openJournal(disk, path, opening);
    disk.log.length = 0;
    await Promise.all(["a", "b", "c", "d"].map((key) => journal.intend([key])));
    expect(disk.log.filter((entry) => entry.startsWith("sync")).length).toBe(2);
    expect((await readJournal(disk, path))?.open.size).toBe(4);
  });

  test("is null when there is none, and reading makes none", async () => {
    const disk = new FakeDisk();
    expect(await readJournal(disk, path)).toBeNull();
    expect(disk.log).toEqual([]);
  });

  test("of another plan is refused", async () => {
    const disk = await written();
    await expect(openJournal(disk, path, { ...opening, plan: "sha256:11" })).rejects.toMatchObject({
      code: "journal-unusable",
    });
  });

  test("writes nothing more once a write has failed, because its tail is unknown", async () => {
    const disk = new FakeDisk();
    const journal = await openJournal(disk, path, opening);
    disk.space = 4;
    await expect(journal.intend(["a"])).rejects.toMatchObject({ code: "journal-unusable" });
    disk.space = Number.POSITIVE_INFINITY;
    await expect(journal.intend(["b"])).rejects.toMatchObject({ code: "journal-unusable" });
    await journal.close();
    const next = await openJournal(disk, path, opening);
    expect(next.found.open).toEqual(new Set());
    await next.intend(["c"]);
    expect((await readJournal(disk, path))?.open).toEqual(new Set(["c"]));
  });
});

describe("damage", () => {
  test("a torn tail is dropped wherever it is torn, and the journal goes on from there", async () => {
    const whole = (await (await written()).read(path)) ?? new Uint8Array();
    for (let length = 0; length < whole.length; length += 1) {
      const disk = await withBytes((bytes) => bytes.slice(0, length));
      const journal = await openJournal(disk, path, opening);
      expect(journal.found.outcomes.size).toBe(0);
      await journal.intend(["z"]);
      await journal.close();
      expect((await readJournal(disk, path))?.open.has("z")).toBe(true);
    }
  });

  test("a tail of zeros, or of anything, is dropped too", async () => {
    const tail = [new Uint8Array(64), Buffer.from("ffffffff 00000000 ["), Buffer.from("00000000 00000000 \n")];
    for (const bytes of tail) {
      const disk = await withBytes((before) => Buffer.concat([before, bytes]));
      expect((await openJournal(disk, path, opening)).found.outcomes.size).toBe(1);
    }
  });

  test("in the middle stops the run", async () => {
    const disk = await withBytes((bytes) => bytes.map((byte, index) => (index === 40 ? byte ^ 1 : byte)));
    await expect(openJournal(disk, path, opening)).rejects.toMatchObject({ code: "journal-unusable" });
    await expect(readJournal(disk, path)).rejects.toMatchObject({ code: "journal-unusable" });
  });

  test("a record of another version stops the run", async () => {
    const disk = await withBytes((bytes) => Buffer.concat([bytes, encodeFrame([{ kind: "lease" }])]));
    await expect(openJournal(disk, path, opening)).rejects.toMatchObject({ code: "journal-unusable" });
  });

  test("of any one byte never gives a record that was not written", () => {
    const frames = [["one"], ["two", 2], [{ three: 3 }]];
    const bytes = Buffer.concat(frames.map(encodeFrame));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const found = decodeFrames(bytes.map((byte, at) => (at === index ? byte ^ flip : byte)));
        if (found.kind === "read") expect(frames.slice(0, found.payloads.length)).toEqual(found.payloads);
        expect(found.kind === "read" && found.payloads.length === frames.length).toBe(false);
      }),
    );
  });
});

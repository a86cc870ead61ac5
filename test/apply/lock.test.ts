import { describe, expect, test } from "vitest";
import { takeLock } from "../../src/apply/lock.ts";
import type { Processes } from "../../src/ports/processes.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeDisk } from "../support/fake-disk.ts";

const path = "/state/apply.lock";
const clock = new FakeClock();

/** One process among those that are alive. */
function process(pid: number, alive: readonly number[], wish: Partial<Processes["self"]> = {}) {
  const processes: Processes = {
    self: { pid, host: "ci-1", started: pid * 1000, ...wish },
    isAlive: (id) => alive.includes(id),
  };
  return { clock, processes };
}

const locked = { code: "apply-locked" };

describe("the lock", () => {
  test("is held by one process at a time", async () => {
    const disk = new FakeDisk();
    const lock = await takeLock(disk, path, process(1, [1, 2]));
    await expect(takeLock(disk, path, process(2, [1, 2]))).rejects.toMatchObject(locked);
    await lock.release();
    await (await takeLock(disk, path, process(2, [1, 2]))).release();
  });

  test("is not taken twice by one process either", async () => {
    const disk = new FakeDisk();
    await takeLock(disk, path, process(1, [1]));
    await expect(takeLock(disk, path, process(1, [1]))).rejects.toMatchObject(locked);
  });

  test("is taken over from a process that is dead", async () => {
    const disk = new FakeDisk();
    await takeLock(disk, path, process(1, [1]));
    await takeLock(disk, path, process(2, [2]));
    await expect(takeLock(disk, path, process(3, [2, 3]))).rejects.toMatchObject(locked);
  });

  test("is taken over from a dead process that had our number", async () => {
    const disk = new FakeDisk();
    await takeLock(disk, path, process(7, [7]));
    await takeLock(disk, path, process(7, [7], { started: 9 }));
  });

  test("of another machine holds, because nobody can see whether it lives", async () => {
    const disk = new FakeDisk();
    await takeLock(disk, path, process(1, []));
    await expect(takeLock(disk, path, process(2, [2], { host: "ci-2" }))).rejects.toMatchObject(locked);
  });

  test("that cannot be read holds: its owner may be writing it", async () => {
    const disk = new FakeDisk();
    await disk.create(`${path}/1`, new Uint8Array());
    await expect(takeLock(disk, path, process(1, [1]))).rejects.toMatchObject(locked);
  });

  test("that cannot be written is an error of the state directory, and keeps nobody out", async () => {
    const disk = new FakeDisk();
    disk.space = 0;
    await expect(takeLock(disk, path, process(1, [1]))).rejects.toMatchObject({ code: "journal-unusable" });
    disk.space = Number.POSITIVE_INFINITY;
    await takeLock(disk, path, process(2, [1, 2]));
  });

  test("that cannot be given back hides no other error, and is taken over when its process is gone", async () => {
    const disk = new FakeDisk();
    const lock = await takeLock(disk, path, process(1, [1]));
    disk.space = 0;
    await lock.release();
    disk.space = Number.POSITIVE_INFINITY;
    expect((await takeLock(disk, path, process(2, [2]))).gone).toMatchObject([{ pid: 1 }]);
  });

  test("remembers who had it, also through several deaths and a release, and forgets them some day", async () => {
    const disk = new FakeDisk();
    await takeLock(disk, path, process(1, [1]));
    await takeLock(disk, path, process(2, [2]));
    await (await takeLock(disk, path, process(3, [3]))).release();
    expect((await takeLock(disk, path, process(4, [4]))).gone.map(({ pid }) => pid)).toEqual([1, 2, 3]);
    for (let pid = 5; pid <= 60; pid += 1) await takeLock(disk, path, process(pid, [pid]));
    expect((await takeLock(disk, path, process(61, [61]))).gone.map(({ pid }) => pid)).toEqual(
      Array.from({ length: 32 }, (_, at) => 29 + at),
    );
  });

  test("of before it said who had it is taken, when it was released or its process is dead", async () => {
    for (const released of [true, false]) {
      const disk = new FakeDisk();
      const old = { pid: 1, host: "ci-1", started: 1000, since: "2026-11-23T09:00:00Z", released };
      await disk.create(`${path}/1`, Buffer.from(JSON.stringify(old)));
      expect((await takeLock(disk, path, process(2, [2]))).gone).toEqual([{ pid: 1, host: "ci-1", started: 1000 }]);
    }
  });

  test("leaves one file behind", async () => {
    const disk = new FakeDisk();
    for (let turn = 0; turn < 5; turn += 1) await (await takeLock(disk, path, process(1, [1]))).release();
    expect((await disk.list(path))?.length).toBe(1);
  });

  test("is not for a process that looked long ago", async () => {
    const disk = new FakeDisk();
    await takeLock(disk, path, process(1, [1]));
    let goOn = () => {};
    const pause = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    disk.step = (name) => (name === `before create ${path}/2` ? pause : Promise.resolve());
    const slow = takeLock(disk, path, process(2, [2, 3, 4]));
    await new Promise((resolve) => setImmediate(resolve));
    disk.step = async () => {};
    await (await takeLock(disk, path, process(3, [2, 3, 4]))).release();
    await takeLock(disk, path, process(4, [2, 3, 4]));
    goOn();
    await expect(slow).rejects.toMatchObject(locked);
    await expect(takeLock(disk, path, process(5, [4, 5]))).rejects.toMatchObject(locked);
  });

  test("goes to one of many that find it stale, however their steps mix", async () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const disk = new FakeDisk();
      await takeLock(disk, path, process(1, [1]));
      let random = seed;
      disk.step = async () => {
        random = (random * 48271) % 2147483647;
        for (let turn = 0; turn < random % 7; turn += 1) await Promise.resolve();
      };
      const alive = [2, 3, 4, 5];
      const taken = await Promise.allSettled(alive.map((pid) => takeLock(disk, path, process(pid, alive))));
      expect(taken.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(1);
    }
  });

  test("has one holder at a time while many take and release it", async () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const disk = new FakeDisk();
      let random = seed;
      disk.step = async () => {
        random = (random * 48271) % 2147483647;
        for (let turn = 0; turn < random % 9; turn += 1) await Promise.resolve();
      };
      let holders = 0;
      let takes = 0;
      const compete = async (pid: number) => {
        for (let turn = 0; turn < 20; turn += 1) {
          const lock = await takeLock(disk, path, process(pid, [1, 2, 3])).catch(() => null);
          if (lock === null) continue;
          holders += 1;
          takes += 1;
          expect(holders).toBe(1);
          await Promise.resolve();
          holders -= 1;
          await lock.release();
        }
      };
      await Promise.all([1, 2, 3].map(compete));
      expect(takes).toBeGreaterThan(0);
    }
  });
});

import { describe, expect, test } from "vitest";
import type { Lease } from "../../src/apply/held-lease.ts";
import { type Claim, skew, takeLease } from "../../src/apply/lease.ts";
import { openSharedRef } from "../../src/apply/shared-ref.ts";
import type { Event } from "../../src/model/event.ts";
import type { Git } from "../../src/ports/git.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeRemote, fakeGit } from "../support/fake-git.ts";

const term = 300_000;
const ref = "refs/rollcall/apply";

/** Machines that share a remote and a clock. */
class Fleet {
  readonly remote = new FakeRemote();
  readonly clock = new FakeClock();
  readonly events: Event[] = [];

  take(run: string, wish: Partial<Claim> = {}, git: Git = fakeGit(this.remote)): Promise<Lease> {
    const claim: Claim = {
      ...{ run, plan: `sha256:${run}`, planText: `the plan of ${run}`, at: "2026-11-23T09:00:00Z", actor: run },
      ...{ holder: { pid: 1, host: run, started: 1 }, gone: [], atHalt: "stops" },
      ...wish,
    };
    const { signal } = new AbortController();
    const emit = (event: Event) => this.events.push(event);
    return takeLease({ git, ref: openSharedRef(git, "origin"), clock: this.clock, emit, term, signal }, claim);
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);
const released = { keep: false };
const lost = { code: "lease-lost" };

describe("the lease on applying", () => {
  test("is held by one at a time, each with a higher generation", async () => {
    const fleet = new Fleet();
    const first = await fleet.take("a");
    await expect(fleet.take("b")).rejects.toMatchObject({ code: "apply-locked" });
    await first.release(released);
    const second = await fleet.take("b");
    expect([first.generation, second.generation]).toEqual([1, 2]);
    await second.release(released);
  });

  test("goes to one of those who want it at the same moment", async () => {
    const fleet = new Fleet();
    const takes = await Promise.allSettled(["a", "b", "c", "d"].map((run) => fleet.take(run)));
    expect(takes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const take of takes) {
      if (take.status === "rejected") expect(take.reason).toMatchObject({ code: "apply-locked" });
      else await take.value.release(released);
    }
  });

  test("is renewed as long as its holder lives, and ends some time after it does not", async () => {
    const fleet = new Fleet();
    const lease = await fleet.take("a");
    await fleet.clock.advance(4 * term);
    lease.assertHeld();
    await expect(fleet.take("b")).rejects.toMatchObject({ code: "apply-locked" });
    fleet.remote.isReachable = false;
    await fleet.clock.advance(term);
    expect(() => lease.assertHeld()).toThrow(expect.objectContaining(lost));
    fleet.remote.isReachable = true;
    await fleet.clock.advance(skew + 1);
    const next = await fleet.take("b");
    expect(fleet.events).toContainEqual(expect.objectContaining({ kind: "lease-taken-over", run: "a", from: "a" }));
    await next.release(released);
  });

  test("is over for its holder before anybody else may have it", async () => {
    const fleet = new Fleet();
    const lease = await fleet.take("a");
    fleet.remote.isReachable = false;
    for (let at = 0; !lease.signal.aborted; at += 1_000) {
      expect(at).toBeLessThan(term);
      await fleet.clock.advance(1_000);
      try {
        lease.assertHeld();
      } catch {
        fleet.remote.isReachable = true;
        await expect(fleet.take("b")).rejects.toMatchObject({ code: "apply-locked" });
      }
    }
  });

  test("is lost by a holder that slept through it, at its next breath", async () => {
    const fleet = new Fleet();
    const sleeper = await fleet.take("a");
    const tip = fleet.remote.refs.get(ref) ?? "";
    const other = await fleet.take("b", { gone: [{ pid: 1, host: "a", started: 1 }] });
    expect(fleet.remote.refs.get(ref)).not.toBe(tip);
    await expect(sleeper.publish(bytes("what a zombie says"))).rejects.toMatchObject(lost);
    expect(() => sleeper.assertHeld()).toThrow(expect.objectContaining(lost));
    expect(sleeper.signal.aborted).toBe(true);
    await sleeper.release(released);
    other.assertHeld();
    await other.release(released);
  });

  test("of a process that is known to be gone need not run out", async () => {
    const fleet = new Fleet();
    await fleet.take("a");
    await expect(fleet.take("b", { gone: [{ pid: 2, host: "a", started: 1 }] })).rejects.toMatchObject({
      code: "apply-locked",
    });
    await (await fleet.take("b", { gone: [{ pid: 1, host: "a", started: 1 }] })).release(released);
  });

  test("survives pushes that are refused for a while, and one whose answer is lost", async () => {
    const fleet = new Fleet();
    const lease = await fleet.take("a");
    fleet.remote.trouble = ["refused", "refused", "lost-reply"];
    const published = lease.publish(bytes("one"));
    await fleet.clock.advance(10_000);
    await published;
    await lease.publish(bytes("two"));
    lease.assertHeld();
    expect(Buffer.from(await lease.published()).toString()).toBe("onetwo");
    await lease.release(released);
  });

  test("cannot be taken where nobody can say who has it", async () => {
    const fleet = new Fleet();
    fleet.remote.isReachable = false;
    await expect(fleet.take("a")).rejects.toMatchObject({ code: "apply-locked" });
  });
});

describe("what a holder leaves", () => {
  const gone = [{ pid: 1, host: "a", started: 1 }];

  test("is there for whoever comes next, and for whoever comes after that, until it is on the ledger", async () => {
    const fleet = new Fleet();
    await (await fleet.take("a")).publish(bytes("begun"));
    await fleet.take("b", { gone });
    const third = await fleet.take("c", { gone: [{ pid: 1, host: "b", started: 1 }] });
    const left = await third.leftBehind();
    expect(left.map(({ run, planText, journal }) => [run, planText, Buffer.from(journal).toString()])).toEqual([
      ["a", "the plan of a", "begun"],
      ["b", "the plan of b", ""],
    ]);
    await third.forget("a");
    await third.forget("b");
    await third.release(released);
    expect(await (await fleet.take("d")).leftBehind()).toEqual([]);
  });

  test("is its own again when the same run goes on elsewhere, also after somebody else had the lease", async () => {
    const fleet = new Fleet();
    await (await fleet.take("a")).publish(bytes("begun"));
    const again = await fleet.take("a", { gone, holder: { pid: 5, host: "z", started: 1 } });
    expect(Buffer.from(await again.published()).toString()).toBe("begun");
    expect(await again.leftBehind()).toEqual([]);
    const other = await fleet.take("b", { gone: [{ pid: 5, host: "z", started: 1 }] });
    await other.release({ keep: true });
    const third = await fleet.take("a");
    expect(Buffer.from(await third.published()).toString()).toBe("begun");
    expect((await third.leftBehind()).map(({ run }) => run)).toEqual(["b"]);
    await third.release(released);
  });

  test("stays when it is given back before it is on the ledger", async () => {
    const fleet = new Fleet();
    const lease = await fleet.take("a");
    await lease.publish(bytes("begun"));
    await lease.release({ keep: true });
    const next = await fleet.take("b");
    expect((await next.leftBehind()).map(({ run }) => run)).toEqual(["a"]);
    await next.release(released);
  });
});

describe("a lease refuses", () => {
  const before = "2026-11-23T09:59:59Z";
  const after = "2026-11-23T10:00:00Z";

  test("a plan that is older than one that began, but not the same run again", async () => {
    const fleet = new Fleet();
    const first = await fleet.take("new", { at: after });
    await first.begin();
    await first.release(released);
    await expect(fleet.take("old", { at: before })).rejects.toMatchObject({ code: "plan-stale" });
    await (await fleet.take("new", { at: after })).release(released);
    const next = await fleet.take("next", { at: after });
    await next.begin();
    await next.release(released);
    await expect(fleet.take("old", { at: before })).rejects.toMatchObject({ code: "plan-stale" });
  });

  test("no plan because of a newer one that did not begin", async () => {
    const fleet = new Fleet();
    await (await fleet.take("new", { at: after })).release({ keep: true });
    const old = await fleet.take("old", { at: before });
    await old.begin();
    await old.release(released);
    await (await fleet.take("next", { at: after })).release(released);
  });

  test("a plan that is older than one that began and died, whoever came between and did not begin", async () => {
    const fleet = new Fleet();
    await (await fleet.take("new", { at: after })).begin();
    const gone = [{ pid: 1, host: "new", started: 1 }];
    await expect(fleet.take("old", { at: before, gone })).rejects.toMatchObject({ code: "plan-stale" });
    await (await fleet.take("newest", { at: "2026-11-23T11:00:00Z", gone })).release({ keep: true });
    await expect(fleet.take("old", { at: before })).rejects.toMatchObject({ code: "plan-stale" });
    await (await fleet.take("as old", { at: after })).release(released);
  });

  test("everybody at a halt, until somebody resumes", async () => {
    const fleet = new Fleet();
    const lease = await fleet.take("a");
    await lease.pause("30% went wrong");
    await lease.release(released);
    await expect(fleet.take("b")).rejects.toMatchObject({ code: "apply-paused" });
    await expect(fleet.take("a")).rejects.toMatchObject({ code: "apply-paused" });
    await (await fleet.take("undo", { atHalt: "undoes" })).release(released);
    await expect(fleet.take("b")).rejects.toMatchObject({ code: "apply-paused" });
    await (await fleet.take("b", { atHalt: "resumes" })).release(released);
    await (await fleet.take("c")).release(released);
  });

  test("a record that it does not know", async () => {
    const fleet = new Fleet();
    const git = fakeGit(fleet.remote);
    const tree = await git.writeTree([{ mode: "100644", name: "lease.json", oid: await git.writeBlob(bytes("{}")) }]);
    fleet.remote.refs.set(ref, await git.writeCommit(bytes(`tree ${tree}\n\nfrom the future\n`)));
    await expect(fleet.take("a")).rejects.toMatchObject({ code: "journal-unusable" });
  });
});

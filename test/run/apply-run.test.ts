import { describe, expect, test } from "vitest";
import { takeLock } from "../../src/apply/lock.ts";
import { noReviews } from "../../src/model/approval.ts";
import type { Change } from "../../src/model/change.ts";
import type { Session } from "../../src/run/apply-session.ts";
import { aChange, aFinding } from "../support/plan.ts";
import { Pipeline } from "./pipeline.ts";

const joins = (person: string): readonly Change[] => {
  const create = aChange.create({ person });
  return [create, aChange.grant({ person, needs: [create.key] })];
};
const joiners = (count: number, from = 100) => Array.from({ length: count }, (_, at) => joins(`e${from + at}`)).flat();
const later = "2026-11-23T10:00:00Z";

describe("a run that vanished", () => {
  test("goes on where it stopped when the same plan is given on the same machine", async () => {
    for (let at = 0; at < 12; at += 1) {
      const pipeline = new Pipeline();
      const machine = pipeline.machine("m1");
      const plan = pipeline.plan(joiners(2));
      await pipeline.kill(machine, plan, at);
      expect(await pipeline.apply(machine, plan)).toMatchObject({ kind: "applied", conclusion: "completed" });
      expect(pipeline.recorded.toSorted()).toEqual(pipeline.service.effects.toSorted());
      expect(pipeline.ledger.records).toHaveLength(1);
    }
  });

  test("goes on at once on the same machine, also when somebody died there before reaching the lease", async () => {
    const pipeline = new Pipeline();
    const machine = pipeline.machine("m1");
    const plan = pipeline.plan(joiners(2));
    await pipeline.kill(machine, plan, 3);
    const processes = machine.spawn();
    await takeLock(machine.disk, "/state/apply.lock", { clock: pipeline.clock, processes });
    machine.alive.delete(processes.self.pid);
    expect(await pipeline.apply(machine, plan)).toMatchObject({ kind: "applied", conclusion: "completed" });
    expect(pipeline.recorded.toSorted()).toEqual(pipeline.service.effects.toSorted());
  });

  test("goes on where it stopped on another machine, of which only git is known, once the lease has run out", async () => {
    for (let at = 0; at < 12; at += 1) {
      const pipeline = new Pipeline();
      const plan = pipeline.plan(joiners(2));
      await pipeline.kill(pipeline.machine("m1"), plan, at);
      const next = pipeline.machine("m2");
      await expect(pipeline.apply(next, plan)).rejects.toMatchObject({ code: "apply-locked" });
      expect(await pipeline.apply(next, plan, { wait: 600_000 })).toMatchObject({ conclusion: "completed" });
      expect(pipeline.recorded.toSorted()).toEqual(pipeline.service.effects.toSorted());
      expect(pipeline.ledger.records).toHaveLength(1);
    }
  });

  test("is looked after and put on the ledger by the next one, which does nothing of it again", async () => {
    let found = 0;
    for (const isSameMachine of [true, false]) {
      for (let at = 0; at < 12; at += 1) {
        const pipeline = new Pipeline();
        const machine = pipeline.machine("m1");
        const plan = pipeline.plan(joiners(2));
        await pipeline.kill(machine, plan, at);
        const next = isSameMachine ? machine : pipeline.machine("m2");
        await pipeline.apply(next, pipeline.plan(joiners(1, 900), later), { wait: 600_000 });
        expect(pipeline.recorded.toSorted()).toEqual(pipeline.service.effects.toSorted());
        const [first, second] = pipeline.ledger.records;
        expect(first).toMatchObject({ conclusion: "failed", actor: "ci on m1", plan: { digest: plan.digest } });
        expect(second).toMatchObject({ conclusion: "completed", error: null });
        found += first?.entries.filter(({ recovered, status }) => recovered && status === "applied").length ?? 0;
      }
    }
    expect(found).toBeGreaterThan(8);
  });

  test("is followed by a pause for the applications that it was writing to, whoever goes on", async () => {
    const pipeline = new Pipeline();
    const machine = pipeline.machine("m1");
    const plan = pipeline.plan(joiners(2));
    await pipeline.kill(machine, plan, 3);
    expect(pipeline.cooled).toEqual([]);
    await pipeline.apply(machine, plan);
    expect(pipeline.cooled).toEqual(["chat"]);
    const other = pipeline.plan(joiners(1, 900), later);
    await pipeline.kill(machine, other, 1);
    await pipeline.apply(machine, pipeline.plan(joiners(1, 950), "2026-11-23T11:00:00Z"));
    expect(pipeline.cooled).toEqual(["chat", "chat"]);
  });

  test("that was on the ledger already is put there once", async () => {
    const pipeline = new Pipeline();
    pipeline.ledger.isPushed = false;
    const plan = pipeline.plan(joiners(1));
    const result = await pipeline.apply(pipeline.machine("m1"), plan);
    expect(result).toMatchObject({ kind: "applied", recorded: { pushed: false } });
    pipeline.ledger.isPushed = true;
    await pipeline.apply(pipeline.machine("m2"), pipeline.plan(joiners(1, 900), later));
    expect(pipeline.ledger.records.map(({ plan: { digest } }) => digest)[0]).toBe(plan.digest);
    expect(pipeline.ledger.records).toHaveLength(2);
    expect(pipeline.events.filter(({ kind }) => kind === "recovered")).toEqual([]);
  });
});

describe("two who apply", () => {
  test("different plans at once: one does, the other is refused and writes nothing", async () => {
    const pipeline = new Pipeline();
    const plans = [pipeline.plan(joiners(2)), pipeline.plan(joiners(2, 900))] as const;
    const ends = await Promise.allSettled([
      pipeline.apply(pipeline.machine("m1"), plans[0]),
      pipeline.apply(pipeline.machine("m2"), plans[1]),
    ]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    for (const end of ends) if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "apply-locked" });
    expect(pipeline.service.effects).toHaveLength(4);
    expect(pipeline.ledger.records).toHaveLength(1);
  });

  test("the same plan at once: who waited for the other finds it applied, and begins nothing", async () => {
    for (const names of [
      ["m1", "m2"],
      ["m1", "m1"],
    ] as const) {
      const pipeline = new Pipeline();
      const plan = pipeline.plan(joiners(2));
      const machines = new Map([...new Set(names)].map((name) => [name, pipeline.machine(name)]));
      const ends = await Promise.all(
        names.map((name) => pipeline.apply(machines.get(name) ?? pipeline.machine(name), plan, { wait: 600_000 })),
      );
      expect(ends.map(({ kind }) => kind).toSorted()).toEqual(["already-applied", "applied"]);
      expect(pipeline.service.effects).toHaveLength(4);
      expect(pipeline.connections).toBe(1);
    }
  });

  test("the same plan at once, of which little came: who waited for the other is to make a new one", async () => {
    const pipeline = new Pipeline();
    const plan = pipeline.plan(joiners(2));
    pipeline.fault = () => "refused";
    const ends = await Promise.allSettled(
      ["m1", "m2"].map((name) => pipeline.apply(pipeline.machine(name), plan, { wait: 600_000 })),
    );
    expect(
      ends.flatMap((end) => (end.status === "rejected" ? [end.reason.code] : [end.value.kind])).toSorted(),
    ).toEqual(["applied", "plan-stale"]);
    expect(pipeline.connections).toBe(1);
    expect(pipeline.ledger.records).toHaveLength(1);
  });

  test("an older plan after a newer one is refused, also when the lease's record is gone", async () => {
    const pipeline = new Pipeline();
    await pipeline.apply(pipeline.machine("m1"), pipeline.plan(joiners(1), later));
    const older = pipeline.plan(joiners(1, 900), "2026-11-23T09:59:59Z");
    await expect(pipeline.apply(pipeline.machine("m2"), older)).rejects.toMatchObject({ code: "plan-stale" });
    pipeline.remote.refs.clear();
    await expect(pipeline.apply(pipeline.machine("m2"), older)).rejects.toMatchObject({ code: "plan-stale" });
  });

  test("a zombie that wakes up after it was replaced writes nothing and records nothing", async () => {
    const pipeline = new Pipeline();
    await pipeline.kill(pipeline.machine("m1"), pipeline.plan(joiners(2)), 4);
    const wakeUp = pipeline.beforeWrite;
    await pipeline.apply(pipeline.machine("m2"), pipeline.plan(joiners(1, 900), later), { wait: 600_000 });
    expect(wakeUp).toThrow(expect.objectContaining({ code: "lease-lost" }));
  });

  test("a run whose remote goes away in the middle stops before the next batch, and is recorded where it is", async () => {
    const pipeline = new Pipeline();
    const plan = pipeline.plan(joiners(1));
    pipeline.fault = () => {
      pipeline.remote.isReachable = false;
      return undefined;
    };
    await expect(pipeline.apply(pipeline.machine("m1"), plan)).rejects.toMatchObject({ code: "lease-lost" });
    expect(pipeline.service.effects).toHaveLength(1);
    pipeline.fault = () => undefined;
    pipeline.remote.isReachable = true;
    await pipeline.apply(pipeline.machine("m2"), pipeline.plan(joiners(1, 900), later), { wait: 600_000 });
    expect(pipeline.recorded.toSorted()).toEqual(pipeline.service.effects.toSorted());
  });
});

describe("a rollout in rings", () => {
  const rings = (pipeline: Pipeline) => {
    pipeline.settings = {
      ...pipeline.settings,
      rollout: [{ kind: "people", count: 2 }, { kind: "share", share: 0.5 }, { kind: "all" }],
      alarm: "https://alarm.example/hook",
    };
  };

  test("goes through all of them when each passes, and the manifest says which change was in which", async () => {
    const pipeline = new Pipeline();
    rings(pipeline);
    const result = await pipeline.apply(pipeline.machine("m1"), pipeline.plan(joiners(10)));
    expect(result).toMatchObject({ kind: "applied", conclusion: "completed", halt: null, isWhole: true });
    const perRing = pipeline.ledger.records[0]?.entries.map(({ ring }) => ring) ?? [];
    expect([1, 2, 3].map((ring) => perRing.filter((each) => each === ring).length)).toEqual([4, 6, 10]);
    expect(pipeline.alarms).toEqual([]);
  });

  test("stops at the one that goes wrong: the rest is not reached, the alarm is raised, nobody applies until somebody resumes", async () => {
    const pipeline = new Pipeline();
    rings(pipeline);
    const inSecond = new Set(["e102", "e103"]);
    pipeline.fault = ({ person }) => (inSecond.has(person ?? "") ? "failed" : undefined);
    const machine = pipeline.machine("m1");
    const result = await pipeline.apply(machine, pipeline.plan(joiners(10)));
    expect(result).toMatchObject({
      kind: "applied",
      conclusion: "failed",
      isWhole: false,
      halt: { kind: "gate", ring: 2 },
    });
    const entries = pipeline.ledger.records[0]?.entries ?? [];
    expect(new Set(entries.filter(({ ring }) => ring === 3).map(({ status }) => status))).toEqual(
      new Set(["not-reached"]),
    );
    expect(pipeline.alarms.map((body) => JSON.parse(body))).toMatchObject([
      { kind: "halted", cause: "gate", ring: 2, sequence: 1 },
    ]);
    const next = pipeline.plan(joiners(1, 900), later);
    await expect(pipeline.apply(machine, next)).rejects.toMatchObject({ code: "apply-paused" });
    const undoes = { ...next.basis, undoes: { sequence: 1, run: "r-1" } };
    expect(await pipeline.apply(machine, pipeline.plan(joiners(1, 950), later, { basis: undoes }))).toMatchObject({
      isWhole: true,
    });
    await expect(pipeline.apply(machine, next)).rejects.toMatchObject({ code: "apply-paused" });
    expect(await pipeline.apply(machine, next, { resumes: true })).toMatchObject({ isWhole: true });
  });

  test("halts for its last ring, too", async () => {
    const pipeline = new Pipeline();
    rings(pipeline);
    pipeline.fault = ({ person }) => (person === "e109" ? "refused" : undefined);
    const result = await pipeline.apply(pipeline.machine("m1"), pipeline.plan(joiners(10)));
    expect(result).toMatchObject({ halt: { kind: "gate", ring: 3 } });
  });

  test("waits between two rings as long as it is told", async () => {
    const pipeline = new Pipeline();
    rings(pipeline);
    pipeline.settings = { ...pipeline.settings, gate: { maxFailures: 0.1, pause: 60_000 } };
    const before = pipeline.clock.now();
    await pipeline.apply(pipeline.machine("m1"), pipeline.plan(joiners(10)));
    expect(pipeline.clock.now() - before).toBe(120_000);
  });

  test("is in the same rings when it goes on after a death", async () => {
    const pipeline = new Pipeline();
    rings(pipeline);
    const machine = pipeline.machine("m1");
    const plan = pipeline.plan(joiners(10));
    await pipeline.kill(machine, plan, 20);
    expect(await pipeline.apply(machine, plan)).toMatchObject({ isWhole: true });
    const perRing = pipeline.ledger.records[0]?.entries.map(({ ring }) => ring) ?? [];
    expect([1, 2, 3].map((ring) => perRing.filter((each) => each === ring).length)).toEqual([4, 6, 10]);
  });
});

describe("a surge of failures", () => {
  const surging = (pipeline: Pipeline) => {
    pipeline.settings = {
      ...pipeline.settings,
      surge: { failures: 0.3, atLeast: 5 },
      alarm: { kind: "env", name: "HOOK" },
    };
    pipeline.fault = ({ kind }) => (kind === "grant" ? "refused" : undefined);
  };

  test("stops everything after the batch in hand, and says so everywhere", async () => {
    const pipeline = new Pipeline();
    surging(pipeline);
    const people = Array.from({ length: 120 }, (_, at) => `e${at}`);
    const grants = people.flatMap((person) => [0, 1, 2].map((n) => aChange.grant({ person, group: `g${n}` })));
    const result = await pipeline.apply(pipeline.machine("m1"), pipeline.plan(grants));
    expect(result).toMatchObject({ halt: { kind: "surge" }, conclusion: "failed" });
    const counts = pipeline.ledger.records[0]?.counts;
    expect(counts?.["not-reached"]).toBeGreaterThan(0);
    expect(pipeline.ledger.records[0]?.error).not.toBeNull();
    expect(pipeline.events).toContainEqual(expect.objectContaining({ kind: "halted" }));
    expect(pipeline.alarms).toHaveLength(1);
  });

  test("is none where an application cannot tell who is in a group, and one where it can", async () => {
    const people = Array.from({ length: 20 }, (_, at) => `e${at}`);
    const grants = people.map((person) => aChange.grant({ person, group: "g" }));
    const silent = aFinding({ kind: "unverifiable-membership", application: "chat", subject: "g" });
    for (const [findings, halt] of [
      [[silent], null],
      [[{ ...silent, subject: "another" }], { kind: "surge" }],
    ] as const) {
      const pipeline = new Pipeline();
      surging(pipeline);
      pipeline.fault = () => "unverified";
      const plan = pipeline.plan(grants, later, { findings });
      expect(await pipeline.apply(pipeline.machine("m1"), plan)).toMatchObject({ halt });
    }
  });

  test("whose alarm nobody hears is said, and tried three times", async () => {
    const pipeline = new Pipeline();
    surging(pipeline);
    pipeline.alarmAnswers = [500, 0, 503];
    await pipeline.apply(pipeline.machine("m1"), pipeline.plan(joiners(20)));
    expect(pipeline.events.filter(({ kind }) => kind === "alarm-failed")).toHaveLength(1);
    expect(pipeline.alarms).toHaveLength(2);
    expect(pipeline.ledger.records).toHaveLength(1);
  });
});

test("only some applications: the others are left out, and what was asked for is whole", async () => {
  const pipeline = new Pipeline();
  const elsewhere = aChange.create({ application: "crm", person: "e500" });
  const plan = pipeline.plan([...joiners(1), elsewhere]);
  const result = await pipeline.apply(pipeline.machine("m1"), plan, { only: new Set(["chat"]) });
  expect(result).toMatchObject({ kind: "applied", isWhole: true, conclusion: "partial" });
  const entry = pipeline.ledger.records[0]?.entries.find(({ application }) => application === "crm");
  expect(entry).toMatchObject({ status: "not-reached" });
});

describe("a plan that was refused", () => {
  const hour = (at: number) => `2026-11-23T${at}:00:00Z`;

  test("leaves an older one that may be applied as it was", async () => {
    const pipeline = new Pipeline();
    const stops = [{ guard: "removals.mass", message: "40 of 100 accounts would be disabled" }];
    const refused = pipeline.plan(joiners(2), hour(11), { guards: stops });
    await expect(pipeline.apply(pipeline.machine("m1"), refused)).rejects.toMatchObject({ code: "guard-stopped" });
    const approved = pipeline.plan(joiners(1), hour(10));
    expect(await pipeline.apply(pipeline.machine("m2"), approved)).toMatchObject({ conclusion: "completed" });
  });

  test("but not one that is older than what began, wherever that died", async () => {
    for (const at of [0, 1, 5]) {
      const pipeline = new Pipeline();
      await pipeline.kill(pipeline.machine("m1"), pipeline.plan(joiners(2), hour(11)), at);
      const older = pipeline.apply(pipeline.machine("m2"), pipeline.plan(joiners(2), hour(10)), { wait: 600_000 });
      await expect(older).rejects.toMatchObject({ code: "plan-stale" });
    }
  });
});

describe("a guard that trips only when the plan is made again", () => {
  const stops = [{ guard: "removals.mass", message: "40 of 100 accounts would be disabled" }];
  const at = "2026-11-23T10:00:00Z";
  const setUp = () => {
    const pipeline = new Pipeline();
    const plan = pipeline.plan(joiners(2));
    const replan: Session["replan"] = async () => ({ kind: "planned", plan: { ...plan, guards: stops } });
    const consent = (...names: readonly string[]): Session["consent"] => ({
      ...{ people: [], teams: null, expire: null },
      reviews: {
        ...noReviews,
        overrides: names.map((by) => ({
          ...{ guard: "removals.mass", operations: plan.operations, by, at },
          reason: "the site was closed",
        })),
      },
    });
    return { pipeline, plan, replan, consent };
  };

  test("stops before the first write, and records nothing", async () => {
    const { pipeline, plan, replan, consent } = setUp();
    for (const who of [consent(), consent("e1"), consent("e1", "E1")]) {
      const applied = pipeline.apply(pipeline.machine("m1"), plan, { replan, consent: who, at });
      await expect(applied).rejects.toMatchObject({ code: "guard-stopped" });
    }
    expect(pipeline.service.effects).toEqual([]);
    expect(pipeline.ledger.records).toEqual([]);
  });

  test("is overridden by two people, and the ledger says by whom and why", async () => {
    const { pipeline, plan, replan, consent } = setUp();
    const result = await pipeline.apply(pipeline.machine("m1"), plan, { replan, consent: consent("e1", "e2"), at });
    expect(result).toMatchObject({ kind: "applied", conclusion: "completed" });
    expect(pipeline.ledger.records[0]?.overrides).toMatchObject([
      { guard: "removals.mass", by: "e1", reason: "the site was closed" },
      { guard: "removals.mass", by: "e2" },
    ]);
  });

  test("or when it was made, is overridden in the same way", async () => {
    const { pipeline, replan, consent } = setUp();
    const stopped = pipeline.plan(joiners(2), undefined, { guards: stops });
    await expect(pipeline.apply(pipeline.machine("m1"), stopped, { at })).rejects.toMatchObject({
      code: "guard-stopped",
    });
    const words = { replan, consent: consent("e1", "e2"), at };
    expect(await pipeline.apply(pipeline.machine("m1"), stopped, words)).toMatchObject({ conclusion: "completed" });
  });

  test("is on record also when the run vanished and another put it on the ledger", async () => {
    const { pipeline, plan, replan, consent } = setUp();
    const machine = pipeline.machine("m1");
    await pipeline.kill(machine, plan, 3, { replan, consent: consent("e1", "e2"), at });
    await pipeline.apply(machine, pipeline.plan(joiners(1, 900), later));
    expect(pipeline.ledger.records[0]?.overrides).toHaveLength(2);
  });
});

import { describe, expect, test } from "vitest";
import { applyPlan } from "../../src/apply/apply.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import { FakeConnector } from "../support/fake-connector.ts";
import { aChange, aDecision, aPlan, aPlannedChange } from "../support/plan.ts";
import { Machine, statuses } from "./lives.ts";

const create = aChange.create({ person: "e1" });
const grant = aChange.grant({ person: "e1", needs: [create.key] });
const other = aChange.grant({ person: "e2", group: "sales" });
const counts = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status);

describe("applying a plan", () => {
  test("makes every change and gives the outcomes in the plan's order", async () => {
    const machine = new Machine([other, create, grant]);
    const outcomes = await machine.live();
    expect(outcomes.map(({ key }) => key)).toEqual([other.key, create.key, grant.key]);
    expect(counts(outcomes)).toEqual(["applied", "applied", "applied"]);
    expect(machine.effects).toEqual([create.key, other.key, grant.key]);
  });

  test("a second apply of the same journal calls nobody", async () => {
    const machine = new Machine([create, grant]);
    const first = await machine.live();
    const second = await machine.live();
    expect(second).toEqual(first);
    expect(machine.connectors.map(({ batches }) => batches.length)).toEqual([2, 0]);
  });

  test("what is already so is unchanged", async () => {
    const machine = new Machine([other]);
    machine.services.get("chat")?.make(other);
    expect(counts(await machine.live())).toEqual(["unchanged"]);
  });

  test("each change is announced once, with how many are done", async () => {
    const machine = new Machine([other, create, grant]);
    await machine.live();
    const done = machine.events.flatMap((event) =>
      event.kind === "change-done" ? [`${event.done}/${event.total}`] : [],
    );
    expect(done).toEqual(["1/3", "2/3", "3/3"]);
  });

  test("a change gets the account that this run made", async () => {
    const machine = new Machine([create, grant]);
    const plan = aPlan({ changes: [create, { ...grant, account: null }].map((change) => aPlannedChange(change)) });
    const connector = new FakeConnector({ clock: machine.clock });
    const journal = await machine.openJournal();
    const { clock, stop } = machine;
    const { outcomes } = await applyPlan(plan, {
      connectors: new Map([["chat", connector]]),
      journal,
      clock,
      emit: () => {},
      signal: stop.signal,
    });
    expect(connector.batches[1]?.[0]?.account).toBe("new-1");
    expect(outcomes[0]?.account).toBe("new-1");
  });
});

describe("when a change does not succeed", () => {
  test("only what needs it is left out, and says why", async () => {
    const machine = new Machine([create, grant, other]);
    machine.fault = (change) => (change.key === create.key ? "refused" : undefined);
    const outcomes = await machine.live();
    expect(counts(outcomes)).toEqual(["refused", "not-reached", "applied"]);
    expect(outcomes[1]?.reason).toContain(create.key);
  });

  test("a seat whose release cannot be seen is given to nobody, and what else could not be seen keeps nobody waiting", async () => {
    const release = aChange.releaseSeat({ person: "e1" });
    const assign = aChange.assignSeat({ person: "e2", needs: [release.key] });
    const machine = new Machine([release, assign, create, grant]);
    machine.fault = ({ key }) => (key === release.key || key === create.key ? "unverified" : undefined);
    expect(counts(await machine.live())).toEqual(["unverified", "not-reached", "unverified", "applied"]);
  });

  test("a seat that cannot be seen to be there takes nobody's other seat", async () => {
    const assign = aChange.assignSeat({ person: "e1", license: "EDITOR", pool: "editor" });
    const release = aChange.releaseSeat({ person: "e1", license: "VIEWER", pool: "viewer", needs: [assign.key] });
    const machine = new Machine([assign, release]);
    machine.fault = ({ key }) => (key === assign.key ? "unverified" : undefined);
    expect(counts(await machine.live())).toEqual(["unverified", "not-reached"]);
  });

  test("what needs something that is not in the plan is not reached", async () => {
    const outcomes = await new Machine([{ ...grant, needs: ["chat/nobody/create-account"] }]).live();
    expect(counts(outcomes)).toEqual(["not-reached"]);
  });

  test("two changes that need each other are not reached, and the run ends", async () => {
    const here = aChange.grant({ person: "e1", needs: ["wiki/e1/grant/group:engineering"] });
    const there = aChange.grant({ application: "wiki", person: "e1", needs: [here.key] });
    const outcomes = await new Machine([here, there, other]).live();
    expect(statuses(outcomes)).toEqual({
      [here.key]: "not-reached",
      [there.key]: "not-reached",
      [other.key]: "applied",
    });
  });

  test("a need in another application is waited for", async () => {
    const there = aChange.create({ application: "wiki", person: "e1" });
    const here = aChange.disable({ person: "e1", needs: [there.key] });
    const machine = new Machine([here, there]);
    expect(counts(await machine.live())).toEqual(["applied", "applied"]);
    expect(machine.effects).toEqual([here.key, there.key]);
    expect(machine.events.flatMap((event) => (event.kind === "change-done" ? [event.key] : []))).toEqual([
      there.key,
      here.key,
    ]);
  });

  test("a seat is not given before the one that makes room is released", async () => {
    const release = aChange.releaseSeat({ person: "e1" });
    const assign = aChange.assignSeat({ person: "e2", needs: [release.key] });
    const machine = new Machine([assign, release]);
    machine.fault = (change) => (change.key === release.key ? "failed" : undefined);
    expect(statuses(await machine.live())).toEqual({ [release.key]: "failed", [assign.key]: "not-reached" });
    machine.fault = () => undefined;
    expect(statuses(await machine.live())).toEqual({ [release.key]: "applied", [assign.key]: "applied" });
    expect(machine.services.get("ide-vendor")?.peak.get("ide")).toBe(1);
  });
});

describe("when a connector throws", () => {
  test("its batch fails with an unknown effect and later stages go on", async () => {
    const disable = aChange.disable({ person: "e3" });
    const machine = new Machine([disable, create, grant, other]);
    machine.fault = (change) => (change.key === disable.key ? "lost-reply" : undefined);
    const outcomes = await machine.live();
    expect(counts(outcomes)).toEqual(["failed", "applied", "applied", "applied"]);
    expect(outcomes[0]?.reason).toContain("unknown");
  });

  test("an effect whose answer was lost counts once when it is found", async () => {
    const machine = new Machine([create, grant]);
    machine.fault = (change) => (change.key === create.key ? "lost-reply" : undefined);
    expect(counts(await machine.live())).toEqual(["failed", "not-reached"]);
    const outcomes = await machine.live();
    expect(outcomes.map(({ status, recovered }) => [status, recovered])).toEqual([
      ["applied", true],
      ["applied", false],
    ]);
    expect(machine.effects).toEqual([create.key, grant.key]);
  });

  test("an application that breaks every batch is left alone after three", async () => {
    const groups = ["a", "b", "c", "d", "e"].map((group) =>
      Array.from({ length: 101 }, (_, index) => aChange.grant({ person: `e${index}`, group })),
    );
    const machine = new Machine(groups.flat());
    machine.fault = () => "throws";
    const outcomes = await machine.live();
    expect(machine.connectors[0]?.batches.length).toBe(3);
    expect(outcomes.filter(({ status }) => status === "failed").length).toBe(303);
    expect(outcomes.filter(({ status }) => status === "not-reached").length).toBe(202);
  });

  test("no outcome for a change is a failure of unknown effect", async () => {
    const machine = new Machine([create, other]);
    machine.fault = (change) => (change.key === create.key ? "silent" : undefined);
    expect(counts(await machine.live())).toEqual(["failed", "applied"]);
  });

  test("an error of foreign make keeps its text to itself", async () => {
    const machine = new Machine([other]);
    machine.watch = (name) => {
      if (name.startsWith("look")) throw new TypeError("Bearer s3cret");
    };
    const [outcome] = await machine.live();
    expect(outcome?.status).toBe("failed");
    expect(outcome?.reason).not.toContain("s3cret");
  });
});

describe("when the run is stopped", () => {
  test("the batch in hand ends and the rest is not reached", async () => {
    const second = aChange.create({ person: "e2" });
    const machine = new Machine([create, second, grant]);
    machine.watch = (name) => {
      if (name === `before ${create.key}`) machine.stop.abort();
    };
    expect(counts(await machine.live())).toEqual(["applied", "applied", "not-reached"]);
    const journal = await machine.openJournal();
    expect(journal.found.closed).toBe("partial");
    expect([...journal.found.open]).toEqual([]);
  });

  test("a change that an earlier life began is not called untouched", async () => {
    const machine = new Machine([create]);
    for (let at = 0; machine.effects.length === 0; at += 1) await machine.die(at, 0);
    machine.stop.abort();
    const [outcome] = await machine.live();
    expect(outcome?.status).toBe("failed");
    expect((await machine.openJournal()).found.open).toEqual(new Set([create.key]));
  });

  test("a failure of an earlier life stays one", async () => {
    const machine = new Machine([create, grant]);
    machine.fault = () => "refused";
    const [before] = await machine.live();
    machine.stop.abort();
    expect((await machine.live())[0]).toEqual(before);
  });
});

describe("a disk that fails", () => {
  test("stops the run before the next call", async () => {
    const machine = new Machine([create, grant]);
    machine.watch = (name) => {
      if (name === `after ${create.key}`) machine.disk.space = 10;
    };
    await expect(machine.live()).rejects.toMatchObject({ code: "journal-unusable" });
    expect(machine.effects).toEqual([create.key]);
    machine.watch = () => {};
    machine.disk.space = Number.POSITIVE_INFINITY;
    const outcomes = await machine.live();
    expect(outcomes.map(({ status, recovered }) => [status, recovered])).toEqual([
      ["applied", true],
      ["applied", false],
    ]);
    expect(machine.effects).toEqual([create.key, grant.key]);
  });

  test("stops every application, also those that wait", async () => {
    const there = aChange.grant({ application: "wiki", person: "e1", needs: [grant.key] });
    const machine = new Machine([create, grant, there]);
    machine.watch = (name) => {
      if (name === `before ${create.key}`) machine.disk.syncFails = true;
    };
    await expect(machine.live()).rejects.toMatchObject({ code: "journal-unusable" });
    expect(machine.effects).toEqual([create.key]);
  });

  test("that is full from the start lets nothing be called", async () => {
    const machine = new Machine([create]);
    machine.disk.space = 0;
    await expect(machine.live()).rejects.toMatchObject({ code: "journal-unusable" });
    expect(machine.effects).toEqual([]);
  });
});

describe("a plan that may not be applied", () => {
  const machine = new Machine([create]);
  const world = async () => ({
    connectors: new Map([["chat", new FakeConnector({ clock: machine.clock })]]),
    journal: await machine.openJournal(),
    clock: machine.clock,
    emit: () => {},
    signal: new AbortController().signal,
  });

  test("because policy denies a change", async () => {
    const plan = aPlan({ changes: [aPlannedChange(create, aDecision.deny())] });
    await expect(applyPlan(plan, await world())).rejects.toMatchObject({ code: "plan-denied" });
  });

  test("because a guard stopped it", async () => {
    const plan = aPlan({ guards: [{ guard: "roster.drop", message: "half of the people are gone" }] });
    await expect(applyPlan(plan, await world())).rejects.toMatchObject({ code: "guard-stopped" });
    const other = { ...(await world()), overridden: new Set(["removals.mass"]) };
    await expect(applyPlan(plan, other)).rejects.toMatchObject({ code: "guard-stopped" });
  });

  test("because a guard stopped it that nobody can override", async () => {
    const plan = aPlan({ guards: [{ guard: "admins.unknown", message: "nobody knows" }] });
    const passed = { ...(await world()), overridden: new Set(["admins.unknown"]) };
    await expect(applyPlan(plan, passed)).rejects.toMatchObject({ code: "guard-stopped" });
  });

  test("because the journal is another plan's", async () => {
    await expect(applyPlan(aPlan({ digest: "sha256:00" }), await world())).rejects.toMatchObject({
      code: "journal-unusable",
    });
  });

  test("because it names an application that is not open", async () => {
    const plan = aPlan({ changes: [aPlannedChange(aChange.create({ application: "wiki" })), aPlannedChange(create)] });
    const opened = await world();
    await expect(applyPlan(plan, opened)).rejects.toMatchObject({ code: "input-invalid" });
    expect(opened.connectors.get("chat")?.batches).toEqual([]);
  });

  test("because two changes have one key", async () => {
    const plan = aPlan({ changes: [aPlannedChange(create), aPlannedChange(create)] });
    await expect(applyPlan(plan, await world())).rejects.toMatchObject({ code: "plan-tampered" });
  });
});

test("a run that is on the ledger is over: nothing of it is tried again", async () => {
  const machine = new Machine([create, other, aChange.disable({ person: "e3" })]);
  machine.fault = () => "refused";
  machine.watch = (name) => {
    if (name.startsWith("look")) machine.stop.abort();
  };
  const first = await machine.live();
  expect(counts(first)).toEqual(["not-reached", "not-reached", "refused"]);
  const journal = await machine.openJournal();
  await journal.record("c0ffee");
  await journal.close();
  machine.stop = new AbortController();
  machine.watch = () => {};
  machine.fault = () => undefined;
  expect(statuses(await machine.live())).toEqual(statuses(first));
  expect(machine.effects).toEqual([]);
});

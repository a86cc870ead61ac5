import { describe, expect, test } from "vitest";
import { aChange } from "../support/plan.ts";
import { Machine, statuses } from "./lives.ts";

const create = aChange.create({ person: "e1" });
const license = aChange.grant({ person: "e1", license: "PRO", needs: [create.key] });
const role = aChange.grant({ person: "e1", role: "admin", needs: [create.key] });
const group = aChange.grant({ person: "e1", needs: [create.key] });
const other = aChange.create({ person: "e2" });
const seat = aChange.assignSeat({ application: "chat", person: "e2", license: "PRO", needs: [other.key] });

function machineOf(...changes: ConstructorParameters<typeof Machine>[0]): Machine {
  const machine = new Machine(changes);
  machine.carries = new Set(["license"]);
  return machine;
}

const calls = (machine: Machine) =>
  machine.connectors.flatMap(({ batches }) => batches.map((batch) => batch.map(({ key }) => key)));

describe("what can be given in the call that makes the account", () => {
  test("goes with it, and nothing else does", async () => {
    const machine = machineOf(group, role, seat, license, create, other);
    const outcomes = await machine.live();
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["applied"]));
    expect(calls(machine)).toEqual([
      [create.key, other.key, license.key, seat.key],
      [group.key, role.key],
    ]);
  });

  test("goes alone after it where the connector does not say so", async () => {
    const machine = new Machine([create, license]);
    await machine.live();
    expect(calls(machine)).toEqual([[create.key], [license.key]]);
  });

  test("goes with it when everything else that it needs has succeeded, and is left out when that failed", async () => {
    const release = aChange.releaseSeat({ application: "chat", person: "e3" });
    const waiting = { ...seat, needs: [other.key, release.key] };
    const machine = machineOf(waiting, other, release);
    await machine.live();
    expect(calls(machine)).toEqual([[release.key], [other.key, waiting.key]]);
    const failing = machineOf(waiting, other, release);
    failing.fault = (change) => (change.key === release.key ? "failed" : undefined);
    const outcomes = statuses(await failing.live());
    expect(outcomes).toEqual({ [waiting.key]: "not-reached", [other.key]: "applied", [release.key]: "failed" });
  });

  test("is found done by the next life when this one died after the call", async () => {
    for (let at = 0; at < 40; at += 1) {
      const machine = machineOf(create, license);
      if ((await machine.die(at, 0)) !== null) return;
      const outcomes = await machine.live();
      expect(statuses(outcomes)).toEqual({ [create.key]: "applied", [license.key]: "applied" });
      expect(machine.effects.toSorted()).toEqual([create.key, license.key].toSorted());
    }
    expect.unreachable();
  });

  test("has an outcome of its own", async () => {
    const machine = machineOf(create, license);
    machine.fault = (change) => (change.key === license.key ? "unverified" : undefined);
    expect(statuses(await machine.live())).toEqual({ [create.key]: "applied", [license.key]: "unverified" });
  });
});

describe("a seat that takes the place of another", () => {
  const editor = aChange.assignSeat({ application: "chat", person: "e1", license: "EDITOR", pool: "editor" });
  const viewer = { application: "chat", person: "e1", license: "VIEWER", pool: "viewer", needs: [editor.key] };
  const release = aChange.releaseSeat(viewer);
  const machineWith = (...changes: ConstructorParameters<typeof Machine>[0]) => {
    const machine = new Machine(changes);
    machine.replaces = new Set(["license"]);
    return machine;
  };

  test("goes in one call with its release where an account holds one, and before it elsewhere", async () => {
    const machine = machineWith(release, editor);
    expect(statuses(await machine.live())).toEqual({ [editor.key]: "applied", [release.key]: "applied" });
    expect(calls(machine)).toEqual([[editor.key, release.key]]);
    const many = new Machine([release, editor]);
    await many.live();
    expect(calls(many)).toEqual([[editor.key], [release.key]]);
  });

  test("goes alone where an account holds many of its type, and where the other is somebody else's", async () => {
    const machine = machineWith(release, editor);
    machine.replaces = new Set(["role"]);
    await machine.live();
    expect(calls(machine)).toEqual([[editor.key], [release.key]]);
    const others = aChange.releaseSeat({ ...viewer, person: "e2" });
    const apart = machineWith(others, editor);
    await apart.live();
    expect(calls(apart)).toEqual([[editor.key], [others.key]]);
  });

  test("makes room for who waits for the release", async () => {
    const next = aChange.assignSeat({ ...viewer, person: "e2", needs: [release.key] });
    const machine = machineWith(next, release, editor);
    expect(statuses(await machine.live())).toMatchObject({ [next.key]: "applied" });
    expect(calls(machine)).toEqual([[editor.key, release.key], [next.key]]);
  });

  test("is found done by the next life when this one died after the call", async () => {
    for (let at = 0; at < 40; at += 1) {
      const machine = machineWith(release, editor);
      if ((await machine.die(at, 0)) !== null) return;
      const outcomes = await machine.live();
      expect(statuses(outcomes)).toEqual({ [editor.key]: "applied", [release.key]: "applied" });
      expect(machine.effects.toSorted()).toEqual([editor.key, release.key].toSorted());
    }
    expect.unreachable();
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import type { Fault } from "../support/fake-connector.ts";
import { aChange } from "../support/plan.ts";
import { Machine } from "./lives.ts";

type Story = "joins" | "leaves" | "moves" | "renamed" | "returns" | "deleted";
const stories: readonly Story[] = ["joins", "leaves", "moves", "renamed", "returns", "deleted"];

/** What happens to one person, in two applications, with a seat that only a leaver can make free. */
function changesOf(story: Story, person: string): readonly Change[] {
  const create = aChange.create({ person });
  const account = aChange.create({ application: "ide-vendor", person, needs: [create.key] });
  const disable = aChange.disable({ person });
  const revoke = aChange.revoke({ person, group: "sales" });
  switch (story) {
    case "joins":
      return [
        create,
        aChange.grant({ person, needs: [create.key] }),
        aChange.grant({ person, role: "member", needs: [create.key] }),
        account,
        aChange.assignSeat({ person, needs: [account.key] }),
      ];
    case "leaves":
      return [disable, aChange.endSessions({ person, needs: [disable.key] }), revoke, aChange.releaseSeat({ person })];
    case "moves":
      return [revoke, aChange.grant({ person, needs: [revoke.key] })];
    case "renamed":
      return [aChange.update({ person })];
    case "returns":
      return [aChange.enable({ person }), aChange.grant({ person })];
    case "deleted":
      return [aChange.remove({ person })];
  }
}

/** The n-th seat that is given needs the n-th that is released, as far as there are any. */
function planOf(told: readonly Story[]): readonly Change[] {
  const changes = told.flatMap((story, index) => changesOf(story, `e${index + 1}`));
  const releases = changes.filter(({ kind }) => kind === "release-seat").map(({ key }) => key);
  return changes.map((change) => {
    const release = change.kind === "assign-seat" ? releases.shift() : undefined;
    return release === undefined ? change : { ...change, needs: [...change.needs, release] };
  });
}

/** I1, I4 and I6: everything is as wanted, no pool was ever over, and the outcomes are the effects, one to one. */
function expectWhole(machine: Machine, outcomes: readonly Outcome[], undisturbed: readonly string[]): void {
  expect(machine.facts).toEqual(undisturbed);
  const effective = outcomes.filter(({ status }) => status === "applied" || status === "unverified");
  expect(effective.map(({ key }) => key).toSorted()).toEqual(machine.effects.toSorted());
  expect(new Set(machine.effects).size).toBe(machine.effects.length);
  expect(outcomes.map(({ key }) => key)).toEqual(machine.plan.changes.map(({ change }) => change.key));
}

async function undisturbedFacts(changes: readonly Change[]): Promise<readonly string[]> {
  const machine = new Machine(changes);
  await machine.live();
  return machine.facts;
}

const isDone = (outcomes: readonly Outcome[]) =>
  outcomes.every(({ status }) => status === "applied" || status === "unverified");

/** Each change may go wrong once; after that the world is kind. */
function onceEach(faults: readonly (Fault | null)[]): (change: Change) => Fault | undefined {
  const seen = new Map<string, number>();
  return ({ key }) => {
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return times > 0 ? undefined : (faults[(seen.size - 1) % Math.max(1, faults.length)] ?? undefined);
  };
}

const small: readonly Story[] = ["joins", "leaves", "moves"];

describe("a run that dies", () => {
  test("at any one step, with any part of its last bytes, ends as if it had not", async () => {
    const changes = planOf(small);
    const undisturbed = await undisturbedFacts(changes);
    let ended = false;
    let recovered = 0;
    for (let at = 0; !ended; at += 1) {
      for (const survivors of [0, 1, 30, Number.POSITIVE_INFINITY]) {
        const machine = new Machine(changes);
        ended = (await machine.die(at, survivors)) !== null;
        const outcomes = await machine.live();
        expectWhole(machine, outcomes, undisturbed);
        recovered += outcomes.filter((outcome) => outcome.recovered).length;
      }
    }
    expect(recovered).toBeGreaterThan(20);
  });

  test("at any two steps ends as if it had not", async () => {
    const changes = planOf(["leaves"]);
    const undisturbed = await undisturbedFacts(changes);
    let ended = false;
    let runs = 0;
    for (let first = 0; !ended; first += 1) {
      let endedAgain = false;
      for (let second = 0; !endedAgain; second += 1) {
        const machine = new Machine(changes);
        ended = (await machine.die(first, 0)) !== null;
        endedAgain = (await machine.die(second, 20)) !== null;
        expectWhole(machine, await machine.live(), undisturbed);
        runs += 1;
      }
    }
    expect(runs).toBeGreaterThan(500);
  });

  test("over and over, among failures, ends as if it had not", async () => {
    const fault = fc.option(
      fc.constantFrom<Fault>("failed", "refused", "lost-reply", "throws", "silent", "unverified"),
      { freq: 2 },
    );
    const reached = { deaths: 0, recovered: 0, faults: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...stories), { minLength: 1, maxLength: 6 }),
        fc.array(fc.record({ at: fc.nat(50), survivors: fc.nat(60) }), { maxLength: 5 }),
        fc.array(fault, { maxLength: 5 }),
        async (told, deaths, faults) => {
          const changes = planOf(told);
          const machine = new Machine(changes);
          const faultOf = onceEach(faults);
          machine.fault = (change) => {
            const chosen = faultOf(change);
            // A release that cannot be seen keeps its seat from the next one until there is a new plan.
            const found = chosen === "unverified" && change.kind === "release-seat" ? "failed" : chosen;
            reached.faults += found === undefined ? 0 : 1;
            return found;
          };
          for (const { at, survivors } of deaths) if ((await machine.die(at, survivors)) === null) reached.deaths += 1;
          let outcomes = await machine.live();
          for (let again = 0; again < changes.length * 2 && !isDone(outcomes); again += 1)
            outcomes = await machine.live();
          expectWhole(machine, outcomes, await undisturbedFacts(changes));
          reached.recovered += outcomes.filter((outcome) => outcome.recovered).length;
        },
      ),
      { numRuns: 500 },
    );
    expect(reached.deaths).toBeGreaterThan(200);
    expect(reached.faults).toBeGreaterThan(200);
    expect(reached.recovered).toBeGreaterThan(40);
  });

  test("leads to the same decisions from the same journal", async () => {
    const changes = planOf(small);
    for (let at = 0; at < 40; at += 3) {
      const [one, two] = [new Machine(changes), new Machine(changes)];
      await one.die(at, 5);
      await two.die(at, 5);
      expect(await one.disk.read(one.journalPath)).toEqual(await two.disk.read(two.journalPath));
      expect(await one.live()).toEqual(await two.live());
    }
  });

  test("never has more seats taken than there are", async () => {
    const changes = planOf(["joins", "leaves", "joins", "leaves"]);
    for (let at = 0; at < 60; at += 2) {
      const machine = new Machine(changes);
      await machine.die(at, 0);
      await machine.live();
      expect(machine.services.get("ide-vendor")?.peak.get("ide")).toBe(2);
    }
  });
});

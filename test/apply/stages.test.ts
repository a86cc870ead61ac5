import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchesByApplication, maxBatch, maxMemberships } from "../../src/apply/stages.ts";
import type { Change } from "../../src/model/change.ts";
import { aChange } from "../support/plan.ts";

const batches = (changes: readonly Change[], application = "chat") =>
  (batchesByApplication(changes).get(application) ?? []).map((batch) => batch.changes.map(({ key }) => key));
const people = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `e${from + index}`);

describe("batches of an application", () => {
  test("come in stages: access ends before access is given, accounts are there before what they hold", () => {
    const make = [
      aChange.assignSeat({ application: "chat", person: "e9" }),
      aChange.grant({ person: "e1" }),
      aChange.create({ person: "e2" }),
      aChange.enable({ person: "e3" }),
      aChange.update({ person: "e4" }),
      aChange.remove({ person: "e5" }),
      aChange.releaseSeat({ application: "chat", person: "e6" }),
      aChange.revoke({ person: "e7" }),
      aChange.endSessions({ person: "e8" }),
      aChange.disable({ person: "e8" }),
    ];
    const kinds = batches(make).map((keys) => keys.map((key) => key.split("/")[2]));
    expect(kinds).toEqual([
      ["end-sessions", "disable-account"],
      ["release-seat", "revoke"],
      ["delete-account"],
      ["enable-account", "update-account"],
      ["create-account"],
      ["assign-seat", "grant"],
    ]);
  });

  test("belong to one application each", () => {
    const changes = [aChange.create({ person: "e1" }), aChange.create({ application: "wiki", person: "e1" })];
    expect([...batchesByApplication(changes).keys()]).toEqual(["chat", "wiki"]);
    expect(batches(changes, "wiki")).toEqual([["wiki/e1/create-account"]]);
  });

  test("hold at most 100 changes", () => {
    const sizes = batches(people(250).map((person) => aChange.create({ person }))).map((keys) => keys.length);
    expect(sizes).toEqual([maxBatch, maxBatch, 50]);
  });

  test("keep the memberships of one group together, up to 1,000", () => {
    const changes = people(2200).flatMap((person, index) => [
      aChange.grant({ person, group: "everybody" }),
      ...(index < 60 ? [aChange.grant({ person, group: "sales" }), aChange.grant({ person, group: "support" })] : []),
    ]);
    const sizes = batches(changes).map((keys) => [new Set(keys.map((key) => key.split("/")[3])).size, keys.length]);
    expect(sizes).toEqual([
      [1, maxMemberships],
      [1, maxMemberships],
      [1, 200],
      [1, 60],
      [1, 60],
    ]);
  });

  test("never hold a change with one that it needs, also in the same stage", () => {
    const disable = aChange.disable({ person: "e1" });
    const end = aChange.endSessions({ person: "e1", needs: [disable.key] });
    expect(batches([end, disable])).toEqual([[disable.key], [end.key]]);
  });

  test("let a change wait for what it needs, also out of its stage", () => {
    const grant = aChange.grant({ person: "e1" });
    const revoke = aChange.revoke({ person: "e1", group: "old", needs: [grant.key] });
    const disable = aChange.disable({ person: "e1", needs: [revoke.key] });
    expect(batches([disable, revoke, grant])).toEqual([[grant.key], [revoke.key], [disable.key]]);
  });

  test("end with those of a stage that wait for another application", () => {
    const there = aChange.create({ application: "wiki", person: "e1" });
    const waits = aChange.create({ person: "e1", needs: [there.key] });
    const free = aChange.create({ person: "e2" });
    expect(batches([waits, there, free])).toEqual([[free.key], [waits.key]]);
  });

  test("hold every change once and after all its needs, whatever the plan", () => {
    const change = fc.record({
      application: fc.constantFrom("chat", "wiki"),
      person: fc.constantFrom(...people(12)),
      kind: fc.constantFrom("create", "disable", "grant", "revoke", "endSessions", "update"),
      needs: fc.array(fc.nat(40), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (wishes) => {
        const unique = [
          ...new Map(wishes.map((wish) => [`${wish.application}/${wish.person}/${wish.kind}`, wish])).values(),
        ];
        const bare = unique.map(({ application, person, kind }) => aChange[kind]({ application, person }));
        const changes = bare.map((made, index) => ({
          ...made,
          needs: (unique[index]?.needs ?? []).flatMap((need) => (need < index ? [bare[need]?.key ?? ""] : [])),
        }));
        const all = batchesByApplication(changes);
        const places = new Map<string, number>();
        for (const own of all.values())
          for (const [place, batch] of own.entries()) for (const { key } of batch.changes) places.set(key, place);
        expect([...all.values()].flat().flatMap((batch) => batch.changes).length).toBe(changes.length);
        for (const { key, needs, application } of changes) {
          for (const need of needs)
            if (need.startsWith(application)) expect(places.get(need)).toBeLessThan(places.get(key) ?? -1);
        }
      }),
    );
  });

  test("end also when changes need each other", () => {
    const one = aChange.disable({ person: "e1", needs: ["chat/e2/disable-account"] });
    const two = aChange.disable({ person: "e2", needs: [one.key] });
    expect(batches([one, two]).flat().toSorted()).toEqual([one.key, two.key]);
  });
});

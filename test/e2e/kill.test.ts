import { describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import type { LedgerRun } from "../../src/model/ledger.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplace, type Workplace } from "../support/workplace.ts";

const applyArguments = ["apply", "first.plan.json", "--approvals", "approvals.json", "--at", monday];

async function planned(): Promise<Workplace> {
  const place = await openWorkplace();
  await place.rollcall("plan", "--at", monday, "--out", "first.plan.json");
  await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("first.plan.json")))));
  return place;
}

/** Resolves when the servers have had that many writing requests, or the run has ended without them. */
async function writesReach(place: Workplace, count: number, ended: () => boolean): Promise<void> {
  while (place.sandbox.counters().mutating < count && !ended()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** What the applications hold, without ids and times, which differ from run to run. */
function essence(place: Workplace, application: string) {
  const { users, groups } = place.sandbox.snapshot(application);
  const names = new Map(users.map((user) => [user["id"], user["userName"]]));
  const members = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value.map((member) => names.get(member)) : [];
  return {
    users: users.map(({ id: _id, meta: _meta, groups: _groups, ...rest }) => JSON.stringify(rest)).sort(),
    groups: groups.map((group) => JSON.stringify([group["displayName"], [...members(group["members"])].sort()])).sort(),
  };
}

describe("an apply that is killed with SIGKILL at ten moments", () => {
  test("ends where an undisturbed one ends, and the ledger holds each effective change exactly once", async () => {
    const calm = await planned();
    const shaken = await planned();
    try {
      expect(await calm.rollcall(...applyArguments)).toMatchObject({ code: 0 });
      const total = calm.sandbox.counters().mutating;
      expect(total).toBeGreaterThan(100);
      let kills = 0;
      for (let moment = 1; moment <= 10; moment += 1) {
        let over = false;
        const reached = writesReach(shaken, Math.round((total * moment) / 11), () => over);
        const ended = await shaken.stopped("SIGKILL", reached, ...applyArguments);
        over = true;
        if (ended.code === null) kills += 1;
      }
      expect(kills).toBe(10);
      const last = await shaken.rollcall(...applyArguments);
      expect(last).toMatchObject({ code: 0 });
      for (const application of ["chat", "directory", "crm", "ide-vendor"]) {
        expect(essence(shaken, application)).toEqual(essence(calm, application));
      }
      const log = await shaken.rollcall("audit", "show", "2", "--format", "json");
      const { record }: LedgerRun = JSON.parse(log.stdout);
      const plan = decodePlan(await shaken.read("first.plan.json"));
      expect(record.entries.map(({ key, status }) => [key, status])).toEqual(
        plan.changes.map(({ change }) => [change.key, "applied"]),
      );
      expect((await shaken.rollcall("audit", "log", "--format", "json")).stdout.match(/"sequence"/g)).toHaveLength(2);
      expect(await shaken.rollcall("plan", "--at", monday, "--detailed-exitcode")).toMatchObject({ code: 0 });
      expect(await shaken.rollcall("audit", "verify")).toMatchObject({ code: 0 });
    } finally {
      await calm.close();
      await shaken.close();
    }
  }, 120_000);
});

describe("an apply that is stopped with Ctrl-C", () => {
  test("ends what it has in hand, records the run and ends with 7; a new plan holds the rest", async () => {
    const place = await planned();
    try {
      let over = false;
      const ended = await place.stopped(
        "SIGINT",
        writesReach(place, 40, () => over),
        ...applyArguments,
      );
      over = true;
      expect(ended.code).toBe(7);
      expect(ended.stdout).toContain("not-reached");
      const log = await place.rollcall("audit", "show", "2", "--format", "json");
      const { record }: LedgerRun = JSON.parse(log.stdout);
      const applied = record.entries.filter(({ status }) => status === "applied");
      expect(record.conclusion).toBe("partial");
      expect(applied.length).toBeGreaterThan(0);
      expect(await place.rollcall(...applyArguments)).toMatchObject({ code: 6 });
      await place.rollcall("plan", "--at", monday, "--out", "rest.plan.json");
      const rest = decodePlan(await place.read("rest.plan.json"));
      const done = new Set(applied.map(({ key }) => key));
      expect(rest.changes.filter(({ change }) => done.has(change.key))).toEqual([]);
      expect(rest.changes.length + done.size).toBe(record.entries.length);
    } finally {
      await place.close();
    }
  });
});

import { beforeEach, describe, expect, test } from "vitest";
import { encodePlan, sealPlan } from "../../src/apply/plan-file.ts";
import type { Plan } from "../../src/model/plan.ts";
import { listApprovals } from "../../src/run/list-approvals.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { aChange, aDecision, aPlan, aPlannedChange } from "../support/plan.ts";
import { aRepository } from "../support/written.ts";

let disk: FakeDisk;
const write = (path: string, text: string) => disk.write(path, new TextEncoder().encode(text));
const sealed = (at: string, wish: Partial<Plan> = {}): Plan => {
  const changes = [aPlannedChange(aChange.grant({ person: "e1002" }), aDecision.approval({ from: "security" }))];
  const { digest: _digest, operations: _operations, ...draft } = aPlan({ changes, ...wish });
  return sealPlan({ ...draft, basis: { ...draft.basis, at } });
};
const list = (at = "2026-11-23T12:00:00Z", named: readonly string[] = []) =>
  listApprovals(
    { disk, git: null, root: "/root", state: "/root/.rollcall", clock: new FakeClock() },
    { ref: null, at },
    named,
  );

beforeEach(async () => {
  disk = new FakeDisk();
  for (const [path, text] of Object.entries(aRepository)) await write(`/root/${path}`, text);
});

describe("the queue of approvals", () => {
  test("is empty where no plan waits", async () => {
    expect(await list()).toMatchObject({ waiting: 0, overdue: 0, oldestSeconds: null, plans: [] });
  });

  test("has the overdue first, then the oldest, each with what it waits for", async () => {
    const [old, young] = [sealed("2026-11-23T07:59:59Z"), sealed("2026-11-23T11:00:00Z")];
    await write("/root/.rollcall/pending/a.json", encodePlan(young));
    await write("/root/.rollcall/pending/b.plan.json", encodePlan(old));
    await write("/root/.rollcall/pending/b.approvals.json", "[]");
    const queue = await list();
    expect(queue).toMatchObject({ waiting: 2, overdue: 1, oldestSeconds: 14_401, sla: 14_400_000 });
    expect(queue.plans).toMatchObject([
      { file: "/root/.rollcall/pending/b.plan.json", isOverdue: true, ageSeconds: 14_401 },
      {
        file: "/root/.rollcall/pending/a.json",
        isOverdue: false,
        missing: [{ kind: "team", from: "security", have: 0, required: 1 }],
      },
    ]);
  });

  test("counts what was said beside the plan, and from when the plan was shown", async () => {
    const plan = sealed("2026-11-23T09:00:00Z");
    const review = { operations: plan.operations, by: "e1001", team: "security", at: "2026-11-23T10:00:00Z" };
    await write("/plans/x.json", encodePlan(plan));
    const said = (reviews: readonly object[]) =>
      write("/plans/x.approvals.json", JSON.stringify({ published: "2026-11-23T09:30:00Z", reviews }));
    await said([review]);
    expect((await list(undefined, ["/plans/x.json"])).plans).toMatchObject([
      { state: "settled", ageSeconds: 9000, missing: [] },
    ]);
    await said([{ ...review, state: "changes-requested" }]);
    expect((await list(undefined, ["/plans/x.json"])).plans).toMatchObject([
      { state: "waiting", missing: [{ kind: "changes-requested", from: "e1001" }, { kind: "team" }] },
    ]);
  });

  test("counts no plan that has expired, that policy denies, or that no override can help", async () => {
    const stop = (guard: string) => ({ guards: [{ guard, message: "x" }] });
    const denied = [aPlannedChange(aChange.grant(), aDecision.deny())];
    await write("/plans/a.json", encodePlan(sealed("2026-11-23T09:00:00Z", stop("removals.mass"))));
    await write("/plans/b.json", encodePlan(sealed("2026-11-23T09:00:00Z", stop("admins.unknown"))));
    await write("/plans/c.json", encodePlan(sealed("2026-11-23T09:00:00Z", { changes: denied })));
    const named = ["a", "b", "c"].map((name) => `/plans/${name}.json`);
    expect((await list(undefined, named)).plans.map(({ state }) => state)).toEqual(["waiting", "hopeless", "hopeless"]);
    expect(await list("2026-11-24T09:00:00Z", named)).toMatchObject({ waiting: 0, oldestSeconds: null });
  });

  test("refuses a plan that is not there, and one that was altered, by its name", async () => {
    await expect(list(undefined, ["/plans/none.json"])).rejects.toMatchObject({ code: "input-invalid" });
    await write("/plans/x.json", encodePlan(sealed("2026-11-23T09:00:00Z")).replace("security", "nobody"));
    await expect(list(undefined, ["/plans/x.json"])).rejects.toMatchObject({
      code: "plan-tampered",
      message: expect.stringContaining("x.json"),
    });
  });
});

import { describe, expect, test } from "vitest";
import { type PullRequest, publishPlan } from "../../src/run/publish-plan.ts";
import { githubRig } from "../forge/fake-github/rig.ts";
import { aChange, aDecision, aPlan, aPlannedChange } from "../support/plan.ts";
import { virtualClock } from "../support/virtual-clock.ts";

const organization = { perSecond: 250, applications: [] };
const base = aPlan();
const planOf = (changes: Parameters<typeof aPlannedChange>[]) =>
  aPlan({
    basis: { ...base.basis, commit: "a".repeat(40) },
    changes: changes.map((each) => aPlannedChange(...each)),
  });

describe("publishing a plan in its pull request", () => {
  const rig = githubRig();
  const world = () => {
    const clock = virtualClock();
    // An answer takes real time: it never runs out of virtual time here.
    const sleep = (_: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
    return { clock: { ...clock, sleep }, signal: new AbortController().signal };
  };
  const to = (wantsCheck: boolean): PullRequest => ({
    ...{ owner: "meridian", repository: "access", number: 7, apiUrl: rig.fake.url, wantsCheck },
    credentials: { kind: "token", token: "workflow-token" },
  });

  test("writes the comment alone unless a check is wanted", async () => {
    const plan = planOf([[aChange.grant()]]);
    const published = await publishPlan(world(), to(false), { plan, organization });
    expect(published.check).toBeNull();
    expect(rig.fake.at.comments).toHaveLength(1);
    expect(rig.fake.at.checks).toEqual([]);
  });

  test("writes a check that fails where policy denies, on the line that asked for it", async () => {
    const plan = planOf([[aChange.grant({ person: "e1" }), aDecision.deny()]]);
    await publishPlan(world(), to(true), { plan, organization });
    expect(rig.fake.at.checks).toMatchObject([
      {
        ...{ name: "rollcall/plan", external_id: plan.operations, conclusion: "failure" },
        annotations: [{ path: "roles/engineer.yaml", start_line: 8, annotation_level: "failure" }],
      },
    ]);
  });

  test("lists in the check what the comment cannot, and the comment says so", async () => {
    const changes = Array.from({ length: 1_200 }, (_, index): [ReturnType<typeof aChange.revoke>] => [
      aChange.revoke({ person: `e${10_000 + index}`, group: `g${index}` }),
    ]);
    await publishPlan(world(), to(true), { plan: planOf(changes), organization });
    expect(rig.fake.at.comments[0]?.body).toContain("The check rollcall/plan of this commit lists each");
    const { summary = "", text = "" } = rig.fake.at.checks[0]?.output ?? {};
    expect(new Set(`${summary}${text}`.match(/\be\d{5}\b/g)).size).toBe(1_200);
  });

  test("refuses a check of a working directory before it writes anything", async () => {
    const plan = { ...planOf([[aChange.grant()]]), basis: { ...base.basis, commit: null } };
    await expect(publishPlan(world(), to(true), { plan, organization })).rejects.toMatchObject({
      code: "input-invalid",
    });
    expect(rig.fake.at.comments).toEqual([]);
  });
});

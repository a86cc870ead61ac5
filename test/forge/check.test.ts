import { describe, expect, test } from "vitest";
import { type Check, type CheckAnnotation, publishCheck } from "../../src/forge/check.ts";
import { githubRig } from "./fake-github/rig.ts";
import { aPull } from "./fake-github/state.ts";

const head = "a".repeat(40);
const next = "b".repeat(40);
const of = { pullRequest: 7, commit: head };

const annotations = (number: number): readonly CheckAnnotation[] =>
  Array.from({ length: number }, (_, index) => ({
    ...{ path: "roles/engineer.yaml", line: index + 1, level: "notice" as const },
    ...{ title: `title ${index}`, message: `message ${index}` },
  }));

const aCheck = (wish: Partial<Check> = {}): Check => ({
  ...{ name: "rollcall/plan", externalId: "sha256:5", conclusion: "success", title: "ready", summary: "summary" },
  ...{ text: null, annotations: annotations(3) },
  ...wish,
});

describe("publishing the plan as a check", () => {
  const rig = githubRig();
  const move = (sha: string) => rig.fake.at.pulls.set(7, aPull({ number: 7, sha }));
  const publish = (check: Check, wish = of, token = "workflow-token") => publishCheck(rig.open(token), wish, check);
  const lines = (index = 0) => rig.fake.at.checks[index]?.annotations.map(({ start_line }) => start_line);
  const calls = (operation: string) => rig.fake.calls.filter((call) => call === operation).length;
  const upTo = (number: number) => Array.from({ length: number }, (_, index) => index + 1);

  test("creates one on the head, completes it, and leaves it alone when nothing is new", async () => {
    expect((await publish(aCheck())).kind).toBe("created");
    expect(rig.fake.at.checks).toMatchObject([
      { name: "rollcall/plan", head_sha: head, external_id: "sha256:5", status: "completed", conclusion: "success" },
    ]);
    const writes = calls("checks/update");
    expect((await publish(aCheck())).kind).toBe("unchanged");
    expect(calls("checks/update")).toBe(writes);
    expect(lines()).toEqual([1, 2, 3]);
  });

  test("changes the conclusion of the same operations in place", async () => {
    await publish(aCheck({ conclusion: "action_required", text: "more" }));
    expect((await publish(aCheck({ conclusion: "success" }))).kind).toBe("updated");
    expect(rig.fake.at.checks).toMatchObject([{ conclusion: "success", output: { text: "" } }]);
    expect(lines()).toEqual([1, 2, 3]);
  });

  test("is made anew for other operations, and where annotations would have to go", async () => {
    await publish(aCheck());
    expect((await publish(aCheck({ externalId: "sha256:6" }))).kind).toBe("created");
    expect((await publish(aCheck({ annotations: annotations(2) }))).kind).toBe("created");
    expect(rig.fake.at.checks).toHaveLength(3);
  });

  test("appends annotations, fifty a request", async () => {
    await publish(aCheck({ annotations: annotations(120) }));
    expect(lines()).toEqual(upTo(120));
    expect(calls("checks/update")).toBe(4);
  });

  test.each([
    { kind: "bad-gateway", when: "after" },
    { kind: "lost", when: "after" },
    { kind: "bad-gateway", when: "before" },
    { kind: "lost", when: "before" },
  ] as const)(
    "every call that ends in $kind $when it took effect leaves one check, each remark once",
    async (fault) => {
      for (const operation of ["pulls/get", "checks/create", "checks/update", "checks/list-annotations"])
        rig.fake.fail(operation, fault);
      await publish(aCheck({ annotations: annotations(120) }));
      expect(rig.fake.at.checks).toMatchObject([{ conclusion: "success" }]);
      expect(lines()).toEqual(upTo(120));
    },
  );

  test("goes on with the annotations that an earlier run left behind", async () => {
    const check = aCheck({ annotations: annotations(70) });
    rig.fake.fail("checks/update", { kind: "secondary-limit", status: 429, retryAfter: 1 });
    rig.fake.fail("checks/update", { kind: "bad-gateway", when: "after" });
    rig.fake.fail("checks/update", { kind: "secondary-limit", status: 429, retryAfter: 9_999 });
    await expect(publish(check)).rejects.toMatchObject({ code: "application-unreachable" });
    expect(lines()).toEqual(upTo(50));
    await publish(check);
    expect(rig.fake.at.checks).toMatchObject([{ conclusion: "success" }]);
    expect(lines()).toEqual(upTo(70));
  });

  test("waits for limits between two requests of annotations", async () => {
    rig.fake.fail("checks/update", { kind: "secondary-limit", status: 429, retryAfter: 11 });
    await publish(aCheck({ annotations: annotations(70) }));
    expect(rig.slept).toEqual([11_000]);
    expect(lines()).toEqual(upTo(70));
  });

  test("belongs on the head when the plan is of GitHub's merge with it", async () => {
    const merge = "d".repeat(40);
    rig.fake.at.parents.set(merge, ["c".repeat(40), head]);
    await publish(aCheck(), { pullRequest: 7, commit: merge });
    expect(rig.fake.at.checks).toMatchObject([{ head_sha: head, conclusion: "success" }]);
  });

  test("says that it is stale, and lets nothing through, when the head moved before", async () => {
    move(next);
    expect((await publish(aCheck())).kind).toBe("stale");
    expect(rig.fake.at.checks).toMatchObject([
      { head_sha: head, conclusion: "cancelled", output: { title: "stale: ready" }, annotations: [] },
    ]);
  });

  test("says that it is stale when the head moves while it is written", async () => {
    rig.fake.before("checks/create", () => move(next));
    expect((await publish(aCheck())).kind).toBe("stale");
    expect(rig.fake.at.checks).toMatchObject([{ head_sha: head, conclusion: "cancelled" }]);
  });

  test("leaves a check of that name alone that is another App's", async () => {
    rig.fake.at.checks.push({
      ...{ id: 1, name: "rollcall/plan", head_sha: head, app: "other[bot]", external_id: "sha256:5" },
      ...{ status: "completed", conclusion: "success", output: {}, annotations: [] },
    });
    expect((await publish(aCheck({ conclusion: "failure" }))).kind).toBe("created");
    expect(rig.fake.at.checks[0]).toMatchObject({ conclusion: "success" });
  });

  test("says which permission is missing to a token that may not write checks", async () => {
    await expect(publish(aCheck(), of, "robot-token")).rejects.toMatchObject({
      code: "application-refused",
      message: expect.stringMatching(/check-runs.*403.*permission/),
    });
  });

  test("carries no secret, wherever it stands", async () => {
    const text = "so workflow-token it is";
    const own = annotations(1).map((each) => ({ ...each, title: text, message: text }));
    await publish(aCheck({ title: text, summary: text, text, annotations: own }));
    expect(JSON.stringify(rig.fake.at.checks)).not.toContain("workflow-token");
    expect(JSON.stringify(rig.fake.at.checks)).toContain("so [redacted] it is");
  });
});

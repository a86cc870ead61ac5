import { describe, expect, test } from "vitest";
import { closeIssue, type StandingIssue, tellIssue } from "../../src/forge/standing-issue.ts";
import { githubRig } from "./fake-github/rig.ts";

const marker = "<!-- rollcall:drift v1 -->";
const told: StandingIssue = { marker, label: "rollcall-drift", title: "Drift: 1", body: "one" };
const two = { ...told, title: "Drift: 2", body: "two" };
const none = { ...told, title: "Drift: none", body: "gone" };
const writes = ["issues/create", "issues/update"];

describe("an issue that stands as long as something is so", () => {
  const rig = githubRig();
  const issues = () => rig.fake.at.issues;
  const written = () => rig.fake.calls.filter((call) => writes.includes(call));

  test("is opened, left alone, brought up to date, closed, and opened anew", async () => {
    expect(await tellIssue(rig.open(), told)).toEqual({
      ...{ kind: "created", number: 8, url: "https://github.example/issues/8" },
    });
    expect(issues()).toMatchObject([{ title: "Drift: 1", body: `${marker}\none`, labels: ["rollcall-drift"] }]);
    expect(await tellIssue(rig.open(), told)).toMatchObject({ kind: "unchanged", number: 8 });
    expect(written()).toEqual(["issues/create"]);
    expect(await tellIssue(rig.open(), two)).toMatchObject({ kind: "updated", number: 8 });
    expect(await closeIssue(rig.open(), none)).toMatchObject({ kind: "closed", number: 8 });
    expect(issues()).toMatchObject([{ title: "Drift: none", body: `${marker}\ngone`, state: "closed" }]);
    const before = written().length;
    expect(await closeIssue(rig.open(), none)).toEqual({ kind: "none" });
    expect(written()).toHaveLength(before);
    expect(await tellIssue(rig.open(), told)).toMatchObject({ kind: "created", number: 9 });
    expect(issues()).toHaveLength(2);
  });

  test.each([
    { kind: "bad-gateway", when: "after" },
    { kind: "lost", when: "after" },
    { kind: "lost", when: "before" },
  ] as const)("is one issue when its creation ends in $kind $when it took effect", async (fault) => {
    rig.fake.fail("issues/create", fault);
    expect(await tellIssue(rig.open(), told)).toMatchObject({ kind: "created" });
    expect(issues()).toHaveLength(1);
    expect(written()).toHaveLength(fault.when === "after" ? 1 : 2);
  });

  test("is found behind the first page, and not in what somebody else wrote, a pull request, or another place of the text", async () => {
    const body = `${marker}\none`;
    const others = { state: "open", labels: [], title: "chat" } as const;
    issues().push({ ...others, number: 20, body, login: "mallory" });
    issues().push({ ...others, number: 21, body: `> ${body}`, login: "robot" });
    for (let number = 22; number < 150; number += 1) issues().push({ ...others, number, body: "x", login: "somebody" });
    const pull = rig.fake.at.pulls.get(7);
    if (pull !== undefined) rig.fake.at.pulls.set(7, { ...pull, by: "robot", body });
    expect(await tellIssue(rig.open(), told)).toMatchObject({ kind: "created", number: 150 });
    expect(await tellIssue(rig.open(), two)).toMatchObject({ kind: "updated", number: 150 });
    expect(await closeIssue(rig.open(), none)).toMatchObject({ kind: "closed", number: 150 });
    expect(issues().filter(({ state }) => state === "closed")).toHaveLength(1);
  });

  test("that another run opened meanwhile stays, and ours is closed", async () => {
    rig.fake.before("issues/create", () => {
      const other = {
        number: 8,
        body: `${marker}\nother`,
        login: "robot",
        state: "open",
        labels: [],
        title: "x",
      } as const;
      issues().push({ ...other });
    });
    expect(await tellIssue(rig.open(), told)).toMatchObject({ number: 8 });
    expect(issues()).toMatchObject([
      { number: 8, state: "open", body: `${marker}\none` },
      { number: 9, state: "closed" },
    ]);
  });

  test("carries no secret of ours, and a refusal says what to do", async () => {
    await tellIssue(rig.open("workflow-token"), { ...told, body: "it is workflow-token" });
    expect(issues()[0]?.body).not.toContain("workflow-token");
    rig.fake.at.bearers.set("weak-token", { login: "weak", kind: "person", may: new Set(["issues:read"]) });
    await expect(tellIssue(rig.open("weak-token"), told)).rejects.toMatchObject({ code: "application-refused" });
  });
});

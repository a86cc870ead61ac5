import { describe, expect, test } from "vitest";
import { publishComment } from "../../src/forge/comment.ts";
import { githubRig } from "./fake-github/rig.ts";

const marker = "<!-- rollcall:plan v1 pr=7 -->";

describe("publishing the plan as a comment", () => {
  const rig = githubRig();
  const bodies = () => rig.fake.at.comments.map(({ body }) => body);
  const creates = () => rig.fake.calls.filter((call) => call === "issues/create-comment").length;

  test("creates one comment, then updates it in place, then leaves it alone", async () => {
    const first = await publishComment(rig.open(), 7, "plan one");
    const second = await publishComment(rig.open(), 7, "plan two");
    const third = await publishComment(rig.open(), 7, "plan two");
    expect([first.kind, second.kind, third.kind]).toEqual(["created", "updated", "unchanged"]);
    expect(new Set([first.id, second.id, third.id]).size).toBe(1);
    expect(bodies()).toEqual([`${marker}\nplan two`]);
  });

  test("finds its comment behind the first page", async () => {
    for (let id = 1; id <= 150; id += 1) rig.fake.at.comments.push({ id, issue: 7, body: "chat", login: "somebody" });
    await publishComment(rig.open(), 7, "plan one");
    const second = await publishComment(rig.open(), 7, "plan two");
    expect(second.kind).toBe("updated");
    expect(bodies().filter((body) => body.includes("plan"))).toHaveLength(1);
  });

  test("leaves a comment alone in which somebody else pasted the marker", async () => {
    rig.fake.at.comments.push({ id: 5, issue: 7, body: `${marker}\napproved!`, login: "mallory" });
    const published = await publishComment(rig.open(), 7, "plan");
    expect(published.kind).toBe("created");
    expect(bodies()[0]).toContain("approved!");
  });

  test.each([
    { kind: "bad-gateway", when: "after" },
    { kind: "lost", when: "after" },
    { kind: "bad-gateway", when: "before" },
    { kind: "lost", when: "before" },
  ] as const)("a create that ends in $kind $when it took effect leaves one comment", async (fault) => {
    rig.fake.fail("issues/create-comment", fault);
    const published = await publishComment(rig.open(), 7, "plan");
    expect(published.kind).toBe("created");
    expect(bodies()).toEqual([`${marker}\nplan`]);
    expect(creates()).toBe(fault.when === "after" ? 1 : 2);
  });

  test("looks again before every further create", async () => {
    for (let time = 0; time < 3; time += 1) rig.fake.fail("issues/create-comment", { kind: "lost", when: "before" });
    await publishComment(rig.open(), 7, "plan");
    const order = rig.fake.calls.filter((call) => call.startsWith("issues/"));
    for (const [index, call] of order.entries())
      if (call === "issues/create-comment") expect(order[index - 1]).toBe("issues/list-comments");
    expect(bodies()).toHaveLength(1);
  });

  test("an update whose answer is lost is sent again", async () => {
    await publishComment(rig.open(), 7, "plan one");
    rig.fake.fail("issues/update-comment", { kind: "lost", when: "after" });
    expect((await publishComment(rig.open(), 7, "plan two")).kind).toBe("updated");
    expect(bodies()).toEqual([`${marker}\nplan two`]);
  });

  test("a comment that somebody deletes while it is updated is made anew", async () => {
    await publishComment(rig.open(), 7, "plan one");
    rig.fake.before("issues/update-comment", () => rig.fake.at.comments.pop());
    expect((await publishComment(rig.open(), 7, "plan two")).kind).toBe("created");
    expect(bodies()).toEqual([`${marker}\nplan two`]);
  });

  test("removes the second comment of a race and keeps the first, with what is said now", async () => {
    rig.fake.before("issues/create-comment", () =>
      rig.fake.at.comments.push({ id: 500, issue: 7, body: `${marker}\nother run`, login: "robot" }),
    );
    const published = await publishComment(rig.open(), 7, "plan");
    expect(published.id).toBe(500);
    expect(bodies()).toEqual([`${marker}\nplan`]);
  });

  test("removes what a race left behind, also when the answer to that is lost", async () => {
    for (const id of [31, 30, 32]) rig.fake.at.comments.push({ id, issue: 7, body: `${marker}\nold`, login: "robot" });
    rig.fake.fail("issues/delete-comment", { kind: "lost", when: "after" });
    expect((await publishComment(rig.open(), 7, "plan")).id).toBe(30);
    expect(rig.fake.at.comments.map(({ id }) => id)).toEqual([30]);
  });

  test("knows itself as the actions bot when the token may not ask", async () => {
    await publishComment(rig.open("workflow-token"), 7, "plan one");
    expect((await publishComment(rig.open("workflow-token"), 7, "plan two")).kind).toBe("updated");
  });

  test("knows itself as an App of another name, whose token it was given", async () => {
    rig.fake.at.bearers.set("other-app-token", {
      login: "access-bot[bot]",
      kind: "installation",
      may: new Set(["pull_requests:write"]),
    });
    await publishComment(rig.open("other-app-token"), 7, "plan one");
    rig.fake.fail("graphql", { kind: "lost", when: "before" });
    expect((await publishComment(rig.open("other-app-token"), 7, "plan two")).kind).toBe("updated");
    expect(bodies()).toEqual([`${marker}\nplan two`]);
    for (let time = 0; time < 20; time += 1) rig.fake.fail("graphql", { kind: "bad-gateway", when: "before" });
    await expect(publishComment(rig.open("other-app-token"), 7, "plan three")).rejects.toMatchObject({
      code: "application-unreachable",
    });
    expect(bodies()).toEqual([`${marker}\nplan two`]);
  });
});

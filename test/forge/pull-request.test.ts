import { describe, expect, test } from "vitest";
import { defaultBranch, openPullRequest } from "../../src/forge/pull-request.ts";
import { githubRig } from "./fake-github/rig.ts";
import { aPull } from "./fake-github/state.ts";

const rig = githubRig();
const client = () => rig.open();
const proposal = { head: "access/grant-1", base: "main", title: "Grant", body: "because" };
const posts = () => rig.fake.calls.filter((call) => call === "pulls/create");

describe("a pull request", () => {
  test("is created once, then brought up to date, then left alone", async () => {
    const first = await openPullRequest(client(), proposal);
    const second = await openPullRequest(client(), { ...proposal, body: "because of this" });
    const third = await openPullRequest(client(), { ...proposal, body: "because of this" });
    expect([first.kind, second.kind, third.kind]).toEqual(["created", "updated", "unchanged"]);
    expect(new Set([first.number, second.number, third.number]).size).toBe(1);
    expect(rig.fake.at.pulls.get(8)).toMatchObject({ body: "because of this" });
  });

  test("whose creation had no answer is looked for and not created again", async () => {
    rig.fake.fail("pulls/create", { kind: "lost", when: "after" });
    expect(await openPullRequest(client(), proposal)).toMatchObject({ kind: "created", number: 8 });
    expect(posts()).toHaveLength(1);
  });

  test("that is refused is an error, after one attempt", async () => {
    rig.fake.fail("pulls/create", { kind: "says", status: 422, message: "no" });
    await expect(openPullRequest(client(), proposal)).rejects.toMatchObject({ code: "application-refused" });
    expect(posts()).toHaveLength(1);
  });

  test("of a fork's branch of the same name is not ours", async () => {
    rig.fake.at.pulls.set(7, aPull({ number: 7, branch: proposal.head, body: "hers", from: "mallory/access" }));
    expect(await openPullRequest(client(), proposal)).toMatchObject({ kind: "created", number: 8 });
    expect(rig.fake.at.pulls.get(7)).toMatchObject({ body: "hers" });
  });

  test("goes to the branch that the repository says", async () => {
    expect(await defaultBranch(client())).toBe("main");
  });
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openGitHub } from "../../src/forge/github.ts";
import { defaultBranch, openPullRequest } from "../../src/forge/pull-request.ts";
import { fakeGitHub, patience } from "../support/fake-github.ts";

let github: Awaited<ReturnType<typeof fakeGitHub>>;
beforeEach(async () => {
  github = await fakeGitHub();
});
afterEach(() => github.close());

const client = () => openGitHub(github.access, patience());
const proposal = { head: "access/grant-1", base: "main", title: "Grant", body: "because" };
const posts = () => github.calls.filter((call) => call.startsWith("POST"));

describe("a pull request", () => {
  test("is created once, then brought up to date, then left alone", async () => {
    const first = await openPullRequest(client(), proposal);
    const second = await openPullRequest(client(), { ...proposal, body: "because of this" });
    const third = await openPullRequest(client(), { ...proposal, body: "because of this" });
    expect([first.kind, second.kind, third.kind]).toEqual(["created", "updated", "unchanged"]);
    expect(new Set([first.number, second.number, third.number]).size).toBe(1);
    expect(github.pulls).toMatchObject([{ body: "because of this" }]);
  });

  test("whose creation had no answer is looked for and not created again", async () => {
    github.wishes.loseCreate = true;
    expect(await openPullRequest(client(), proposal)).toMatchObject({ kind: "created", number: 1 });
    expect(posts()).toHaveLength(1);
  });

  test("that is refused is an error, after one attempt", async () => {
    github.wishes.refuseCreate = true;
    await expect(openPullRequest(client(), proposal)).rejects.toMatchObject({ code: "application-refused" });
    expect(posts()).toHaveLength(1);
  });

  test("of a fork's branch of the same name is not ours", async () => {
    github.pulls.push({ number: 1, ...proposal, body: "hers", from: "mallory/access" });
    expect(await openPullRequest(client(), proposal)).toMatchObject({ kind: "created", number: 2 });
    expect(github.pulls[0]).toMatchObject({ body: "hers" });
  });

  test("goes to the branch that the repository says", async () => {
    expect(await defaultBranch(client())).toBe("main");
  });
});

import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { openGit } from "../../src/ports/git.ts";
import type { DraftedEdits } from "../../src/run/draft-edits.ts";
import { findTarget, proposeEdits } from "../../src/run/propose-edits.ts";
import { bareRepository, file, run, scratch } from "../audit/a-ledger.ts";
import { githubRig } from "../forge/fake-github/rig.ts";
import { patience } from "../support/patience.ts";

const place = scratch();
afterAll(() => place.remove());
const rig = githubRig();

const git = (directory: string, ...args: string[]) => run("git", ["-C", directory, ...args]).trim();
const path = "assignments/2026-11.yaml";
const added = "- { person: e1, role: x, reason: r }\n";
const draft: DraftedEdits = {
  kind: "drafted",
  edits: [{ path, before: null, after: added }],
  title: "Grant x to e1",
  reason: "because\nof <b>this</b> @everybody",
  topic: { words: ["grant", "e1..lock", "x"], wish: { person: "e1", role: "x" } },
  remarks: ["[a](https://evil.example)"],
};
const who = { by: "ana-s", issue: 7 };

/** A clone with one commit that is pushed, and something in work tree and index that is not. */
function aClone(name: string) {
  const remote = bareRepository(place.sub(`${name}.git`));
  const clone = place.sub(name);
  run("git", ["init", "-q", "-b", "main", clone]);
  git(clone, "config", "user.name", "A");
  git(clone, "config", "user.email", "a@acme.example");
  git(clone, "remote", "add", "origin", remote);
  file(`${clone}/rollcall.yaml`, "organization: acme\n");
  file(`${clone}/roles/x.yaml`, "name: x\n");
  git(clone, "add", ".");
  git(clone, "commit", "-q", "-m", "first");
  git(clone, "push", "-q", "origin", "main");
  writeFileSync(`${clone}/rollcall.yaml`, "organization: other\n");
  git(clone, "add", "rollcall.yaml");
  writeFileSync(`${clone}/rollcall.yaml`, "organization: third\n");
  return { remote, clone };
}

async function propose(clone: string, changes: Partial<DraftedEdits> = {}) {
  const world = { git: await openGit(clone, process.env), ...patience(), actor: "carla" };
  const target = await findTarget(world, { forge: rig.access(), remote: "origin", branch: null });
  return proposeEdits(world, target, { ...who, draft: { ...draft, ...changes } });
}

describe("a proposal", () => {
  test("is one commit on a branch of its own at the remote, and leaves clone, index and branches as they are", async () => {
    const { remote, clone } = aClone("one");
    const before = [
      git(clone, "status", "--porcelain=v2"),
      git(clone, "for-each-ref", "refs/heads"),
      git(clone, "diff"),
    ];
    const proposed = await propose(clone);
    expect([
      git(clone, "status", "--porcelain=v2"),
      git(clone, "for-each-ref", "refs/heads"),
      git(clone, "diff"),
    ]).toEqual(before);
    expect(readFileSync(`${clone}/rollcall.yaml`, "utf8")).toBe("organization: third\n");
    expect(proposed).toMatchObject({ kind: "created", number: 8 });
    expect(proposed.branch).toMatch(/^access\/grant-e1-lock-x-[0-9a-f]{12}$/);
    expect(git(remote, "show", `${proposed.branch}:${path}`)).toBe(added.trim());
    expect(git(remote, "diff", "--name-status", "main", proposed.branch)).toBe(`A\t${path}`);
    expect(git(remote, "rev-list", "--count", `main..${proposed.branch}`)).toBe("1");
    expect(git(remote, "log", "-1", "--format=%an <%ae> %cn %s%n%b", proposed.branch)).toBe(
      "ana-s <ana-s> carla Grant x to e1\nbecause of <b>this</b> @everybody\n\nCloses #7",
    );
    expect(git(remote, "fsck", "--strict")).toBe("");
    // Nothing that is read as markup, mention or link.
    const { body = "" } = rig.fake.at.pulls.get(8) ?? {};
    expect(body).toContain("Closes #7");
    expect(body.replaceAll(/<\/?code>/g, "")).not.toMatch(/[<@[]|https:/);
  });

  test("that is made again does nothing, and follows a base that has moved", async () => {
    const { remote, clone } = aClone("again");
    const first = await propose(clone);
    expect(await propose(clone)).toEqual({ ...first, kind: "unchanged" });
    git(clone, "commit", "-q", "-m", "second");
    git(clone, "push", "-q", "origin", "main");
    const moved = await propose(clone, { remarks: [] });
    expect(moved).toMatchObject({ kind: "updated", branch: first.branch, number: 8 });
    expect(moved.commit).not.toBe(first.commit);
    expect(git(remote, "rev-list", "--count", `main..${moved.branch}`)).toBe("1");
    expect(rig.fake.at.pulls.size).toBe(2);
  });

  test("is not written over what somebody else has committed to the branch", async () => {
    const { clone } = aClone("theirs");
    const { branch } = await propose(clone);
    git(clone, "fetch", "-q", "origin", `${branch}:theirs`);
    const tree = git(clone, "rev-parse", "theirs^{tree}");
    const theirs = git(clone, "commit-tree", tree, "-p", "theirs", "-m", "Mend it");
    git(clone, "push", "-q", "origin", `${theirs}:refs/heads/${branch}`);
    await expect(propose(clone)).rejects.toMatchObject({ code: "input-invalid" });
  });

  test("takes files away, and folders that are empty then", async () => {
    const { remote, clone } = aClone("gone");
    const edits = [{ path: "roles/x.yaml", before: "name: x\n", after: null }];
    const { branch } = await propose(clone, { edits });
    expect(git(remote, "ls-tree", "-r", "--name-only", branch)).toBe("rollcall.yaml");
    expect(git(remote, "fsck", "--strict")).toBe("");
  });

  test("ends without a pull request when the forge refuses, and is whole the next time", async () => {
    const { clone } = aClone("refused");
    rig.fake.fail("pulls/create", { kind: "says", status: 422, message: "no" });
    await expect(propose(clone)).rejects.toMatchObject({ code: "application-refused" });
    expect(await propose(clone)).toMatchObject({ kind: "created" });
  });

  test("needs a branch that the remote has, and a repository", async () => {
    const world = { git: await openGit(aClone("none").clone, process.env), ...patience() };
    const to = { forge: rig.access(), remote: "origin", branch: "next" };
    await expect(findTarget(world, to)).rejects.toMatchObject({ code: "input-invalid" });
    await expect(findTarget({ ...world, git: null }, to)).rejects.toMatchObject({ code: "input-invalid" });
    const away = { ...to, remote: "/nowhere" };
    await expect(findTarget(world, away)).rejects.toMatchObject({ code: "application-unreachable" });
  });
});

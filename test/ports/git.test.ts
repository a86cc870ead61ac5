import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { openGit } from "../../src/ports/git.ts";
import { decodeTree, encodeTree, objectId } from "../../src/ports/git-object.ts";
import { bareRepository, file, run, scratch } from "../audit/a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());

const environment = process.env;
const git = (directory: string, ...args: string[]) => run("git", ["-C", directory, ...args]).trim();
const utf8 = (text: string) => new Uint8Array(Buffer.from(text));
const who = "A <a@acme.example> 1700000000 +0000";
const commitText = (tree: string, parents: string[] = []) =>
  utf8(`tree ${tree}\n${parents.map((oid) => `parent ${oid}\n`).join("")}author ${who}\ncommitter ${who}\n\nm\n`);

/** A repository with a working tree and one commit. */
function repository(name: string): string {
  const path = place.sub(name);
  run("git", ["init", "-q", "-b", "main", path]);
  git(path, "config", "user.name", "A");
  git(path, "config", "user.email", "a@acme.example");
  file(`${path}/roles/engineer.yaml`, "name: engineer\n");
  git(path, "add", ".");
  git(path, "commit", "-q", "-m", "first");
  return path;
}

async function aCommit(at: Awaited<ReturnType<typeof openGit>>, parents: string[] = [], text = "x"): Promise<string> {
  const oid = await at.writeBlob(utf8(text));
  return at.writeCommit(commitText(await at.writeTree([{ mode: "100644", name: "a", oid }]), parents));
}

describe("objects", () => {
  test("come back as they were written, and git agrees on ids and form", async () => {
    const path = bareRepository(place.sub("objects.git"));
    const at = await openGit(path, environment);
    const texts = ["", "a\n", "\0ÿ", "y".repeat(100_000)];
    const oids = await Promise.all(texts.map((text) => at.writeBlob(utf8(text))));
    for (const [index, text] of texts.entries()) {
      expect(oids[index]).toBe(run("git", ["hash-object", "--stdin"], utf8(text)).trim());
      expect(Buffer.from(await at.readBlob(oids[index] ?? "")).toString()).toBe(text);
    }
    const commit = await aCommit(at);
    expect(Buffer.from(await at.readCommit(commit)).toString()).toContain("author A");
    expect(Buffer.from((await at.readAt(commit, "a")) ?? []).toString()).toBe("x");
    expect(await at.readAt(commit, "b/c")).toBeNull();
    expect(run("git", ["-C", path, "fsck", "--strict", "--no-dangling"])).toBe("");
  });

  test("are found in packs, and after a pack replaced them while reading", async () => {
    const path = bareRepository(place.sub("packs.git"));
    const at = await openGit(path, environment);
    const commit = await aCommit(at);
    await at.readCommit(commit);
    expect(await at.updateRef("refs/heads/a", commit, null)).toBe(true);
    git(path, "gc", "-q");
    expect((await at.readCommit(commit)).length).toBeGreaterThan(0);
    const next = await aCommit(at, [commit], "later");
    expect(await Promise.all(Array.from({ length: 300 }, () => at.readCommit(next)))).toHaveLength(300);
  });

  test("trees of any names have git's own bytes", () => {
    const name = fc.stringMatching(/^[a-z.\-0-9é]{1,6}$/).filter((text) => !/^\.{1,2}$/.test(text));
    const entry = fc.record({ mode: fc.constantFrom("100644", "040000", "100755"), name });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (one) => one.name, maxLength: 12 }), (some) => {
        const entries = some.map((one) => ({ ...one, oid: objectId("blob", utf8(one.name)) }));
        const bytes = encodeTree(entries);
        const sorted = decodeTree(bytes);
        expect(sorted).toHaveLength(entries.length);
        expect(new Set(sorted.map(String))).toEqual(new Set(entries.map(String)));
        expect(Buffer.from(encodeTree(sorted.toReversed())).equals(bytes)).toBe(true);
      }),
    );
    const ambiguous = ["a", "a.b", "a0", "a-b"].flatMap((text) => ({
      mode: "040000",
      name: text,
      oid: "1".repeat(40),
    }));
    const lines = ambiguous.map((one) => `${one.mode} tree ${one.oid}\t${one.name}\n`).join("");
    const path = bareRepository(place.sub("mktree.git"));
    expect(objectId("tree", encodeTree(ambiguous))).toBe(run("git", ["-C", path, "mktree", "--missing"], lines).trim());
  });

  test("that are missing, of another kind or damaged are an error, each its own", async () => {
    const path = bareRepository(place.sub("damaged.git"));
    const at = await openGit(path, environment);
    const oid = await at.writeBlob(utf8("true"));
    await expect(at.readBlob("1".repeat(40))).rejects.toMatchObject({ kind: "missing" });
    await expect(at.readCommit(oid)).rejects.toMatchObject({ kind: "corrupt" });
    const target = `${path}/objects/${oid.slice(0, 2)}/${oid.slice(2)}`;
    chmodSync(target, 0o644);
    writeFileSync(target, deflateSync("blob 5\0false"));
    const fresh = await openGit(path, environment);
    await expect(fresh.readBlob(oid)).rejects.toMatchObject({ kind: "corrupt" });
  });

  test("that are cut short are an error of their own, and the others that were asked for are read", async () => {
    const path = bareRepository(place.sub("cut.git"));
    const at = await openGit(path, environment);
    const texts = ["one", randomBytes(5_000).toString("hex"), "three", "four"];
    const oids = await Promise.all(texts.map((text) => at.writeBlob(utf8(text))));
    const [, cut = ""] = oids;
    const target = `${path}/objects/${cut.slice(0, 2)}/${cut.slice(2)}`;
    chmodSync(target, 0o644);
    writeFileSync(target, readFileSync(target).subarray(0, 1_000));
    const fresh = await openGit(path, environment);
    const found = await Promise.allSettled(oids.map((oid) => fresh.readBlob(oid)));
    expect(found.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect(found[1]).toMatchObject({ reason: { kind: "corrupt" } });
    expect(Buffer.from(await fresh.readBlob(oids[3] ?? "")).toString()).toBe("four");
  });

  test("cannot be replaced by git replace", async () => {
    const path = bareRepository(place.sub("replaced.git"));
    const at = await openGit(path, environment);
    const [one, other] = [await at.writeBlob(utf8("one")), await at.writeBlob(utf8("other"))];
    git(path, "replace", one, other);
    const fresh = await openGit(path, environment);
    expect(Buffer.from(await fresh.readBlob(one)).toString()).toBe("one");
  });

  test("are written whole: no temporary file is left, and nobody may write to them", async () => {
    const path = bareRepository(place.sub("whole.git"));
    const at = await openGit(path, environment);
    const oid = await at.writeBlob(utf8("z"));
    const folder = `${path}/objects/${oid.slice(0, 2)}`;
    expect(readdirSync(folder)).toEqual([oid.slice(2)]);
    expect(statSync(`${folder}/${oid.slice(2)}`).mode & 0o222).toBe(0);
  });
});

describe("references", () => {
  test("move only from where they were expected", async () => {
    const at = await openGit(bareRepository(place.sub("refs.git")), environment);
    const [first, second] = [await aCommit(at), await aCommit(at, [], "y")];
    const ref = "refs/heads/rollcall/audit";
    expect(await at.updateRef(ref, first, second)).toBe(false);
    expect(await at.updateRef(ref, first, null)).toBe(true);
    expect(await at.updateRef(ref, second, null)).toBe(false);
    expect(await at.updateRef(ref, second, second)).toBe(false);
    expect(await at.updateRef(ref, second, first)).toBe(true);
    expect(await at.resolve(ref)).toBe(second);
    expect(await at.resolve("rollcall/audit")).toBe(second);
  });

  test.each([
    "--stdin",
    "refs/heads/../x",
    "refs/heads/a.lock",
    "refs/heads/-x",
    "HEAD",
    "refs/heads/a b",
    "refs/heads/a:b",
    "",
  ])("called %j never reach git", async (ref) => {
    const at = await openGit(bareRepository(place.sub("names.git")), environment);
    await expect(at.updateRef(ref, "1".repeat(40), null)).rejects.toMatchObject({ kind: "failed" });
    await expect(at.fetch("origin", ref)).rejects.toMatchObject({ kind: "failed" });
  });

  test("that cannot be made are an error and not a lost race", async () => {
    const at = await openGit(bareRepository(place.sub("taken.git")), environment);
    const oid = await aCommit(at);
    await at.updateRef("refs/heads/rollcall", oid, null);
    await expect(at.updateRef("refs/heads/rollcall/audit", oid, null)).rejects.toMatchObject({ kind: "failed" });
  });

  test("resolve to null when they do not exist, and only plain revisions are asked for", async () => {
    const at = await openGit(repository("revisions"), environment);
    expect(await at.resolve("HEAD")).toMatch(/^[0-9a-f]{40}$/);
    expect(await at.resolve("main")).toBe(await at.resolve("HEAD"));
    expect(await at.resolve("nothing")).toBeNull();
    expect(await at.resolve("1".repeat(40))).toBeNull();
    for (const odd of ["--output=x", "a..b", "@{u}", ":/first", "HEAD:roles", "", "a b"]) {
      await expect(at.resolve(odd)).rejects.toMatchObject({ code: "input-invalid" });
    }
  });

  test("are walked along first parents, in parts when asked", async () => {
    const at = await openGit(bareRepository(place.sub("walk.git")), environment);
    const root = await aCommit(at);
    const side = await aCommit(at, [], "side");
    const middle = await aCommit(at, [root], "m");
    const tip = await aCommit(at, [middle, side], "t");
    const all = async (range?: { limit?: number; skip?: number; after?: string }) => {
      const found: string[] = [];
      for await (const oid of at.history(tip, range)) found.push(oid);
      return found;
    };
    expect(await all()).toEqual([tip, middle, root]);
    expect(await all({ limit: 2 })).toEqual([tip, middle]);
    expect(await all({ skip: 1, limit: 1 })).toEqual([middle]);
    expect(await all({ after: root })).toEqual([tip, middle]);
    expect(await at.search(tip, "m")).toBe(tip);
    expect(await at.search(tip, "n")).toBeNull();
    expect(await at.search(tip, ".")).toBeNull();
    expect(await at.search(tip, "m", 0)).toBe(tip);
    expect(await at.search(tip, "m", Math.floor(Date.now() / 1000) + 86_400)).toBeNull();
    expect(await at.isAncestor(side, tip)).toBe(true);
    expect(await at.isAncestor(tip, root)).toBe(false);
  });
});

describe("a repository", () => {
  test("of SHA-256, or none at all, is refused", async () => {
    run("git", ["init", "-q", "--bare", "--object-format=sha256", place.sub("sha256.git")]);
    mkdirSync(place.sub("plain"));
    for (const name of ["sha256.git", "plain", "missing"]) {
      await expect(openGit(place.sub(name), environment)).rejects.toMatchObject({ code: "input-invalid" });
    }
  });

  test("is the same one from a linked worktree and from a folder inside", async () => {
    const path = repository("linked");
    git(path, "worktree", "add", "-q", "-b", "side", place.sub("linked-side"));
    for (const directory of [place.sub("linked-side"), `${path}/roles`]) {
      const at = await openGit(directory, environment);
      const oid = await aCommit(at, [], directory);
      const ref = `refs/heads/from-${directory.split("/").at(-1)}`;
      expect(await at.updateRef(ref, oid, null)).toBe(true);
      expect(git(path, "rev-parse", ref)).toBe(oid);
    }
    const at = await openGit(place.sub("linked-side"), environment);
    expect(await at.resolve("HEAD")).toBe(git(path, "rev-parse", "side"));
  });

  test("is dirty by changed, staged and, under the paths, untracked or ignored files; looking leaves the index alone", async () => {
    const path = repository("dirty");
    const at = await openGit(path, environment);
    const index = () => [readFileSync(`${path}/.git/index`).toString("hex"), statSync(`${path}/.git/index`).mtimeMs];
    const before = index();
    expect(await at.isDirty(["roles"])).toBe(false);
    file(`${path}/people/roster.csv`, "id\n");
    expect(await at.isDirty(["roles"])).toBe(false);
    expect(await at.isDirty(["roles", "people"])).toBe(true);
    file(`${path}/.git/info/exclude`, "*.csv\n");
    expect(await at.isDirty(["people"])).toBe(true);
    expect(index()).toEqual(before);
    file(`${path}/roles/engineer.yaml`, "name: other\n");
    expect(await at.isDirty([])).toBe(true);
    git(path, "add", "roles");
    expect(await at.isDirty([])).toBe(true);
  });

  test("without a working tree is never dirty", async () => {
    const at = await openGit(bareRepository(place.sub("bare.git")), environment);
    expect(await at.isDirty(["roles"])).toBe(false);
  });

  test("runs no hook of the person or the repository", async () => {
    const path = repository("hooks");
    const home = place.sub("home");
    const hook = `#!/bin/sh\ntouch ${place.sub("hook-ran")}\n`;
    for (const folder of [`${home}/hooks`, `${path}/.git/hooks`]) {
      file(`${folder}/reference-transaction`, hook, 0o755);
      file(`${folder}/pre-push`, hook, 0o755);
    }
    file(`${home}/.gitconfig`, `[core]\n\thooksPath = ${home}/hooks\n`);
    const at = await openGit(path, { ...environment, HOME: home });
    const oid = await aCommit(at);
    await at.updateRef("refs/heads/x", oid, null);
    // What runs at a remote is the remote's affair, so there the person's settings are the machine's own again.
    const plain = await openGit(path, environment);
    const remote = bareRepository(place.sub("hooks-remote.git"));
    expect(await plain.push(remote, "refs/heads/x", { oid, expected: null })).toEqual({ kind: "pushed" });
    expect(readdirSync(place.path)).not.toContain("hook-ran");
  });

  test("does not see the caller's environment", async () => {
    const path = repository("environment");
    const at = await openGit(path, {
      ...environment,
      GIT_DIR: "/nowhere",
      GIT_CONFIG_COUNT: "1",
      EDITOR: "/bin/false",
    });
    expect(await at.resolve("HEAD")).toMatch(/^[0-9a-f]{40}$/);
  });
});

describe("a remote", () => {
  test("takes a push only from where it was expected to be", async () => {
    const remote = bareRepository(place.sub("push-remote.git"));
    const at = await openGit(bareRepository(place.sub("push.git")), environment);
    const [first, second] = [await aCommit(at), await aCommit(at, [], "y")];
    const ref = "refs/heads/rollcall/audit";
    expect(await at.push(remote, ref, { oid: first, expected: second })).toEqual({ kind: "stale" });
    expect(await at.push(remote, ref, { oid: first, expected: null })).toEqual({ kind: "pushed" });
    expect(await at.push(remote, ref, { oid: second, expected: null })).toEqual({ kind: "stale" });
    expect(await at.push(remote, ref, { oid: second, expected: first })).toEqual({ kind: "pushed" });
    expect(git(remote, "rev-parse", ref)).toBe(second);
  });

  test("that refuses or is out of reach says why, without credentials", async () => {
    const remote = bareRepository(place.sub("refuses.git"));
    file(`${remote}/hooks/pre-receive`, "#!/bin/sh\nexit 1\n", 0o755);
    const at = await openGit(bareRepository(place.sub("refused.git")), environment);
    const oid = await aCommit(at);
    const push = (to: string) => at.push(to, "refs/heads/a", { oid, expected: null });
    expect(await push(remote)).toMatchObject({ kind: "failed", reason: expect.stringContaining("declined") });
    const secret = "http://me:hunter2@127.0.0.1:9/x.git";
    const unreachable = await push(secret);
    expect(unreachable.kind).toBe("failed");
    expect(JSON.stringify(unreachable)).not.toContain("hunter2");
    await expect(at.fetch(secret, "refs/heads/a")).rejects.toMatchObject({ kind: "failed" });
    await expect(at.fetch(secret, "refs/heads/a")).rejects.not.toThrow(/hunter2/);
    for (const odd of ["--upload-pack=x", "ext::sh -c true", "ext::sh"]) {
      await expect(at.fetch(odd, "refs/heads/a")).rejects.toMatchObject({ kind: "failed" });
    }
  });

  test("gives what a reference points at and moves nothing here", async () => {
    const remote = bareRepository(place.sub("fetch-remote.git"));
    const there = await openGit(remote, environment);
    const tip = await aCommit(there, [await aCommit(there)], "tip");
    const path = place.sub("fetch");
    run("git", ["clone", "-q", remote, path]);
    const before = git(path, "for-each-ref");
    const at = await openGit(path, environment);
    expect(await at.fetch("origin", "refs/heads/rollcall/audit")).toBeNull();
    await there.updateRef("refs/heads/rollcall/audit", tip, null);
    expect(await at.fetch("origin", "refs/heads/rollcall/audit")).toBe(tip);
    expect((await at.readCommit(tip)).length).toBeGreaterThan(0);
    expect(git(path, "for-each-ref")).toBe(before);
    expect(readdirSync(`${path}/.git`)).not.toContain("FETCH_HEAD");
  });

  test("fills a shallow clone of another branch with the whole history of this one", async () => {
    const source = repository("shallow-source");
    const there = await openGit(source, environment);
    const root = await aCommit(there);
    const tip = await aCommit(there, [root], "tip");
    await there.updateRef("refs/heads/rollcall/audit", tip, null);
    const path = place.sub("shallow");
    run("git", ["clone", "-q", "--depth=1", "--branch=main", `file://${source}`, path]);
    const at = await openGit(path, environment);
    expect(await at.fetch("origin", "refs/heads/rollcall/audit")).toBe(tip);
    const found: string[] = [];
    for await (const oid of at.history(tip)) found.push(oid);
    expect(found).toEqual([tip, root]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { appendRun } from "../../src/audit/append.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { writeTag } from "../../src/audit/tag.ts";
import { openWorld } from "../../src/cli/world.ts";
import { anchorLedger } from "../../src/run/anchor-ledger.ts";
import { openBasePolicies } from "../../src/run/base-policies.ts";
import { checkAnchor, keptAnchor } from "../../src/run/check-anchor.ts";
import { makePlan } from "../../src/run/make-plan.ts";
import { openLedger } from "../../src/run/open-ledger.ts";
import { readFiles } from "../../src/run/read-files.ts";
import { tagLedger } from "../../src/run/tag-ledger.ts";
import { verifyLedgerOf } from "../../src/run/verify-ledger.ts";
import type { World } from "../../src/run/world.ts";
import { aLedger, allowCi, aRun, bareRepository, branch, file, keys, run, scratch } from "../audit/a-ledger.ts";
import { aRepository } from "../support/written.ts";

const place = scratch();
const root = place.sub("work");
const anchorPath = `${root}/audit/anchor.json`;
const scope = { ref: null, at: "2026-11-23T09:00:00Z" };
const ref = `refs/heads/${branch}`;
const refused = expect.objectContaining({ code: "ledger-invalid" });
let world: World;
let ledger: Awaited<ReturnType<typeof aLedger>>;
let runs = 0;

beforeAll(async () => {
  const audit = `audit: { signer: { ssh: "\${env:KEY}" }, remote: origin }\n`;
  const texts = { ...aRepository, "policies/allowed_signers": allowCi() };
  for (const [path, text] of Object.entries(texts))
    file(`${root}/${path}`, path === "rollcall.yaml" ? `${text}${audit}` : text);
  bareRepository(place.sub("remote.git"));
  run("git", ["init", "-q", root]);
  run("git", ["-C", root, "remote", "add", "origin", place.sub("remote.git")]);
  ledger = await aLedger(root, { remote: "origin" });
  const real = await openWorld({ flags: { root }, emit: () => {}, signal: new AbortController().signal });
  world = { ...real, clock: ledger.clock, secret: () => Promise.resolve(keys.ci.privateKey) };
  for (let n = 1; n <= 3; n++) await record();
});
afterAll(() => place.remove());
beforeEach(() => world.disk.remove(anchorPath));

async function record() {
  ledger.clock.advance(60);
  return appendRun(ledger, aRun({ run: `run-${++runs}` }));
}

/** The branch here, put elsewhere for the time of an action; null: away. */
async function withBranchAt<T>(revision: string | null, action: () => Promise<T>): Promise<T> {
  const tip = run("git", ["-C", root, "rev-parse", ref]).trim();
  run("git", ["-C", root, "update-ref", ...(revision === null ? ["-d", ref] : [ref, revision])]);
  try {
    return await action();
  } finally {
    run("git", ["-C", root, "update-ref", ref, tip]);
  }
}

async function check() {
  const files = await readFiles(world, scope);
  const audit = files.organization?.audit ?? expect.fail("the files have mistakes");
  await checkAnchor(world.git, audit, keptAnchor(files, audit));
}

describe("an anchor on main", () => {
  test("is not asked for before there is one", async () => {
    await withBranchAt(`${ref}~2`, check);
    await withBranchAt(null, check);
    expect((await readFiles(world, scope)).anchor).toBeNull();
  });

  test("is the ledger's head, and is written anew when there is more", async () => {
    const first = await anchorLedger(world, scope);
    expect(first).toMatchObject({ kind: "anchored", name: "audit/anchor.json", isNew: true, head: { size: runs } });
    expect((await readFiles(world, scope)).anchor).toEqual(first.kind === "anchored" ? first.head : null);
    expect(await anchorLedger(world, scope)).toMatchObject({ isNew: false });
    await record();
    await check();
    expect(await anchorLedger(world, scope)).toMatchObject({ isNew: true, head: { size: runs } });
  });

  test("stops the plan on a ledger that was cut, before any application is asked, and is not moved to it", async () => {
    await anchorLedger(world, scope);
    const before = await world.disk.read(anchorPath);
    run("git", ["-C", root, "push", "-q", "-f", "origin", `${ref}~1:${ref}`]);
    try {
      for (const cut of [`${ref}~1`, null]) {
        await withBranchAt(cut, async () => {
          await expect(makePlan(world, scope)).rejects.toThrow(refused);
          expect(await anchorLedger(world, scope)).toMatchObject({ kind: "broken" });
          expect(await verifyLedgerOf(world, scope, null)).toMatchObject({
            ...{ kind: "broken", rule: "anchor", anchors: [{ kind: "file", verdict: "truncated" }] },
          });
        });
      }
      const files = await readFiles(world, scope);
      const organization = files.organization ?? expect.fail("the files have mistakes");
      await withBranchAt(`${ref}~1`, () =>
        expect(openLedger(world, organization, { files, personKeys: null })).rejects.toThrow(refused),
      );
    } finally {
      run("git", ["-C", root, "push", "-q", "-f", "origin", `${ref}:${ref}`]);
    }
    expect(await world.disk.read(anchorPath)).toEqual(before);
  });

  test("holds in a clone that is behind, or that has no branch, as long as the remote extends it", async () => {
    await anchorLedger(world, scope);
    await withBranchAt(`${ref}~1`, check);
    await withBranchAt(null, check);
    run("git", ["-C", root, "remote", "set-url", "origin", place.sub("nowhere.git")]);
    await withBranchAt(`${ref}~1`, () => expect(check()).rejects.toThrow(refused));
    await check();
    run("git", ["-C", root, "remote", "set-url", "origin", place.sub("remote.git")]);
  });

  test("of the base holds for a proposal that takes it away", async () => {
    await anchorLedger(world, scope);
    const git = ["-C", root, "-c", "user.name=a", "-c", "user.email=a@acme.example"];
    run("git", [...git, "add", "--all"]);
    run("git", [...git, "commit", "--quiet", "--message", "Anchor"]);
    const base = run("git", ["-C", root, "rev-parse", "HEAD"]).trim();
    await world.disk.remove(anchorPath);
    const { inputs, at, organization } = await readFiles(world, scope);
    const proposal = { inputs, at, organization: organization ?? expect.fail("the files have mistakes") };
    run("git", ["-C", root, "push", "-q", "-f", "origin", `${ref}~1:${ref}`]);
    try {
      await withBranchAt(`${ref}~1`, () => expect(openBasePolicies(world, base, proposal)).rejects.toThrow(refused));
    } finally {
      run("git", ["-C", root, "push", "-q", "-f", "origin", `${ref}:${ref}`]);
    }
  });

  test.each([
    ["{", "json-syntax"],
    ['{ "format_version": "1.0" }', "missing-key"],
    ['{ "format_version": "2.0", "origin": "a", "size": 0, "root": "x", "commit": "y" }', "out-of-range"],
  ])("that reads %s is a mistake in the files, with its place", async (text, code) => {
    file(anchorPath, text);
    const { organization, diagnostics } = await readFiles(world, scope);
    expect(organization).toBeNull();
    expect(diagnostics.map((found) => [found.code, found.at?.file])).toContainEqual([code, "audit/anchor.json"]);
  });
});

describe("a tag of the day", () => {
  const tags = () => run("git", ["-C", root, "tag", "--list"]).trim();
  const verifyTag = (name: string) => {
    const signers = `gpg.ssh.allowedSignersFile=${root}/policies/allowed_signers`;
    run("git", ["-C", root, "-c", signers, "verify-tag", name]);
    run("git", ["-C", root, "fsck", "--strict"]);
  };

  test("is one that git verifies, carries the checkpoint, goes to the remote, and is made once", async () => {
    ledger.clock.set("2026-11-23T10:00:00Z");
    expect(await tagLedger(world, scope)).toMatchObject({
      name: "rollcall/audit/cp/2026-11-23",
      isNew: true,
      reason: null,
    });
    verifyTag("rollcall/audit/cp/2026-11-23");
    const [tag] = run("git", ["-C", root, "for-each-ref", "--format=%(contents:body)", "refs/tags/"]).split("\n-----");
    const note = run("git", ["-C", root, "show", `${ref}:checkpoint`]);
    expect(note).toContain(tag?.trim());
    expect(run("git", ["-C", place.sub("remote.git"), "tag", "--list"])).toContain("rollcall/audit/cp/2026-11-23");
    await record();
    expect(await tagLedger(world, scope)).toMatchObject({ isNew: false, head: { size: runs - 1 }, reason: null });
    expect(await verifyLedgerOf(world, scope, null)).toMatchObject({
      ...{ kind: "verified", anchors: [{ kind: "tag", name: "rollcall/audit/cp/2026-11-23", verdict: "extended" }] },
    });
  });

  test("is not moved where the remote has another, and nothing is left here", async () => {
    ledger.clock.set("2026-11-24T10:00:00Z");
    const signer = openSshSigner(keys.ci.privateKey);
    const commit = (await ledger.git.resolve(`${ref}~1`)) ?? "";
    const other = await writeTag({ git: ledger.git, signer }, { day: "2026-11-24", commit, seconds: 1, note: "a\n" });
    await ledger.git.push("origin", "refs/tags/rollcall/audit/cp/2026-11-24", { oid: other, expected: null });
    await expect(tagLedger(world, scope)).rejects.toThrow(expect.objectContaining({ code: "ledger-conflict" }));
    expect(tags()).toBe("rollcall/audit/cp/2026-11-23");
  });

  test("stays here when the remote is out of reach, and is pushed with the next try", async () => {
    ledger.clock.set("2026-11-25T10:00:00Z");
    run("git", ["-C", root, "remote", "set-url", "origin", place.sub("nowhere.git")]);
    expect(await tagLedger(world, scope)).toMatchObject({ isNew: true, reason: expect.any(String) });
    run("git", ["-C", root, "remote", "set-url", "origin", place.sub("remote.git")]);
    expect(await tagLedger(world, scope)).toMatchObject({ isNew: false, reason: null });
  });

  test("is refused for a ledger that does not extend an earlier one", async () => {
    ledger.clock.set("2026-11-26T10:00:00Z");
    await withBranchAt(`${ref}~2`, async () => {
      expect(await tagLedger(world, scope)).toMatchObject({ kind: "broken" });
    });
    expect(tags()).not.toContain("2026-11-26");
  });
});

import { readFileSync, statSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { appendRun, checkLedger } from "../../src/audit/append.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { verifyLedger } from "../../src/audit/verify.ts";
import { openGit } from "../../src/ports/git.ts";
import {
  aLedger,
  allowCi,
  anEntry,
  aRandom,
  aRun,
  bareRepository,
  branch,
  file,
  keys,
  namespaces,
  run,
  scratch,
} from "./a-ledger.ts";

const place = scratch();
afterAll(() => place.remove());
let made = 0;
const fresh = () => aLedger(bareRepository(place.sub(`${++made}.git`)));
type TestLedger = Awaited<ReturnType<typeof aLedger>>;

const verify = (ledger: TestLedger) =>
  verifyLedger(ledger.git, { branch, allowedSigners: allowCi(), clock: ledger.clock });
const show = (path: string, what: string) => run("git", ["-C", path, "show", what]);

describe("a run", () => {
  test("follows the one before, over days, months and years", async () => {
    const ledger = await fresh();
    const days = ["2026-11-21", "2026-11-21", "2026-11-22", "2026-12-01", "2027-01-01"];
    for (const [index, day] of days.entries()) {
      ledger.clock.set(`${day}T1${index}:00:00Z`);
      expect(await appendRun(ledger, aRun({ run: `run-${index}` }))).toMatchObject({
        sequence: index + 1,
        pushed: false,
      });
      expect(await verify(ledger)).toMatchObject({ kind: "verified", records: index + 1 });
    }
    const files = run("git", ["-C", place.sub(`${made}.git`), "ls-tree", "-r", "--name-only", branch])
      .trim()
      .split("\n");
    expect(files).toHaveLength(2 + 4 * days.length);
    expect(files).toContain("log/2027/01/01/000000000005.entries.ndjson");
  });

  test("is recorded once, however often it is tried", async () => {
    const ledger = await fresh();
    const first = await appendRun(ledger, aRun());
    await appendRun(ledger, aRun({ run: "run-2" }));
    expect(await appendRun(ledger, aRun())).toEqual({ ...first, alreadyThere: true });
    expect(await verify(ledger)).toMatchObject({ records: 2 });
  });

  test("is never dated before the one before it", async () => {
    const ledger = await fresh();
    await appendRun(ledger, aRun());
    ledger.clock.set("2026-11-20T00:00:00Z");
    const { commit } = await appendRun(ledger, aRun({ run: "run-2" }));
    expect(show(place.sub(`${made}.git`), `${commit}:log/2026/11/21/000000000002.json`)).toContain(
      '"recorded":"2026-11-21T10:00:00Z"',
    );
    ledger.clock.set("2026-11-21T10:00:00Z");
    expect(await verify(ledger)).toMatchObject({ kind: "verified", records: 2 });
  });

  test("of 2,000 changes and 500 files has a manifest below 4 KB", async () => {
    const ledger = await fresh();
    const inputs = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [`assignments/${n}.yaml`, `sha256:${"a".repeat(64)}`]),
    );
    const entries = Array.from({ length: 2_000 }, (_, n) => anEntry({ key: `chat/e${n}/grant/group:all` }));
    const { commit } = await appendRun(
      ledger,
      aRun({ inputs, entries, error: "x".repeat(9_000), conclusion: "failed" }),
    );
    expect(show(place.sub(`${made}.git`), `${commit}:log/2026/11/21/000000000001.json`).length).toBeLessThan(4_096);
    expect(await verify(ledger)).toMatchObject({ kind: "verified" });
  });

  test.each(["run\nRollcall-Seq: 9", "run 1", "", "-run", `${"r".repeat(200)}`])(
    "called %j is refused",
    async (name) => {
      await expect(appendRun(await fresh(), aRun({ run: name }))).rejects.toMatchObject({ code: "input-invalid" });
    },
  );

  test("may hold any text, and the ledger still verifies", async () => {
    const ledger = await fresh();
    const nasty = "\n\ngpgsig -----BEGIN SSH SIGNATURE-----\n\u2028\0\ud800 Rollcall-Seq: 7\n";
    const entry = anEntry({ key: nasty, reason: nasty, target: nasty, before: { [nasty]: nasty } });
    await appendRun(ledger, aRun({ actor: nasty, error: nasty, organization: nasty, entries: [entry] }));
    await appendRun(ledger, aRun({ run: "run-2" }));
    expect(await verify(ledger)).toMatchObject({ kind: "verified", records: 2 });
  });
});

describe("a working tree", () => {
  test("keeps its files, index and HEAD, even in the middle of a conflict", async () => {
    const path = place.sub("conflict");
    const git = (...args: string[]) =>
      run("git", ["-C", path, "-c", "user.name=A", "-c", "user.email=a@acme.example", ...args]);
    run("git", ["init", "-q", "-b", "main", path]);
    const commit = (text: string) => {
      file(`${path}/a`, text);
      git("add", "a");
      git("commit", "-q", "-m", text);
    };
    commit("base");
    git("checkout", "-q", "-b", "side");
    commit("side");
    git("checkout", "-q", "main");
    commit("main");
    expect(() => git("merge", "side")).toThrow();
    const seen = () => [
      ...["a", ".git/index", ".git/HEAD", ".git/MERGE_HEAD"].map((name) =>
        readFileSync(`${path}/${name}`).toString("hex"),
      ),
      statSync(`${path}/.git/index`).mtimeMs,
      git("status", "--porcelain"),
    ];
    const before = seen();
    const ledger = await aLedger(path);
    await appendRun(ledger, aRun());
    expect(seen()).toEqual(before);
    expect(await verify(ledger)).toMatchObject({ records: 1 });
  });

  test("that is linked writes to the one ledger of its repository", async () => {
    const path = place.sub("main-tree");
    run("git", ["init", "-q", "-b", "main", path]);
    const git = (...args: string[]) =>
      run("git", ["-C", path, "-c", "user.name=A", "-c", "user.email=a@acme.example", ...args]);
    git("commit", "-q", "--allow-empty", "-m", "base");
    git("worktree", "add", "-q", "-b", "side", place.sub("linked-tree"));
    await appendRun(await aLedger(path), aRun());
    await appendRun(await aLedger(place.sub("linked-tree")), aRun({ run: "run-2" }));
    expect(await verify(await aLedger(path))).toMatchObject({ records: 2 });
  });
});

describe("a signer", () => {
  test("who is not allowed to sign is refused before anything is written", async () => {
    const ledger = await fresh();
    const mallory = openSshSigner(keys.other.privateKey);
    await expect(appendRun({ ...ledger, signer: mallory }, aRun())).rejects.toMatchObject({
      code: "signer-unavailable",
    });
    expect(await ledger.git.resolve(branch)).toBeNull();
  });

  test("whose key was revoked is refused, and another one goes on after what it signed", async () => {
    const ledger = await fresh();
    await appendRun(ledger, aRun());
    const allowedSigners = `${allowCi()}mallory@acme.example ${namespaces} ${keys.other.publicKey}\n`;
    const later = { ...ledger, allowedSigners, revoked: `${keys.ci.publicKey}\n` };
    await expect(appendRun(later, aRun({ run: "run-2" }))).rejects.toMatchObject({ code: "signer-unavailable" });
    const successor = { ...later, signer: openSshSigner(keys.other.privateKey) };
    expect(await appendRun(successor, aRun({ run: "run-2" }))).toMatchObject({ sequence: 2 });
  });
});

describe("a ledger", () => {
  test("can be looked at before a run, without writing", async () => {
    const ledger = await fresh();
    expect(await checkLedger(ledger)).toEqual({ sequence: 0, commit: null });
    const { commit } = await appendRun(ledger, aRun());
    expect(await checkLedger(ledger)).toEqual({ sequence: 1, commit });
  });

  test("whose last run does not hold takes no more", async () => {
    const ledger = await fresh();
    await appendRun(ledger, aRun());
    const mallory = { ...ledger, signer: openSshSigner(keys.other.privateKey), allowedSigners: null };
    await appendRun(mallory, aRun({ run: "forged" }));
    await expect(appendRun(ledger, aRun({ run: "run-3" }))).rejects.toMatchObject({ code: "ledger-invalid" });
    await expect(checkLedger(ledger)).rejects.toMatchObject({ code: "ledger-invalid" });
  });

  test("on a branch that holds something else takes none", async () => {
    const ledger = await fresh();
    const oid = await ledger.git.writeBlob(new Uint8Array([1]));
    const tree = await ledger.git.writeTree([{ mode: "100644", name: "a", oid }]);
    const who = "A <a@acme.example> 1700000000 +0000";
    const commit = await ledger.git.writeCommit(Buffer.from(`tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nm\n`));
    await ledger.git.updateRef(`refs/heads/${branch}`, commit, null);
    await expect(appendRun(ledger, aRun())).rejects.toMatchObject({ code: "ledger-invalid" });
  });

  test("on a branch with an unusable name is wrong input", async () => {
    for (const odd of ["../x", "-x", "a..b", "a.lock", "x/", ""]) {
      await expect(appendRun({ ...(await fresh()), branch: odd }, aRun())).rejects.toMatchObject({
        code: "input-invalid",
      });
    }
  });

  test("that others always reach first is a conflict, not a loop", async () => {
    const ledger = await fresh();
    const git = { ...ledger.git, updateRef: () => Promise.resolve(false) };
    await expect(appendRun({ ...ledger, git }, aRun())).rejects.toMatchObject({ code: "ledger-conflict" });
  });

  test("is another one in every repository, so that a run of one is none of the other", async () => {
    const [one, other] = [await fresh(), { ...(await fresh()), random: aRandom(2) }];
    await appendRun(one, aRun());
    await appendRun(other, aRun());
    const origin = async (ledger: TestLedger) => {
      const git = await openGit(place.sub(`${made}.git`), process.env);
      return Buffer.from(
        (await (ledger === other ? git : ledger.git).readAt((await ledger.git.resolve(branch)) ?? "", "checkpoint")) ??
          [],
      )
        .toString()
        .split("\n")[0];
    };
    expect(await origin(one)).toMatch(/^rollcall\/acme\/[0-9a-f]{16}$/);
    expect(await origin(one)).not.toBe(await origin(other));
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Anchor, noHead } from "../../src/audit/anchor.ts";
import { appendRun } from "../../src/audit/append.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { type VerifyOptions, verifyLedger } from "../../src/audit/verify.ts";
import type { Verification } from "../../src/model/ledger.ts";
import { openGit } from "../../src/ports/git.ts";
import { aLedger, allowCi, anEntry, aRun, bareRepository, branch, keys, namespaces, run, scratch } from "./a-ledger.ts";
import { commitsOf, recommit, restack, takeApart, withFile } from "./forge.ts";

const place = scratch();
const path = place.sub("ledger.git");
let ledger: Awaited<ReturnType<typeof aLedger>>;
/** Commits of runs 1 to 6; the last is of the next day. */
let commits: string[] = [];
const ref = `refs/heads/${branch}`;
const ci = openSshSigner(keys.ci.privateKey);
const mallory = openSshSigner(keys.other.privateKey, "ci@acme.example");
const file = (sequence: number, name: string) => `log/2026/11/21/${String(sequence).padStart(12, "0")}.${name}`;
const of = (sequence: number) => commits[sequence - 1] ?? "";

beforeAll(async () => {
  ledger = await aLedger(bareRepository(path));
  for (let n = 1; n <= 6; n++) {
    ledger.clock.advance(n === 6 ? 86_400 : 60);
    await appendRun(ledger, aRun({ run: `run-${n}`, entries: [anEntry(), anEntry({ person: `e${n}` })] }));
  }
  commits = await commitsOf(ledger.git, (await ledger.git.resolve(ref)) ?? "");
});
afterAll(() => place.remove());

let forgeries = 0;

/** Verifies a tip as if it were the ledger's branch. */
async function verify(tip: string, with_: Partial<VerifyOptions> = {}): Promise<Verification> {
  const forged = `forged/${++forgeries}`;
  await ledger.git.updateRef(`refs/heads/${forged}`, tip, null);
  return verifyLedger(ledger.git, { branch: forged, allowedSigners: allowCi(), clock: ledger.clock, ...with_ });
}

/** The head as somebody keeps it who verified it. */
async function head(): Promise<Anchor> {
  const verified = await verify(of(6));
  if (verified.kind !== "verified" || verified.checkpoint === null) throw new Error("the ledger does not verify");
  const { sequence, commit, digest } = verified.checkpoint;
  return { ...noHead, kind: "since", name: "checkpoint.json", size: sequence, commit, digest };
}

/** Changes a file of a run, signs the commit anew with a key, and puts the later commits on top. */
async function edited(sequence: number, name: string, change: (text: string) => string, signer = mallory) {
  const commit = await takeApart(ledger.git, of(sequence));
  const at = name === "checkpoint" || name === "state.json" ? name : file(sequence, name);
  const text = Buffer.from((await ledger.git.readAt(of(sequence), at)) ?? []).toString();
  expect(change(text)).not.toBe(text);
  const tree = await withFile(ledger.git, commit.tree, at, change(text));
  const forged = await recommit(ledger.git, of(sequence), { tree, signer });
  return restack(ledger.git, forged, commits.slice(sequence), signer);
}

describe("a ledger", () => {
  test("that nobody touched holds, and gives its head to keep", async () => {
    expect(await verify(of(6))).toEqual({
      kind: "verified",
      records: 6,
      open: [],
      head: of(6),
      checkpoint: { sequence: 6, commit: of(6), digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
      anchors: [],
    });
  });

  test("without runs holds, unless a head of it was seen before", async () => {
    const empty = { branch: "nowhere", allowedSigners: allowCi(), clock: ledger.clock };
    expect(await verifyLedger(ledger.git, empty)).toEqual({
      ...{ kind: "verified", records: 0, open: [], head: null, checkpoint: null, anchors: [] },
    });
    const anchors = [await head()];
    expect(await verifyLedger(ledger.git, { ...empty, anchors })).toMatchObject({
      kind: "broken",
      sequence: 1,
      rule: "anchor",
    });
  });

  test("by a key that was revoked holds nowhere, or up to a head that was seen before and no further", async () => {
    const revoked = `${keys.other.publicKey}\n${keys.ci.publicKey} stolen on Monday\n`;
    expect(await verify(of(6), { revoked: `${keys.other.publicKey}\n` })).toMatchObject({ kind: "verified" });
    expect(await verify(of(6), { revoked })).toMatchObject({ sequence: 1, rule: "signer" });
    const third = await verify(of(3));
    if (third.kind !== "verified" || third.checkpoint === null) throw new Error("the ledger does not verify");
    const { sequence: size, commit, digest } = third.checkpoint;
    const kept = { ...noHead, kind: "since", name: "checkpoint.json", size, commit, digest } as const;
    expect(await verify(of(3), { revoked, anchors: [kept] })).toMatchObject({ kind: "verified", records: 3 });
    expect(await verify(of(6), { revoked, anchors: [kept] })).toMatchObject({ sequence: 4, rule: "signer" });
    const other = { ...kept, commit: of(2) };
    expect(await verify(of(3), { revoked, anchors: [other] })).toMatchObject({ sequence: 3, rule: "anchor" });
  });

  test("is bound to the name it is known by", async () => {
    expect(await verify(of(6), { origin: "rollcall/acme/0000" })).toMatchObject({ sequence: 1, rule: "origin" });
  });
});

describe("without the key", () => {
  test.each([
    ["json", "applied"],
    ["entries.ndjson", "e1001"],
    ["basis.json", "chat"],
    ["sigs.json", "SHA256:"],
  ])("a changed %s is found where it stands, signed anew or not", async (name, word) => {
    const change = (text: string) => text.replace(word, "forged");
    expect(await verify(await edited(3, name, change))).toMatchObject({ sequence: 3, rule: "signer" });
    const commit = await takeApart(ledger.git, of(3));
    const text = Buffer.from((await ledger.git.readAt(of(3), file(3, name))) ?? []).toString();
    const tree = await withFile(ledger.git, commit.tree, file(3, name), change(text));
    const kept = await restack(ledger.git, await recommit(ledger.git, of(3), { tree }), commits.slice(3));
    expect(await verify(kept)).toMatchObject({ sequence: 3, rule: "commit-signature", commit: expect.any(String) });
  });

  test("a past that was cut off or is missing is found", async () => {
    run("git", [
      "clone",
      "-q",
      "--bare",
      "--depth=3",
      `--branch=${branch}`,
      `file://${path}`,
      place.sub("shallow.git"),
    ]);
    const git = await openGit(place.sub("shallow.git"), process.env);
    const options = { branch, allowedSigners: allowCi(), clock: ledger.clock };
    expect(await verifyLedger(git, options)).toMatchObject({
      sequence: 1,
      rule: "history",
    });
  });

  test("a key that is unknown, for another namespace, not yet valid or expired is refused at the run it signed", async () => {
    const rules = async (allowedSigners: string) => verify(of(6), { allowedSigners });
    expect(await rules("")).toMatchObject({ sequence: 1, rule: "signer" });
    expect(await rules(allowCi('namespaces="git"'))).toMatchObject({ sequence: 1, rule: "signer" });
    expect(await rules(allowCi(`${namespaces},valid-after="202611211003Z"`))).toMatchObject({
      sequence: 1,
      rule: "signer",
    });
    // Runs 1 to 5 were signed at 10:01 to 10:05.
    expect(await rules(allowCi(`${namespaces},valid-before="202611211003Z"`))).toMatchObject({
      sequence: 4,
      rule: "signer",
    });
    expect(await rules(allowCi(`${namespaces},valid-before="20261130Z"`))).toMatchObject({ kind: "verified" });
  });
});

describe("with an allowed key", () => {
  test.each([
    ["json", (text: string) => text.replace('"applied":1', '"applied":9'), "trailers"],
    ["json", (text: string) => text.replace("{", "{ "), "manifest-form"],
    ["json", (text: string) => text.replace('"seq":3', '"seq":4'), "chain"],
    ["json", (text: string) => text.replace("rollcall/acme/", "rollcall/other/"), "origin"],
    ["json", (text: string) => text.replace('{"_type"', '{"extra":1,"_type"'), "manifest-form"],
    ["entries.ndjson", (text: string) => text.replace("e1001", "e1002"), "entries"],
    ["entries.ndjson", (text: string) => text.split("\n").toReversed().join("\n").trimStart(), "entries"],
    ["entries.ndjson", (text: string) => text.split("\n").slice(1).join("\n"), "entries"],
    ["basis.json", (text: string) => text.replace("chat", "mail"), "basis"],
    ["sigs.json", (text: string) => text.replace("SHA256:", "SHA256:x"), "manifest-signature"],
    ["sigs.json", (text: string) => text.replace("U1NIU0lHAAAAAQ", "U1NIU0lHAAAAAg"), "manifest-signature"],
    ["sigs.json", () => "{}", "manifest-signature"],
    ["checkpoint", (text: string) => text.replace("\n3\n", "\n4\n"), "checkpoint"],
    ["state.json", (text: string) => text.replace('"size":3', '"size":4'), "state"],
  ])("a changed %s is found by rule at its place (%#)", async (name, change, rule) => {
    expect(await verify(await edited(3, name, change, ci))).toMatchObject({ sequence: 3, rule });
  });

  test.each([
    ["another file", "README", "x"],
    ["an older run's file", file(2, "json"), "{}"],
    ["a file in a past day's folder", "log/2026/11/20/x", "x"],
    ["the removal of an older run", file(1, "entries.ndjson"), null],
  ])("a commit that also brings %s is found", async (_, at, content) => {
    const commit = await takeApart(ledger.git, of(4));
    const tree = await withFile(ledger.git, commit.tree, at, content);
    const forged = await recommit(ledger.git, of(4), { tree, signer: ci });
    expect(await verify(forged)).toMatchObject({ sequence: 4, rule: "tree", commit: forged });
  });

  test("a commit signed by another allowed key than its manifest is found", async () => {
    const resigned = await recommit(ledger.git, of(4), { signer: mallory });
    const allowedSigners = `${allowCi()}mallory ${namespaces} ${keys.other.publicKey}\n`;
    expect(await verify(resigned, { allowedSigners })).toMatchObject({ sequence: 4, rule: "manifest-signature" });
  });

  test("a merge, a changed message and a time in the future are found", async () => {
    const merge = await recommit(ledger.git, of(4), { parents: [of(3), of(2)], signer: ci });
    expect(await verify(merge)).toMatchObject({ sequence: 4, rule: "linear" });
    const message = (await takeApart(ledger.git, of(4))).message.replace("Rollcall-Run: run-4", "Rollcall-Run: run-9");
    expect(await verify(await recommit(ledger.git, of(4), { message, signer: ci }))).toMatchObject({
      sequence: 4,
      rule: "trailers",
    });
    const early = { now: () => Date.parse("2026-11-21T09:56:30Z") };
    expect(await verify(of(6), { clock: early })).toMatchObject({ sequence: 2, rule: "time-future" });
  });

  test("the same run a second time is found", async () => {
    const twice = await aLedger(bareRepository(place.sub("twice.git")));
    for (const name of ["run-1", "run-2", "run-1"]) {
      const git = { ...twice.git, search: () => Promise.resolve(null) };
      await appendRun({ ...twice, git }, aRun({ run: name }));
    }
    const options = { branch, allowedSigners: allowCi(), clock: twice.clock };
    expect(await verifyLedger(twice.git, options)).toMatchObject({ sequence: 3, rule: "run-repeated" });
  });
});

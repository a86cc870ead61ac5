import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Anchor, noHead } from "../../src/audit/anchor.ts";
import { appendEvent, appendRun } from "../../src/audit/append.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { type VerifyOptions, verifyLedger } from "../../src/audit/verify.ts";
import type { Verification } from "../../src/model/ledger.ts";
import { openGit } from "../../src/ports/git.ts";
import { aLedger, allowCi, anEntry, aRun, bareRepository, branch, keys, namespaces, run, scratch } from "./a-ledger.ts";
import { commitsOf, forgeRecord, recommit, restack, takeApart, withFile } from "./forge.ts";

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
    ["json", (text: string) => text.replace('"actor":"ci"', '"actor":"me"'), "trailers"],
    ["json", (text: string) => text.replace('"applied":2', '"applied":9'), "counts"],
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

/** A record of which all four signatures hold, and one thing is not as a record is. */
describe("with an allowed key that signs everything anew", () => {
  const entry = (change: (entry: Record<string, unknown>) => unknown) => (text: string) => {
    const [first = "", ...others] = text.split("\n");
    return [JSON.stringify(change(JSON.parse(first))), ...others].join("\n");
  };

  test("the same record holds", async () => {
    expect(await verify(await forgeRecord(ledger.git, of(6), ci, {}))).toMatchObject({ kind: "verified" });
  });

  test.each([
    ["no JSON", (text: string) => text.replace("{", "[")],
    ["in another order", (text: string) => text.replace(/^\{("account":[^,]*),(.*)\}/, "{$2,$1}")],
    ["with a carriage return", (text: string) => text.replace("\n", "\r\n")],
    ["with an empty line", (text: string) => text.replace("\n", "\n\n")],
    ["without the last line end", (text: string) => text.trimEnd()],
    ["with a member too many", entry((each) => ({ ...each, zeal: 1 }))],
    ["with a member too few", entry(({ status: _, ...each }) => each)],
    ["of another status", entry((each) => ({ ...each, status: "done" }))],
  ])("entries that nobody can read are found: %s", async (_what, entries) => {
    const forged = await forgeRecord(ledger.git, of(6), ci, { entries });
    expect(await verify(forged)).toMatchObject({ sequence: 6, rule: "entries-form" });
  });

  test.each([
    ["empty", () => ""],
    ["with a blank", (text: string) => text.replace("{", "{ ")],
    ["with a member too many", (text: string) => text.replace(/\}$/, ',"zeal":1}')],
  ])("a basis that nobody can read is found: %s", async (_what, basis) => {
    const forged = await forgeRecord(ledger.git, of(6), ci, { basis });
    expect(await verify(forged)).toMatchObject({ sequence: 6, rule: "basis-form" });
  });

  test("entries other than the manifest counts are found", async () => {
    const none = await forgeRecord(ledger.git, of(6), ci, { entries: () => "" });
    expect(await verify(none)).toMatchObject({ sequence: 6, rule: "counts" });
    const failed = await forgeRecord(ledger.git, of(6), ci, {
      entries: entry((each) => ({ ...each, status: "failed" })),
    });
    expect(await verify(failed)).toMatchObject({ sequence: 6, rule: "counts" });
  });

  test.each([
    ["entries", '"name":"000000000006.entries.ndjson"', '"name":"000000000005.entries.ndjson"'],
    ["basis", '"name":"000000000006.basis.json"', '"name":"000000000006.json"'],
    ["manifest-form", '"run":"run-6"', '"run":"run-6\\nRollcall-Seq: 99"'],
    ["manifest-form", '"run":"run-6"', '"run":""'],
    ["manifest-form", '"counts":{"applied":2}', '"counts":{"applied":2,"done":0}'],
    ["manifest-form", '"origin":"rollcall/acme/', '"origin":"rollcall/a b/'],
    ["version", /"policy":"sha256:[0-9a-f]{64}"/, `"policy":"sha256:${"0".repeat(64)}"`],
  ])("a manifest that says something else of its record is found by the rule %s: %s", async (rule, from, to) => {
    const manifest = (text: string) => text.replace(from, to);
    const forged = await forgeRecord(ledger.git, of(6), ci, { manifest });
    expect(await verify(forged)).toMatchObject({ sequence: 6, rule });
  });

  test("a time after the year 9999, which has no folder, is found", async () => {
    const forged = await recommit(ledger.git, of(6), { seconds: 253_402_300_800 });
    expect(await verify(forged)).toMatchObject({ sequence: 6, rule: "commit-form" });
  });

  test("an event that brings entries, a basis or policies is found", async () => {
    const own = await aLedger(bareRepository(place.sub("events.git")));
    await appendRun(own, aRun());
    const base = { organization: "acme", actor: "ci", engine: "0.1.0", at: "2026-11-21T10:03:00Z", commit: null };
    await appendEvent(own, { ...base, kind: "heartbeat", id: "heartbeat-1" });
    const tip = (await own.git.resolve(ref)) ?? "";
    const rule = async (forged: Parameters<typeof forgeRecord>[3]) => {
      await own.git.updateRef("refs/heads/forged", await forgeRecord(own.git, tip, ci, forged), null);
      const found = await verifyLedger(own.git, { branch: "forged", allowedSigners: allowCi(), clock: own.clock });
      await own.git.updateRef("refs/heads/forged", tip, (await own.git.resolve("refs/heads/forged")) ?? "");
      run("git", ["-C", place.sub("events.git"), "update-ref", "-d", "refs/heads/forged"]);
      return found.kind === "broken" ? `${found.sequence}: ${found.rule}` : found.kind;
    };
    const ofRun = Buffer.from((await own.git.readAt(tip, file(1, "entries.ndjson"))) ?? []).toString();
    expect(await rule({})).toBe("verified");
    expect(await rule({ entries: () => ofRun })).toBe("2: entries-form");
    expect(
      await rule({ basis: (text) => text.replace('"live":{}', `"live":{"chat":"sha256:${"d".repeat(64)}"}`) }),
    ).toBe("2: basis-form");
    const newer = { version: 2, digest: `sha256:${"f".repeat(64)}` };
    const policies = (text: string) =>
      text.replace(
        /Policies: .*\nRollcall-Policies-Version: .*/,
        `Policies: ${newer.digest}\nRollcall-Policies-Version: 2`,
      );
    const manifest = (text: string) =>
      text.replace(/"policies":\{[^}]*\}/, `"policies":{"digest":"${newer.digest}","version":2}`);
    expect(await rule({ manifest, message: policies })).toBe("2: version");
  });
});

describe("a commit that anybody could write otherwise", () => {
  const armor = "-----BEGIN SSH SIGNATURE-----";
  const asText = async (oid: string) => Buffer.from(await ledger.git.readCommit(oid)).toString("latin1");

  test.each([
    ["its signature in other lines", (text: string) => text.replace(/^ (.{60})(.{10})\n/m, " $1\n $2\n")],
    [
      "its signature in front of its author",
      (text: string) => {
        const signature = /gpgsig [\s\S]*?END SSH SIGNATURE-----\n/.exec(text)?.[0] ?? "";
        return text.replace(signature, "").replace("author ", `${signature}author `);
      },
    ],
    ["an empty line of its signature", (text: string) => text.replace(`${armor}\n`, `${armor}\n \n`)],
  ])("is found: %s", async (_what, change) => {
    const text = await asText(of(6));
    expect(change(text)).not.toBe(text);
    const forged = await ledger.git.writeCommit(Buffer.from(change(text), "latin1"));
    expect(await verify(forged)).toMatchObject({
      sequence: 6,
      rule: expect.stringMatching(/^commit-(form|signature)$/),
    });
  });
});

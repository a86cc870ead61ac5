import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllowedSigners } from "../../src/audit/allowed-signers.ts";
import { type Anchor, noHead } from "../../src/audit/anchor.ts";
import { appendRun, checkLedger } from "../../src/audit/append.ts";
import { signNote } from "../../src/audit/checkpoint.ts";
import { anchorFault, readHead } from "../../src/audit/extends-anchor.ts";
import { emptyRange, rootOf } from "../../src/audit/merkle.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { readTags, tagRef, writeTag } from "../../src/audit/tag.ts";
import { verifyLedger } from "../../src/audit/verify.ts";
import type { Milliseconds } from "../../src/model/instant.ts";
import type { AnchoredHead, AnchorVerdict } from "../../src/model/ledger.ts";
import { checkAnchoredTip } from "../../src/run/check-anchor.ts";
import { openWitness } from "../../src/run/open-witness.ts";
import { readSince } from "../../src/run/read-since.ts";
import { witnessCheckpoint } from "../../src/run/witness-checkpoint.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { aLedger, allowCi, aRandom, aRun, bareRepository, branch, keys, namespaces, scratch } from "./a-ledger.ts";
import { commitsOf } from "./forge.ts";

const place = scratch();
const ref = `refs/heads/${branch}`;
const path = place.sub("ledger.git");
/** The CI key could sign until run 3, and a new key can since: both may be stolen. */
const retired = `${namespaces},valid-before="202611211003Z"`;
const allowedSigners = `${allowCi(retired)}next@acme.example ${namespaces} ${keys.other.publicKey}\n`;
let ledger: Awaited<ReturnType<typeof aLedger>>;
let commits: string[] = [];
const of = (sequence: number) => commits[sequence - 1] ?? "";
const kept = new Map<string, Anchor>();
let head: AnchoredHead;
/** Tips of ledgers that somebody with a key made; every one but the first verifies by itself. */
const forged = new Map<string, string | null>();
const disk = new FakeDisk();

/** Appends runs after a commit, as somebody who has a key can, and gives the new tip. */
async function rewritten(name: string, from: string | null, how: { key: string; at: string; runs: number }) {
  const own = await aLedger(path, {
    branch: name,
    signer: openSshSigner(how.key),
    allowedSigners: null,
    random: aRandom(9),
  });
  if (from !== null) await own.git.updateRef(`refs/heads/${name}`, from, null);
  own.clock.set(how.at);
  for (let n = 1; n <= how.runs; n++) await appendRun(own, aRun({ run: `forged-${n}` }));
  return own.git.resolve(`refs/heads/${name}`);
}

beforeAll(async () => {
  ledger = await aLedger(bareRepository(path));
  for (let n = 1; n <= 6; n++) {
    ledger.clock.advance(60);
    const signer = openSshSigner((n > 3 ? keys.other : keys.ci).privateKey);
    await appendRun({ ...ledger, signer, allowedSigners }, aRun({ run: `run-${n}` }));
  }
  commits = await commitsOf(ledger.git, (await ledger.git.resolve(ref)) ?? "");
  const { note, ...found } = await readHead(ledger.git, of(6));
  head = { ...found, commit: of(6) };
  const verified = await verify(of(6), []);
  if (verified.kind !== "verified" || verified.checkpoint === null) throw new Error("the ledger does not verify");
  const witness = await openWitness(world(), aWitness());
  const { note: cosigned } = await witnessCheckpoint(witness, { git: ledger.git, branch }, null);
  const witnesses = { keys: [witness.verifierKey], quorum: 1 };
  await witness.close();
  const since = (name: string, text: string) =>
    readSince({ name, text }, { allowedSigners, witnesses: name === "cosigned" ? witnesses : { keys: [], quorum: 0 } });
  kept.set("file", { ...noHead, ...head, kind: "file", name: "audit/anchor.json" });
  kept.set("tag", (await tagged("2026-11-21", of(6), note)) ?? fail("no tag"));
  kept.set("json", await since("json", JSON.stringify(verified)));
  kept.set("note", await since("note", note));
  kept.set("cosigned", await since("cosigned", cosigned));
  const { other, ci } = keys;
  forged.set("truncated", of(3));
  forged.set("no branch", null);
  forged.set(
    "rewritten",
    await rewritten("rewritten", of(3), { key: other.privateKey, at: "2026-11-21T10:20:00Z", runs: 3 }),
  );
  forged.set(
    "back-dated",
    await rewritten("dated", of(2), { key: ci.privateKey, at: "2026-11-21T10:02:30Z", runs: 4 }),
  );
  forged.set(
    "replayed",
    await rewritten("replayed", null, { key: other.privateKey, at: "2026-11-21T10:20:00Z", runs: 7 }),
  );
});
afterAll(() => place.remove());

function fail(text: string): never {
  throw new Error(text);
}

function world() {
  const self = { pid: 1, host: "witness", started: 1 };
  return { clock: ledger.clock, disk, processes: { self, isAlive: () => true } };
}

function aWitness(logs = allowedSigners) {
  return { state: "/witness/state.json", key: witnessPrivateKey, name: "security.example/w1", logs };
}
const witnessPrivateKey = keys.witness.privateKey;

async function tagged(day: string, commit: string, note: string): Promise<Anchor | undefined> {
  const seconds = Math.floor(ledger.clock.now() / 1000);
  const signer = openSshSigner(keys.other.privateKey);
  const oid = await writeTag({ git: ledger.git, signer }, { day, commit, seconds, note });
  await ledger.git.updateRef(tagRef(day), oid, null);
  return (await readTags(ledger.git, parseAllowedSigners(allowedSigners))).find(({ name }) => name.endsWith(day));
}

let tries = 0;

async function verify(tip: string | null, anchors: readonly Anchor[], now?: Milliseconds) {
  const name = `tried/${++tries}`;
  if (tip !== null) await ledger.git.updateRef(`refs/heads/${name}`, tip, null);
  const clock = { now: () => now ?? Date.parse("2026-11-22T00:00:00Z") };
  return verifyLedger(ledger.git, { branch: name, allowedSigners, clock, anchors });
}

const kinds = ["file", "tag", "json", "note", "cosigned"] as const;
const anchorOf = (kind: string) => kept.get(kind) ?? fail(`no anchor ${kind}`);
const tipOf = (name: string) => (forged.has(name) ? (forged.get(name) ?? null) : of(6));

describe("a ledger that nobody touched", () => {
  test("extends every anchor, also once it has grown", async () => {
    const anchors = kinds.map(anchorOf);
    const verdicts = anchors.map(({ kind, name }) =>
      expect.objectContaining({ kind, name, size: 6, verdict: "extended" }),
    );
    expect(await verify(of(6), anchors)).toMatchObject({ kind: "verified", records: 6, anchors: verdicts });
    const at = "2026-11-21T11:00:00Z";
    const grown = await rewritten("grown", of(6), { key: keys.other.privateKey, at, runs: 2 });
    expect(await verify(grown, anchors)).toMatchObject({ kind: "verified", records: 8, anchors: verdicts });
    expect(await anchorFault(ledger.git, grown, head)).toBeNull();
  });

  test("says who cosigned what was kept", async () => {
    const { anchors } = await verify(of(6), [anchorOf("cosigned"), anchorOf("note")]);
    expect(anchors.map(({ cosignedBy }) => cosignedBy)).toEqual([["security.example/w1"], []]);
  });
});

/** What each anchor says of a ledger that somebody made who has a signing key, and the first run that gives it away. */
const battery: readonly (readonly [name: string, alone: number | null, verdict: AnchorVerdict, sequence: number])[] = [
  ["truncated", 3, "truncated", 4],
  ["no branch", 0, "truncated", 1],
  ["rewritten", 6, "forked", 4],
  ["back-dated", 6, "forked", 3],
  ["replayed", 7, "other-ledger", 1],
];

describe.each(battery)("a ledger that was %s", (name, alone, verdict, sequence) => {
  test("verifies by its signatures and its chain alone", async () => {
    expect(await verify(tipOf(name), [])).toMatchObject({ kind: "verified", records: alone, anchors: [] });
  });

  test("is caught by every anchor, each by itself", async () => {
    const found = await verify(tipOf(name), kinds.map(anchorOf));
    // The JSON head knows no origin.
    const verdicts = kinds.map((kind) => (kind === "json" && verdict === "other-ledger" ? "forked" : verdict));
    expect(found).toMatchObject({ kind: "broken", rule: "anchor", sequence });
    expect(found.anchors.map((anchor) => anchor.verdict)).toEqual(verdicts);
  });

  test("is refused before a plan and before a run is recorded", async () => {
    const tip = tipOf(name);
    expect(await anchorFault(ledger.git, tip, head)).toEqual({ verdict, sequence });
    const refuse = (at: string | null) => checkAnchoredTip(ledger.git, at, { path: "audit/anchor.json", head });
    const own = `recorded/${name.replace(" ", "-")}`;
    if (tip !== null) await ledger.git.updateRef(`refs/heads/${own}`, tip, null);
    const signer = openSshSigner(keys.other.privateKey);
    const here = { ...ledger, branch: own, signer, allowedSigners, refuse };
    const named = expect.objectContaining({
      code: "ledger-invalid",
      message: expect.stringContaining("audit/anchor.json"),
    });
    await expect(checkLedger(here)).rejects.toThrow(named);
    await expect(appendRun(here, aRun({ run: "run-next" }))).rejects.toThrow(named);
    expect(await ledger.git.resolve(`refs/heads/${own}`)).toBe(tip);
  });

  test("is not cosigned by a witness that saw the ledger before, whose memory stays as it was", async () => {
    const tip = tipOf(name);
    if (tip === null || verdict === "other-ledger") return;
    const before = await disk.read("/witness/state.json");
    const witness = await openWitness(world(), aWitness());
    const own = `shown/${name.replace(" ", "-")}`;
    await ledger.git.updateRef(`refs/heads/${own}`, tip, null);
    const asked = witnessCheckpoint(witness, { git: ledger.git, branch: own }, null).finally(() => witness.close());
    await expect(asked).rejects.toThrow(expect.objectContaining({ code: "ledger-invalid" }));
    expect(await disk.read("/witness/state.json")).toEqual(before);
  });
});

test("a fork is placed where it begins if the run that was kept lies here still, else where the anchor stands", async () => {
  const places = await Promise.all(
    ["file", "note"].map(async (kind) => {
      const found = await verify(tipOf("rewritten"), [anchorOf(kind)]);
      return found.kind === "broken" ? found.sequence : null;
    }),
  );
  expect(places).toEqual([4, 6]);
});

describe("an anchor that does not count", () => {
  test("is a tag that nobody signed who may, or that stands under another day, or that carries nothing", async () => {
    const { note } = await readHead(ledger.git, of(6));
    const tags = async () => readTags(ledger.git, parseAllowedSigners(allowedSigners));
    const good = (await ledger.git.listRefs("refs/tags/rollcall/audit/cp/"))[0];
    await ledger.git.updateRef(tagRef("2026-11-22"), good?.oid ?? "", null);
    await ledger.git.updateRef(tagRef("2026-11-23"), of(6), null);
    const stranger = { git: ledger.git, signer: openSshSigner(keys.witness.privateKey) };
    const seconds = Date.parse("2026-11-21T10:06:00Z") / 1000;
    const oid = await writeTag(stranger, { day: "2026-11-24", commit: of(6), seconds, note });
    await ledger.git.updateRef(tagRef("2026-11-24"), oid, null);
    expect((await tags()).map(({ flaw }) => flaw)).toEqual([null, "unsigned", "unsigned", "unsigned"]);
    const found = await verify(of(6), await tags());
    expect(found).toMatchObject({ kind: "broken", rule: "anchor", message: expect.stringContaining("cp/2026-11-22") });
  });

  test("is a checkpoint without enough cosignatures, or one that its log never signed", async () => {
    const { note } = await readHead(ledger.git, of(6));
    const witness = await openWitness(world(), { ...aWitness(), state: "/other.json" });
    const witnesses = { keys: [witness.verifierKey], quorum: 1 };
    await witness.close();
    const since = (text: string) => readSince({ name: "cp.txt", text }, { allowedSigners, witnesses });
    expect(await verify(of(6), [await since(note)])).toMatchObject({ anchors: [{ verdict: "too-few-cosignatures" }] });
    const unsigned = await readSince({ name: "cp.txt", text: note }, { allowedSigners: allowCi(), witnesses });
    expect(await verify(of(6), [unsigned])).toMatchObject({ kind: "broken", anchors: [{ verdict: "unsigned" }] });
    await expect(since("hello")).rejects.toThrow(expect.objectContaining({ code: "input-invalid" }));
    const empty = await signNote(openSshSigner(keys.ci.privateKey), {
      ...{ origin: "rollcall/acme/0123", size: 0, root: rootOf(emptyRange) },
    });
    await expect(since(empty)).rejects.toThrow(/head of a ledger without a run/);
  });

  test("does not hide the run that breaks a rule, and what lies behind that is not reached", async () => {
    const late = Date.parse("2026-11-21T09:56:30Z");
    const found = await verify(of(6), [anchorOf("file")], late);
    expect(found).toMatchObject({ sequence: 2, rule: "time-future", anchors: [{ verdict: "not-reached" }] });
  });
});

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Anchor, noHead } from "../../src/audit/anchor.ts";
import { appendEvent, appendRun } from "../../src/audit/append.ts";
import { loadChain } from "../../src/audit/chain.ts";
import { commitPayload } from "../../src/audit/commit.ts";
import { readHead } from "../../src/audit/extends-anchor.ts";
import { placeRecord, prepareRun } from "../../src/audit/place.ts";
import type { Signer } from "../../src/audit/signer.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import { verifyLedger } from "../../src/audit/verify.ts";
import type { Versions } from "../../src/model/versions.ts";
import { openWitness } from "../../src/run/open-witness.ts";
import { readSince } from "../../src/run/read-since.ts";
import { witnessCheckpoint } from "../../src/run/witness-checkpoint.ts";
import { tableRowsOf } from "../docs/markdown.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import {
  aLedger,
  allowCi,
  anEntry,
  aRandom,
  aRun,
  bareRepository,
  branch,
  keys,
  namespaces,
  newKey,
  scratch,
} from "./a-ledger.ts";
import { commitsOf, recommit, restack, takeApart, withFile } from "./forge.ts";

const place = scratch();
const path = place.sub("ledger.git");
const stolen = newKey(place.sub("stolen"), "stolen@acme.example");
const signers = {
  /** Could sign until record 4. */
  retired: openSshSigner(keys.ci.privateKey),
  /** Signs since. */
  current: openSshSigner(keys.other.privateKey, "next@acme.example"),
  /** May sign, but for the list of revoked keys. */
  revoked: openSshSigner(stolen.text),
  stranger: openSshSigner(keys.witness.privateKey, "ci@acme.example"),
};
const allowedSigners = [
  allowCi(`${namespaces},valid-before="202611211004Z"`),
  `next@acme.example ${namespaces} ${keys.other.publicKey}\n`,
  `stolen@acme.example ${namespaces} ${stolen.line}\n`,
].join("");
const revoked = `${stolen.line}\n`;
const policies = { first: `sha256:${"e".repeat(64)}`, second: `sha256:${"f".repeat(64)}` };
const now = "2026-11-21T12:00:00Z";

let ledger: Awaited<ReturnType<typeof aLedger>>;
let commits: string[] = [];
let anchors: readonly Anchor[] = [];
const of = (sequence: number) => commits[sequence - 1] ?? "";
const run = (n: number) =>
  aRun({ run: `run-${n}`, policy: n === 4 ? policies.second : policies.first, entries: entries(n) });
const entries = (n: number) => [anEntry({ person: `e${n}` }), anEntry({ key: "crm/e7", person: "e7" })];

/** Eight records: two events among them, policies that changed and came back, and a key that replaced another. */
beforeAll(async () => {
  ledger = await aLedger(bareRepository(path));
  for (let n = 1; n <= 8; n++) {
    ledger.clock.advance(60);
    const own = { ...ledger, allowedSigners, signer: n > 4 ? signers.current : signers.retired };
    const base = { organization: "acme", actor: "ci", engine: "0.1.0", at: "2026-11-21T10:03:00Z", commit: null };
    if (n === 3 || n === 6) await appendEvent(own, { ...base, kind: "heartbeat", id: `heartbeat-${n}` });
    else await appendRun(own, run(n));
  }
  commits = await commitsOf(ledger.git, (await ledger.git.resolve(`refs/heads/${branch}`)) ?? "");
  const { note, ...head } = await readHead(ledger.git, of(8));
  const self = { pid: 1, host: "witness", started: 1 };
  const world = { clock: ledger.clock, disk: new FakeDisk(), processes: { self, isAlive: () => true } };
  const witness = await openWitness(world, {
    state: "/w.json",
    key: keys.witness.privateKey,
    name: "w1",
    logs: allowedSigners,
  });
  const { note: cosigned } = await witnessCheckpoint(witness, { git: ledger.git, branch }, null);
  await witness.close();
  const witnesses = { keys: [witness.verifierKey], quorum: 1 };
  anchors = [
    { ...noHead, ...head, kind: "file", name: "audit/anchor.json" },
    { ...noHead, ...head, commit: of(8), kind: "tag", name: "rollcall/audit/cp/2026-11-21" },
    await readSince({ name: "cosigned.txt", text: cosigned }, { allowedSigners, witnesses }),
  ];
});
afterAll(() => place.remove());

let tries = 0;

async function verify(tip: string | null, kept: readonly Anchor[], at = now) {
  const name = `tried/${++tries}`;
  if (tip !== null) await ledger.git.updateRef(`refs/heads/${name}`, tip, null);
  const clock = { now: () => Date.parse(at) };
  return verifyLedger(ledger.git, { branch: name, allowedSigners, revoked, clock, anchors: kept });
}

/** Changes a file of a record; signs its commit and the later ones anew, or leaves the old signatures. */
async function edited(sequence: number, name: string, change: (text: string) => string, signer?: Signer) {
  const at = `log/2026/11/21/${String(sequence).padStart(12, "0")}.${name}`;
  const text = Buffer.from((await ledger.git.readAt(of(sequence), at)) ?? []).toString("utf8");
  expect(change(text)).not.toBe(text);
  const tree = await withFile(ledger.git, (await takeApart(ledger.git, of(sequence))).tree, at, change(text));
  const how = signer === undefined ? { tree } : { tree, signer };
  return restack(ledger.git, await recommit(ledger.git, of(sequence), how), commits.slice(sequence), signer);
}

/** Appends runs after a commit, as somebody who has a key can who asks nobody. */
async function appended(after: string | null, how: { signer: Signer; at: string; runs: number; seed?: number }) {
  const name = `forged/${++tries}`;
  const own = await aLedger(path, {
    branch: name,
    signer: how.signer,
    allowedSigners: null,
    random: aRandom(how.seed ?? 7),
  });
  if (after !== null) await own.git.updateRef(`refs/heads/${name}`, after, null);
  own.clock.set(how.at);
  for (let n = 1; n <= how.runs; n++) await appendRun(own, aRun({ run: `forged-${n}`, policy: policies.first }));
  return own.git.resolve(`refs/heads/${name}`);
}

/** Appends a run that says of itself which versions are in force. */
async function versioned(change: (versions: Versions) => Versions, policy: string) {
  const chain = await loadChain(ledger.git, of(8));
  const files = await prepareRun(aRun({ run: "run-9", policy }), {
    random: aRandom(3),
    keys: null,
    signers: chain.versions.signers?.digest ?? null,
  });
  const git = { ...ledger.git, search: () => Promise.resolve(null) };
  const to = { git, signer: signers.current };
  return (await placeRecord(to, { ...chain, versions: change(chain.versions) }, { files, seconds: chain.seconds + 60 }))
    .commit;
}

async function swappedFiles(one: number, other: number, signer: Signer) {
  const at = (n: number) => `log/2026/11/21/${String(n).padStart(12, "0")}.entries.ndjson`;
  const bytes = await ledger.git.readAt(of(other), at(other));
  const tree = await withFile(ledger.git, (await takeApart(ledger.git, of(one))).tree, at(one), bytes);
  return recommit(ledger.git, of(one), { tree, signer });
}

type By = "anybody who can push" | "a retired key" | "a revoked key" | "a key that may sign";
const { current, retired, stranger } = signers;
const lines = (text: string) => text.split("\n").slice(0, -1);

/** What was done to the ledger, by whom, and how. */
const attacks: readonly (readonly [what: string, by: By, make: () => Promise<string | null>])[] = [
  ["a manifest edited", "anybody who can push", () => edited(5, "json", (text) => text.replace("run-5", "run-x"))],
  [
    "a manifest edited, its commits signed anew",
    "anybody who can push",
    () => edited(5, "json", (text) => text.replace("run-5", "run-x"), stranger),
  ],
  ["an entry edited", "anybody who can push", () => edited(5, "entries.ndjson", (text) => text.replace("e5", "e6"))],
  [
    "a record signed by nobody",
    "anybody who can push",
    async () => {
      const { signature: _, ...commit } = await takeApart(ledger.git, of(5));
      return ledger.git.writeCommit(commitPayload(commit));
    },
  ],
  ["two records swapped", "anybody who can push", () => restack(ledger.git, of(4), [of(6), of(5), of(7), of(8)])],
  ["a record left out", "anybody who can push", () => restack(ledger.git, of(4), [of(6), of(7), of(8)])],
  [
    "the beginning cut off",
    "anybody who can push",
    async () => restack(ledger.git, await recommit(ledger.git, of(2), { parents: [] }), commits.slice(2)),
  ],
  ["the end cut off", "anybody who can push", async () => of(5)],
  ["the branch deleted", "anybody who can push", async () => null],
  [
    "a record added now",
    "a retired key",
    () => appended(of(8), { signer: retired, at: "2026-11-21T10:20:00Z", runs: 1 }),
  ],
  [
    "a record added, dated back",
    "a retired key",
    async () => {
      const tip = await appended(of(8), { signer: retired, at: "2026-11-21T10:20:00Z", runs: 1 });
      return recommit(ledger.git, tip ?? "", { seconds: Date.parse("2026-11-21T10:03:30Z") / 1000, signer: retired });
    },
  ],
  [
    "the end written anew, dated back",
    "a retired key",
    () => appended(of(2), { signer: retired, at: "2026-11-21T10:02:30Z", runs: 6 }),
  ],
  [
    "a record added",
    "a revoked key",
    () => appended(of(8), { signer: signers.revoked, at: "2026-11-21T10:20:00Z", runs: 1 }),
  ],
  [
    "the end cut off and grown again",
    "a key that may sign",
    () => appended(of(5), { signer: current, at: "2026-11-21T10:20:00Z", runs: 3 }),
  ],
  [
    "the whole ledger written anew",
    "a key that may sign",
    () => appended(null, { signer: current, at: "2026-11-21T10:20:00Z", runs: 8, seed: 11 }),
  ],
  [
    "a manifest edited, its commits signed anew",
    "a key that may sign",
    () => edited(5, "json", (text) => text.replace("run-5", "run-x"), current),
  ],
  [
    "an entry edited",
    "a key that may sign",
    () => edited(5, "entries.ndjson", (text) => text.replace("e5", "e6"), current),
  ],
  [
    "two entries of a record swapped",
    "a key that may sign",
    () => edited(5, "entries.ndjson", (text) => `${lines(text).toReversed().join("\n")}\n`, current),
  ],
  [
    "an entry taken away",
    "a key that may sign",
    () => edited(5, "entries.ndjson", (text) => `${lines(text).slice(1).join("\n")}\n`, current),
  ],
  ["the entries of another record", "a key that may sign", () => swappedFiles(7, 5, current)],
  ["two records swapped", "a key that may sign", () => restack(ledger.git, of(4), [of(6), of(5)], current)],
  ["a record left out", "a key that may sign", () => restack(ledger.git, of(4), [of(6), of(7), of(8)], current)],
  ["an older record once more", "a key that may sign", () => restack(ledger.git, of(8), [of(5)], current)],
  [
    "a record of another ledger",
    "a key that may sign",
    async () => {
      const other = await aLedger(bareRepository(place.sub("other.git")), {
        signer: current,
        allowedSigners: null,
        random: aRandom(5),
      });
      const next = await appended(of(4), { signer: current, at: "2026-11-21T10:05:00Z", runs: 1 });
      await appendRun(other, aRun({ run: "run-other" }));
      const manifest = await other.git.readAt(
        (await other.git.resolve(branch)) ?? "",
        "log/2026/11/21/000000000001.json",
      );
      const tree = await withFile(
        ledger.git,
        (await takeApart(ledger.git, next ?? "")).tree,
        "log/2026/11/21/000000000005.json",
        manifest,
      );
      return recommit(ledger.git, next ?? "", { tree, signer: current });
    },
  ],
  [
    "a file of an older record taken away",
    "a key that may sign",
    async () => {
      const tree = await withFile(
        ledger.git,
        (await takeApart(ledger.git, of(8))).tree,
        "log/2026/11/21/000000000002.json",
        null,
      );
      return recommit(ledger.git, of(8), { tree, signer: current });
    },
  ],
  ["a merge", "a key that may sign", () => recommit(ledger.git, of(8), { parents: [of(7), of(6)], signer: current })],
  [
    "another name in the message",
    "a key that may sign",
    async () => {
      const { message } = await takeApart(ledger.git, of(8));
      return recommit(ledger.git, of(8), { message: message.replace("run-8", "run-x"), signer: current });
    },
  ],
  [
    "a time in the future",
    "a key that may sign",
    () => appended(of(8), { signer: current, at: "2026-11-21T12:30:00Z", runs: 1 }),
  ],
  [
    "policies replaced, their version not counted on",
    "a key that may sign",
    () =>
      versioned(
        ({ signers: own }) => ({ policies: { version: 1, digest: policies.second }, signers: own }),
        `sha256:${"a".repeat(64)}`,
      ),
  ],
  [
    "policies from before, as if they were new",
    "a key that may sign",
    () => versioned((versions) => versions, policies.second),
  ],
  [
    "signers from before, as if nothing had changed",
    "a key that may sign",
    () =>
      versioned(
        ({ policies: own }) => ({ policies: own, signers: { version: 1, digest: `sha256:${"0".repeat(64)}` } }),
        policies.first,
      ),
  ],
];

/** What a verification says by itself, what each head says that was kept, and the first record that is named. */
async function judged(make: () => Promise<string | null>) {
  const tip = await make();
  const alone = await verify(tip, []);
  const together = await verify(tip, anchors);
  const verdicts = new Set(together.anchors.map(({ verdict }) => verdict));
  const [verdict = "none"] = verdicts;
  const isShown = verdict !== "extended" && verdict !== "not-reached";
  return {
    isCaught: together.kind === "broken",
    areOfOneMind: verdicts.size === 1,
    chain: alone.kind === "broken" ? `\`${alone.rule}\`` : "holds",
    heads: isShown ? `file, tag, cosigned: \`${verdict}\`` : "–",
    named: together.kind === "broken" ? together.sequence : 0,
  };
}

describe("the battery", () => {
  const rows: string[][] = [];

  test("what nobody touched holds, against every head that was kept", async () => {
    expect(await verify(of(8), anchors)).toMatchObject({
      kind: "verified",
      records: 8,
      anchors: [{ verdict: "extended" }, { verdict: "extended" }, { verdict: "extended" }],
    });
  });

  test.each(attacks)("%s, by %s, is caught, and the record is named", async (what, by, make) => {
    const found = await judged(make);
    expect(found).toMatchObject({ isCaught: true, areOfOneMind: true });
    rows.push([what, by, found.chain, found.heads, String(found.named)]);
  });

  test("gives the table that the documentation has", () => {
    const head = ["what was done", "by", "signatures and chain say", "kept heads say", "first record named"];
    const written = [head, ...rows].map((row) => `| ${row.join(" | ")} |`);
    const table = written.toSpliced(1, 0, `|${"---|".repeat(head.length)}`).join("\n");
    process.stdout.write(`${table}\n`);
    const page = readFileSync(new URL("../../docs/anchors.md", import.meta.url), "utf8");
    const part = page.slice(page.indexOf("## The battery"), page.indexOf("\n## ", page.indexOf("## The battery")));
    expect(tableRowsOf(part)).toEqual(tableRowsOf(table));
  });
});

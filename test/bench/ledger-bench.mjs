import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { appendRun } from "../../dist/audit/append.js";
import { digestEntries, encodeEntries } from "../../dist/audit/entries.js";
import { canonicalText } from "../../dist/audit/parse.js";
import { openCheck } from "../../dist/audit/public-key.js";
import { keyOfLine } from "../../dist/audit/signer.js";
import { openSshSigner } from "../../dist/audit/ssh-key.js";
import { verifyLedger } from "../../dist/audit/verify.js";
import { sha256 } from "../../dist/document/digest.js";
import { systemClock } from "../../dist/ports/clock.js";
import { openGit } from "../../dist/ports/git.js";
import { systemRandom } from "../../dist/ports/random.js";
import { newLedgerKey } from "../../dist/run/new-key.js";
import { compare, counted, median, timed } from "./harness.mjs";
import { recordOf } from "./ledger-run.mjs";

const runs = Number(process.env["LEDGER_RUNS"] ?? 10_000);
/** git starts two processes for each commit: it looks at so many of them, and its time is scaled. */
const sample = 200;
const branch = "rollcall/audit";
const key = newLedgerKey("bench@small.example");
const signer = openSshSigner(key.privateKey);

/** What the ledger costs: writing its records, adding to a long one, verifying a long one. */
export async function ledgerBench({ rounds = 5 } = {}) {
  const results = [await recordBench()];
  const root = await mkdtemp(join(tmpdir(), "rollcall-bench-"));
  try {
    execFileSync("git", ["init", "--quiet", "--bare", root]);
    // In a process of its own: a large one starts git slowly.
    const script = fileURLToPath(new URL("./write-ledger.mjs", import.meta.url));
    const written = execFileSync(process.execPath, [script, root, branch, String(runs)], { input: key.privateKey });
    const commits = written.toString("utf8").split("\n");
    execFileSync("git", ["-C", root, "update-ref", "refs/heads/first", commits[runs / 10 - 1]]);
    results.push(...(await verifyBench(root, rounds)), await memoryBench(root), ...(await appendBench(root)));
    return results;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function verify(root, name = branch, expected = runs) {
  const git = await openGit(root);
  const result = await verifyLedger(git, { branch: name, allowedSigners: key.allowedSigner, clock: systemClock });
  if (result.kind !== "verified" || result.records !== expected) throw new Error(JSON.stringify(result));
}

async function verifyBench(root, rounds) {
  const signers = join(root, "allowed_signers");
  await writeFile(signers, key.allowedSigner);
  const git = () => {
    const config = ["-c", `gpg.ssh.allowedSignersFile=${signers}`, "log", `-${sample}`, "--format=%G?", branch];
    const seen = execFileSync("git", ["-C", root, ...config], { encoding: "utf8" });
    if (seen !== "G\n".repeat(sample)) throw new Error("git does not accept a signature");
  };
  const message = Buffer.alloc(120, 1);
  const publicKey = keyOfLine(signer.publicKey);
  const signature = await signer.sign(message);
  const bare = async () => {
    const check = openCheck();
    for (let at = 0; at < runs * 4; at += 48)
      await Promise.all(
        Array.from({ length: Math.min(48, runs * 4 - at) }, () => check(publicKey, message, signature)),
      );
  };
  const rows = [];
  for (let round = 0; round < rounds; round += 1)
    rows.push({ product: await timed(() => verify(root)), bare: await timed(bare), git: await timed(git) });
  const times = (of) => median(rows.map(of));
  const took = `${(times((row) => row.product) / 1000).toFixed(1)} s`;
  return [
    counted({
      name: `git log --format=%G? of ${runs} runs / audit verify of them`,
      goal: 25,
      atLeast: true,
      value: times((row) => ((row.git / sample) * runs) / row.product),
      detail: `${((times((row) => row.git) / sample) * (runs / 1000)).toFixed(0)} s (scaled from ${sample} commits) / ${took}`,
    }),
    counted({
      name: "audit verify / its bare Ed25519 checks, four a run",
      goal: 2,
      value: times((row) => row.product / row.bare),
      detail: `${took} / ${(times((row) => row.bare) / 1000).toFixed(1)} s`,
    }),
  ];
}

/** What is kept while a verification goes on; the least of a few looks, because the collector is never done. */
async function memoryBench(root) {
  const peak = async (name, expected) => {
    globalThis.gc?.();
    const before = process.memoryUsage();
    let most = 0;
    const look = setInterval(() => {
      globalThis.gc?.();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      most = Math.max(most, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
    }, 100);
    await verify(root, name, expected);
    clearInterval(look);
    return most;
  };
  const [few, many] = [await peak("first", runs / 10), await peak(branch, runs)];
  return counted({
    name: "memory that a verification keeps, a run more",
    goal: 1000,
    value: (many - few) / (runs * 0.9),
    detail: `bytes; ${(few / 1e6).toFixed(1)} MB with ${runs / 10} runs, ${(many / 1e6).toFixed(1)} MB with ${runs}`,
  });
}

async function appendBench(root) {
  const git = await openGit(root);
  const place = { git, branch, remote: null, signer, allowedSigners: key.allowedSigner };
  const ledger = { ...place, clock: systemClock, random: systemRandom };
  const times = [];
  for (let run = 0; run < 40; run += 1) times.push(await timed(() => appendRun(ledger, recordOf(runs + run))));
  const detail = `ms, median of ${times.length}; synced to disk, without a push`;
  return [counted({ name: `append of 20 entries to ${runs} runs`, goal: 60, value: median(times), detail })];
}

/** What 10,000 changes cost to be written down, over what writing down cannot do without. */
async function recordBench() {
  const { entries } = recordOf(0, 10_000);
  const sealing = { random: systemRandom, keys: null };
  const whole = [];
  for (let round = 0; round < 7; round += 1)
    whole.push(await timed(async () => digestEntries(await encodeEntries(entries, sealing))));
  process.stdout.write(`# 10,000 entries sealed, salted, in a Merkle tree: ${median(whole).toFixed(0)} ms\n`);
  const lines = Buffer.from(await encodeEntries(entries, sealing))
    .toString("utf8")
    .trimEnd()
    .split("\n");
  const values = lines.map((line) => JSON.parse(line));
  return compare({
    name: "10,000 entries canonical, SHA-256, signed / JSON.stringify, SHA-256",
    goal: 1.5,
    rounds: 15,
    warmup: 5,
    product: () => {
      const text = values.map((value) => `${canonicalText(value)}\n`).join("");
      return signer.sign(Buffer.from(sha256(text)));
    },
    baseline: () => {
      const text = values.map((value) => `${JSON.stringify(value)}\n`).join("");
      return createHash("sha256").update(text).digest("hex");
    },
  });
}

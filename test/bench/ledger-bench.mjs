import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendRun } from "../../dist/audit/append.js";
import { openSshSigner } from "../../dist/audit/ssh-key.js";
import { verifyLedger } from "../../dist/audit/verify.js";
import { systemClock } from "../../dist/ports/clock.js";
import { openGit } from "../../dist/ports/git.js";
import { systemRandom } from "../../dist/ports/random.js";
import { newLedgerKey } from "../../dist/run/new-key.js";
import { compare } from "./harness.mjs";

const runs = 1000;
const branch = "rollcall/audit";

/** Verifying 1,000 runs whole, against git looking at the signatures of their commits alone. */
export async function ledgerBench({ rounds = 5 } = {}) {
  const root = await mkdtemp(join(tmpdir(), "rollcall-bench-"));
  try {
    execFileSync("git", ["init", "--quiet", "--bare", root]);
    const key = newLedgerKey("bench@small.example");
    const signers = join(root, "allowed_signers");
    await writeFile(signers, key.allowedSigner);
    const git = await openGit(root);
    const ledger = {
      git,
      branch,
      remote: null,
      signer: openSshSigner(key.privateKey),
      allowedSigners: key.allowedSigner,
      clock: systemClock,
      random: systemRandom,
    };
    const start = performance.now();
    for (let run = 0; run < runs; run += 1) await appendRun(ledger, recordOf(run));
    process.stdout.write(
      `# ledger: ${runs} runs of 20 entries, ${((performance.now() - start) / runs).toFixed(1)} ms an append\n`,
    );
    execFileSync("git", ["-C", root, "gc", "--quiet"]);
    const result = await compare({
      name: `audit verify of ${runs} runs / git log --format=%G?`,
      goal: 0.2,
      rounds,
      warmup: 0,
      product: async () => {
        const verification = await verifyLedger(await openGit(root), {
          branch,
          allowedSigners: key.allowedSigner,
          clock: systemClock,
        });
        if (verification.kind !== "verified" || verification.runs !== runs)
          throw new Error(JSON.stringify(verification));
      },
      baseline: () => {
        const config = ["-c", `gpg.ssh.allowedSignersFile=${signers}`];
        const seen = execFileSync("git", ["-C", root, ...config, "log", "--format=%G?", branch], { encoding: "utf8" });
        if (
          seen
            .trim()
            .split("\n")
            .some((sign) => sign !== "G")
        )
          throw new Error("git does not accept a signature");
      },
    });
    return [result];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function recordOf(run) {
  const at = "2026-11-23T09:00:00Z";
  const digest = `sha256:${String(run).padStart(64, "0")}`;
  return {
    run: `r-${String(run).padStart(16, "0")}`,
    kind: "result",
    organization: "small",
    conclusion: "completed",
    error: null,
    actor: "bench",
    engine: "rollcall/bench",
    plan: { digest, operations: digest, at },
    commit: null,
    inputs: { "rollcall.yaml": digest },
    live: { chat: digest },
    policy: digest,
    approvals: [],
    people: 1000,
    started: at,
    finished: at,
    counts: { applied: 20 },
    entries: Array.from({ length: 20 }, (_, n) => ({
      key: `chat/p${n}/grant/group:g${run}`,
      kind: "grant",
      application: "chat",
      person: `p${n}`,
      account: `a${n}`,
      target: `group:g${run}`,
      before: { held: false },
      after: { held: true },
      because: [{ kind: "birthright", role: "everybody", at: { file: "roles/everybody.yaml", line: 6, column: 5 } }],
      decision: { verdict: "allow", risk: 1, rules: [] },
      status: "applied",
      reason: null,
      reference: null,
      attempts: 1,
      recovered: false,
      at,
    })),
  };
}

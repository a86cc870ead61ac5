import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ledger } from "../../src/audit/append.ts";
import { generateSshKey, openSshSigner } from "../../src/audit/ssh-key.ts";
import type { IntentEvent } from "../../src/model/ledger-event.ts";
import type { ManifestEntry, RunRecord } from "../../src/model/manifest.ts";
import { countStatuses } from "../../src/model/outcome.ts";
import { openGit } from "../../src/ports/git.ts";
import type { Random } from "../../src/ports/random.ts";

/** A directory for one test file, gone afterwards; in memory where that is possible, because every object is synced to disk. */
export function scratch(): { readonly path: string; sub(name: string): string; remove(): void } {
  const path = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "rollcall-audit-"));
  return { path, sub: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs a program that has to be there: a missing one fails the test. */
export function run(program: string, args: readonly string[], input?: string | Uint8Array): string {
  return execFileSync(program, args, { encoding: "utf8", ...(input === undefined ? {} : { input }), stdio: "pipe" });
}

/** A bare repository. */
export function bareRepository(path: string): string {
  run("git", ["init", "-q", "--bare", path]);
  return path;
}

export const keys = {
  ci: generateSshKey("ci@acme.example"),
  other: generateSshKey("mallory@acme.example"),
  witness: generateSshKey("security@example"),
};

/** A key pair by ssh-keygen, without a passphrase; of P-256 unless another kind is named. */
export function newKey(
  path: string,
  comment: string,
  ...kind: string[]
): { readonly text: string; readonly line: string } {
  const type = kind.length > 0 ? kind : ["-t", "ecdsa", "-b", "256"];
  run("ssh-keygen", ["-q", ...type, "-N", "", "-C", comment, "-f", path]);
  const [kindOf = "", blob = ""] = readFileSync(`${path}.pub`, "utf8").split(" ");
  return { text: readFileSync(path, "utf8"), line: `${kindOf} ${blob}` };
}

export const namespaces = 'namespaces="git,rollcall-manifest@v1"';

/** One line for the CI key. */
export function allowCi(options = namespaces): string {
  return `ci@acme.example ${options} ${keys.ci.publicKey}\n`;
}

/** A clock that stands until it is moved. */
function aClock(at = "2026-11-21T10:00:00Z") {
  let now = Date.parse(at);
  return {
    now: () => now,
    monotonic: () => now,
    sleep: (milliseconds: number) => {
      now += milliseconds;
      return Promise.resolve();
    },
    set: (instant: string) => {
      now = Date.parse(instant);
    },
    advance: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

/** Bytes that look random and are the same in every test run. */
export function aRandom(seed = 1): Random {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)), fraction: next };
}

export const branch = "rollcall/audit";

/** A ledger in a repository that is there. */
export async function aLedger(path: string, with_: Partial<Ledger> = {}) {
  const clock = aClock();
  const ledger = {
    git: await openGit(path, process.env),
    branch,
    remote: null,
    signer: openSshSigner(keys.ci.privateKey),
    allowedSigners: allowCi(),
    clock,
    random: aRandom(),
    ...with_,
  };
  return { ...ledger, clock };
}

/** A change as a run records it. */
export function anEntry(with_: Partial<ManifestEntry> = {}): ManifestEntry {
  return {
    key: "chat/e1001/grant/group:engineering",
    kind: "grant",
    application: "chat",
    person: "e1001",
    account: "a-77",
    target: "group:engineering",
    before: { held: false },
    after: { held: true },
    because: [{ kind: "birthright", role: "engineer", at: { file: "roles/engineer.yaml", line: 6, column: 5 } }],
    decision: { verdict: "allow", risk: 20, rules: ["birthright"] },
    status: "applied",
    reason: null,
    reference: "req-1",
    attempts: 1,
    recovered: false,
    at: "2026-11-21T09:59:30Z",
    ...with_,
  };
}

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

/** What a run did. */
export function aRun(with_: Partial<RunRecord> = {}): RunRecord {
  return {
    run: "run-1",
    kind: "result",
    organization: "acme",
    conclusion: "completed",
    error: null,
    actor: "ci",
    engine: "0.1.0",
    plan: { digest: digest("a"), operations: digest("b"), at: "2026-11-21T09:58:00Z" },
    commit: "1".repeat(40),
    inputs: { "roles/engineer.yaml": digest("c") },
    live: { chat: digest("d") },
    policy: digest("e"),
    approvals: [{ operations: digest("b"), by: "e1002", team: "platform", at: "2026-11-21T09:58:30Z" }],
    people: 42,
    started: "2026-11-21T09:59:00Z",
    finished: "2026-11-21T09:59:40Z",
    counts: countStatuses(with_.entries ?? [anEntry()]),
    entries: [anEntry()],
    ...with_,
  };
}

/** What announces a run. */
export function anIntent(run: string): IntentEvent {
  return {
    ...{ kind: "intent", id: `intent:${run}`, run, organization: "acme", actor: "ci", engine: "0.1.0" },
    ...{ at: "2026-11-21T10:00:00Z", commit: "1".repeat(40), policy: digest("e"), changes: 3, approvals: [] },
    plan: { digest: digest("a"), operations: digest("b"), at: "2026-11-21T09:58:00Z" },
  };
}

/** Writes a file and gives its path. */
export function file(path: string, content: string | Uint8Array, mode = 0o644): string {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content, { mode });
  return path;
}

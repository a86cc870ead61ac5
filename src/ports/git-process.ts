import { GitError, type SimpleGit, simpleGit } from "simple-git";
import { RollcallError } from "../model/error.ts";

/** How a git command ended and what it said. */
export interface GitAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one git command in a fixed directory; a non-zero end is an answer, not an error. */
export type RunGit = (args: readonly string[]) => Promise<GitAnswer>;

/** A git command that did not do what Rollcall needs; the text holds no credentials. */
export class GitFailure extends Error {
  override readonly name = "GitFailure";
  /** `missing`: no such object; `corrupt`: its bytes are not what its id says. */
  readonly kind: "missing" | "corrupt" | "failed";

  constructor(kind: GitFailure["kind"], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

/** Opens a runner of git commands; of the environment only what a remote needs to be reached is passed on. */
export function openGitProcess(directory: string, environment: GitEnvironment): RunGit {
  const client = openClient(directory, environment);
  return (args) =>
    client.raw([...args]).then(
      (stdout) => ({ code: 0, stdout, stderr: "" }),
      (error: unknown) => {
        if (error instanceof Ended) return error.answer;
        const cause = error instanceof Error ? error : undefined;
        throw new GitFailure("failed", `git could not run: ${redact(cause?.message ?? "unknown")}`, { cause });
      },
    );
}

/** The first line that tells something, without credentials. */
export function complaintOf(answer: GitAnswer): string {
  const lines = answer.stderr.split("\n").map((line) => line.trim());
  const line = lines.find((text) => /^(fatal|error|remote: error)/.test(text)) ?? lines.find((text) => text !== "");
  return redact(line ?? `git ended with ${answer.code}`).slice(0, 300);
}

/** Names and values a git process may see. */
export type GitEnvironment = Readonly<Record<string, string | undefined>>;

/** Reaching a remote needs these; everything else of the caller's environment stays out. */
const passedOn: ReadonlySet<string> = new Set(
  [
    ...["PATH", "HOME", "USER", "LOGNAME", "USERPROFILE", "APPDATA", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"],
    ...["XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"],
    ...["SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"],
  ].map((name) => name.toLowerCase()),
);

/** Objects are what their ids say (no replacements, no grafts), nobody is asked anything, only plain transports. */
const fixed = {
  LC_ALL: "C",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_GRAFT_FILE: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_ALLOW_PROTOCOL: "file:git:http:https:ssh",
  GIT_COMMITTER_NAME: "rollcall",
  GIT_COMMITTER_EMAIL: "rollcall@localhost",
} as const;

/** The environment every git process of Rollcall gets. */
export function environmentOf(environment: GitEnvironment): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && passedOn.has(name.toLowerCase())) kept[name] = value;
  }
  return { ...kept, ...fixed };
}

/** Against settings of the person or machine that run programs or add work behind our back; a moved reference stays moved. */
const overrides = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.fsync=committed,reference",
  "maintenance.auto=false",
  "gc.auto=0",
  "push.gpgSign=false",
  "submodule.recurse=false",
];

/** simple-git waits for 50 ms longer when a command said nothing; an empty piece at the end counts as something. */
const nothing = Buffer.alloc(0);

function openClient(directory: string, environment: GitEnvironment): SimpleGit {
  const given = environmentOf(environment);
  try {
    return simpleGit({
      baseDir: directory,
      config: overrides,
      trimmed: false,
      timeout: { block: 120_000 },
      allowEnvironment: Object.keys(given),
      unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true, allowUnsafeSshCommand: true },
      errors: (error, result) => (result.exitCode > 0 ? new Ended(answerOf(result)) : error),
    })
      .env(given)
      .outputHandler((_command, stdout) => stdout.once("end", () => stdout.emit("data", nothing)));
  } catch (cause) {
    throw new RollcallError("input-invalid", `cannot open ${directory}: it is not a directory`, { cause });
  }
}

/** simple-git hands on its own kind of error as it is, and makes a text of every other. */
class Ended extends GitError {
  readonly answer: GitAnswer;

  constructor(answer: GitAnswer) {
    super(undefined, "git ended");
    this.answer = answer;
  }
}

function answerOf(result: { exitCode: number; stdOut: Buffer[]; stdErr: Buffer[] }): GitAnswer {
  const [stdout, stderr] = [result.stdOut, result.stdErr].map((parts) => Buffer.concat(parts).toString("utf8"));
  return { code: result.exitCode, stdout: stdout ?? "", stderr: stderr ?? "" };
}

function redact(text: string): string {
  return text.replaceAll(/\/\/[^@/\s]+@/g, "//");
}

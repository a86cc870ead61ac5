import { type ChildProcess, spawn } from "node:child_process";

/** How a program ended and what it said. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** Runs a program without a shell, with no environment but what is given; throws when it cannot start or passes its deadline. */
export interface Command {
  run(
    program: string,
    args: readonly string[],
    options: {
      readonly cwd?: string;
      readonly stdin?: Uint8Array;
      readonly environment?: Readonly<Record<string, string>>;
      readonly deadline: number;
    },
  ): Promise<CommandResult>;
}

/** Why a program gave no result; its own non-zero exit is a result, not a failure. */
class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly kind: "not-found" | "not-started" | "deadline" | "too-large" | "killed";

  constructor(kind: CommandFailure["kind"], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

/** The operating system's processes; output beyond the caps kills the program, as the deadline does. */
export const systemCommand: Command = { run: runProgram };

const MAX_STDOUT = 64 * 1024 * 1024;
const MAX_STDERR = 1024 * 1024;

function runProgram(
  program: string,
  args: readonly string[],
  options: Parameters<Command["run"]>[2],
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...options.environment },
      stdio: "pipe",
      windowsHide: true,
    });
    let settled = false;
    const stop = (failure: CommandFailure) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      child.kill("SIGKILL");
      release(child);
      reject(failure);
    };
    const timer = setTimeout(
      () => stop(new CommandFailure("deadline", `${program} did not finish within ${options.deadline} ms`)),
      options.deadline,
    );
    const tooLarge = (stream: string) =>
      stop(new CommandFailure("too-large", `${program} wrote too much to ${stream}`));
    const stdout = collect(child.stdout, MAX_STDOUT, () => tooLarge("stdout"));
    const stderr = collect(child.stderr, MAX_STDERR, () => tooLarge("stderr"));
    child.on("error", (cause) => stop(startFailure(program, cause)));
    child.on("close", (code, signal) => {
      if (code === null) return stop(new CommandFailure("killed", `${program} was ended by ${signal}`));
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve({ code, stdout: new Uint8Array(stdout()), stderr: stderr().toString("utf8") });
    });
    // A program that ends before it has read its input is judged by its exit, not by the broken pipe.
    child.stdin.on("error", () => {});
    child.stdin.end(options.stdin);
  });
}

/** A grandchild may hold the pipes open; ours are closed so that nothing keeps waiting for it. */
function release(child: ChildProcess): void {
  child.stdin?.destroy();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

function collect(stream: NodeJS.ReadableStream, limit: number, exceeded: () => void): () => Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > limit) return exceeded();
    chunks.push(chunk);
  });
  return () => Buffer.concat(chunks);
}

function startFailure(program: string, cause: Error): CommandFailure {
  const absent = "code" in cause && cause.code === "ENOENT";
  const text = absent ? `${program} was not found` : `${program} could not be started`;
  return new CommandFailure(absent ? "not-found" : "not-started", text, { cause });
}
